import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createPlaces, startOf } from '../generator/places.ts'
import { createRandom } from '../generator/random.ts'
import type { Random } from '../generator/random.ts'
import { createTexts } from '../generator/text.ts'
import type { Texts } from '../generator/text.ts'
import { addTokens, noTokens } from '../generator/truth.ts'
import type { Tokens } from '../generator/truth.ts'
import { emptyStore } from './truth.ts'
import type { Growth, StoreTruth } from './truth.ts'

const storageOf = (home: string): string => join(home, '.local/share/opencode/storage')

/** A file for the session, and one for each of its messages. */
const FILES_OF_SESSION = 40
/** A question, what it made the agent call, and the answer. */
const TURN = 3
const MODELS = [
  ['anthropic', 'claude-sonnet-4-5'],
  ['openai', 'gpt-5.2'],
  ['google', 'gemini-3-pro'],
] as const

/** The files of generation 2, each message with its parts beside it. */
export function writeOpenCodeFiles(home: string, files: number, seed: number): StoreTruth {
  const random = createRandom(seed)
  const texts = createTexts(random)
  const projects = createPlaces(random).map(({ cwd }) => ({ id: random.hex(40), directory: cwd }))
  const truth = emptyStore()
  while (truth.files < files) {
    const project = random.pick(projects)
    const write = (path: string, document: object): void => {
      truth.bytes += writeDocument(join(storageOf(home), path), document)
    }
    const session = writeSession({ random, texts, write }, project, Math.min(FILES_OF_SESSION, files - truth.files) - 1)
    addTokens(truth, session.tokens)
    truth.sessions += 1
    truth.messages += session.messages
    truth.files += 1 + session.messages
  }
  return truth
}

/** A few messages more. */
export const growOpenCodeFiles = (home: string, seed: number): Growth => ({
  truth: writeOpenCodeFiles(home, 10, seed),
  [Symbol.dispose]: () => undefined,
})

interface Project {
  readonly id: string
  readonly directory: string
}

interface Source {
  readonly random: Random
  readonly texts: Texts
  readonly write: (path: string, document: object) => void
}

function writeSession(
  { random, texts, write }: Source,
  { id: projectID, directory }: Project,
  messages: number,
): { messages: number; tokens: Tokens } {
  const session = `ses_${random.alphanumeric(26)}`
  const [providerID, modelID] = random.pick(MODELS)
  const start = startOf(random)
  const tokens = noTokens()
  let created = start
  let parent = ''
  for (let n = 0; n < messages; n += 1) {
    created += random.int(3000, 60_000)
    const id = `msg_${created.toString(16)}${random.alphanumeric(14)}`
    const common = { id, sessionID: session }
    const part = (more: object): void => {
      const name = `prt_${created.toString(16)}${random.alphanumeric(14)}`
      write(`part/${id}/${name}.json`, { id: name, sessionID: session, messageID: id, ...more })
    }
    if (n % TURN === 0) {
      parent = id
      write(`message/${session}/${id}.json`, { ...common, role: 'user', time: { created }, agent: 'build' })
      part({ type: 'text', text: texts.medium() })
      continue
    }
    const used = countsOf(random)
    addTokens(tokens, { ...noTokens(), requests: 1, ...tokensOf(used) })
    const calls = n % TURN === 1
    const finish = calls ? 'tool-calls' : 'stop'
    const time = { created, completed: created + random.int(800, 3000) }
    const path = { cwd: directory, root: directory }
    write(`message/${session}/${id}.json`, {
      ...common,
      role: 'assistant',
      time,
      parentID: parent,
      modelID,
      providerID,
      mode: 'build',
      path,
      cost: 0,
      tokens: used,
      finish,
    })
    part({ type: 'step-start', snapshot: random.hex(40) })
    if (random.chance(0.25)) part({ type: 'reasoning', text: texts.medium() })
    part(
      calls
        ? { type: 'tool', tool: 'bash', state: { status: 'completed', output: texts.long() } }
        : { type: 'text', text: texts.long() },
    )
    part({ type: 'step-finish', reason: finish, cost: 0, tokens: used })
  }
  const time = { created: start, updated: created }
  write(`session/${projectID}/${session}.json`, { id: session, version: '1.1.11', projectID, directory, time })
  return { messages, tokens }
}

const countsOf = (random: Random) => ({
  input: random.int(50, 9000),
  output: random.int(20, 3000),
  reasoning: 0,
  cache: { read: random.int(0, 90_000), write: random.int(0, 5000) },
})

const tokensOf = ({ input, output, cache }: ReturnType<typeof countsOf>): Partial<Tokens> => ({
  input_tokens: input,
  output_tokens: output,
  cache_read_tokens: cache.read,
  cache_write_5m_tokens: cache.write,
})

function writeDocument(path: string, document: object): number {
  mkdirSync(dirname(path), { recursive: true })
  const text = JSON.stringify(document, null, 2)
  writeFileSync(path, text)
  return Buffer.byteLength(text)
}
