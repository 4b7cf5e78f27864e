import { appendFileSync, globSync, statSync, truncateSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { noTokens } from '../generator/truth.ts'
import type { Tokens } from '../generator/truth.ts'

export interface Growth {
  readonly tokens: Tokens
  readonly [Symbol.dispose]: () => void
}

/** One more answer at the end of one log of Claude Code, which is as it was before once this is disposed of. */
export function growLog(home: string): Growth {
  const [log] = globSync('.claude/projects/*/*.jsonl', { cwd: home }).toSorted()
  if (log === undefined) throw new Error(`no log of Claude Code in ${home}`)
  const path = join(home, log)
  const { size, atimeMs, mtimeMs } = statSync(path)
  appendFileSync(path, `${JSON.stringify(ANSWER)}\n`)
  return {
    tokens: { ...noTokens(), requests: 1, input_tokens: 11, output_tokens: 7 },
    [Symbol.dispose]: () => {
      truncateSync(path, size)
      utimesSync(path, atimeMs / 1000, mtimeMs / 1000)
    },
  }
}

/** Later than all that the generator writes. */
const ANSWER = {
  parentUuid: null,
  isSidechain: false,
  type: 'assistant',
  message: {
    id: 'msg_grown',
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-4-5-20250929',
    content: [],
    stop_reason: 'end_turn',
    usage: { input_tokens: 11, output_tokens: 7, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 },
  },
  requestId: 'req_grown',
  uuid: '00000000-0000-4000-8000-000000000000',
  timestamp: '2026-10-31T12:00:00.000Z',
  cwd: '/code/app',
  sessionId: '00000000-0000-4000-8000-000000000001',
  version: '2.1.329',
  gitBranch: 'main',
}
