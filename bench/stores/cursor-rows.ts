import { iso } from '../generator/places.ts'
import type { Random } from '../generator/random.ts'
import type { Texts } from '../generator/text.ts'
import type { StoreTruth } from './truth.ts'

export type Row = readonly [key: string, value: string]

export interface SessionPlan {
  readonly id: string
  readonly start: number
  readonly cwd: string
  readonly branch: string
  readonly messages: number
  /** Versions of 2026 write zeros. */
  readonly isCounted: boolean
}

export interface Source {
  readonly random: Random
  readonly texts: Texts
}

const MODELS = ['claude-4.5-sonnet-thinking', 'gpt-5.2-codex-high', 'composer-1', 'gemini-3-pro', 'default']

/** All rows of a session in the order in which they are written: what is said, and what stands between. */
export function* sessionRows(source: Source, plan: SessionPlan, truth: StoreTruth): Generator<Row> {
  const { random } = source
  const bubbles: string[] = []
  let at = plan.start
  for (let n = 0; n < plan.messages; n += 1) {
    at += random.int(2000, 90_000)
    const bubble = random.uuid()
    const isAnswer = n % 4 !== 0
    bubbles.push(`{"bubbleId":"${bubble}","type":${isAnswer ? 2 : 1}}`)
    yield [
      `bubbleId:${plan.id}:${bubble}`,
      isAnswer ? answer(source, plan, bubble, at, truth) : question(source, bubble, at),
    ]
    yield* besides(source, plan.id, bubble, isAnswer)
    truth.messages += 1
  }
  yield [`composerData:${plan.id}`, composer(source, plan, at, bubbles)]
  truth.sessions += 1
}

const question = ({ random, texts }: Source, bubble: string, at: number): string =>
  `{"_v":3,"type":1,"bubbleId":"${bubble}","createdAt":"${iso(at)}","tokenCount":{"inputTokens":0,"outputTokens":0},` +
  `"text":"${texts.medium()}","richText":"${texts.medium()}","isAgentic":true,"context":{"notes":[],"selections":` +
  `["${texts.long()}"],"images":[${random.chance(0.01) ? `"${texts.base64(random.int(100_000, 900_000))}"` : ''}]}}`

function answer(
  { random, texts }: Source,
  { isCounted }: SessionPlan,
  bubble: string,
  at: number,
  truth: StoreTruth,
): string {
  const input = isCounted ? random.int(4000, 180_000) : 0
  const output = isCounted ? random.int(20, 4000) : 0
  if (isCounted) truth.requests += 1
  truth.input_tokens += input
  truth.output_tokens += output
  const tool = random.chance(0.6)
    ? `,"toolFormerData":{"tool":15,"name":"read_file","status":"completed","params":"${texts.short()}","result":"${texts.bulk(random.int(500, 9000))}"}`
    : ''
  return (
    `{"_v":3,"type":2,"bubbleId":"${bubble}","createdAt":"${iso(at)}","text":"${texts.long()}","codeBlocks":[]${tool},` +
    `"tokenCount":{"inputTokens":${input},"outputTokens":${output}},"modelInfo":{"modelName":"${random.pick(MODELS)}"},` +
    `"usageUuid":"${random.uuid()}","timingInfo":{"clientStartTime":${at - 1500},"clientEndTime":${at}},"isAgentic":true}`
  )
}

/** Most of such a database is nothing that is counted. */
function* besides({ random, texts }: Source, session: string, bubble: string, isAnswer: boolean): Generator<Row> {
  if (random.chance(0.5)) yield [`agentKv:blob:${random.hex(64)}`, `{"role":"tool","content":"${texts.bulk(5000)}"}`]
  if (isAnswer) {
    if (random.chance(0.2))
      yield [`codeBlockDiff:${session}:${random.uuid()}`, `{"newModelDiffWrtV0":["${texts.bulk(2000)}"]}`]
    return
  }
  yield [`messageRequestContext:${session}:${bubble}`, `{"projectLayouts":["${texts.bulk(random.int(2000, 20_000))}"]}`]
  yield [`checkpointId:${session}:${random.uuid()}`, `{"files":["${texts.bulk(4000)}"],"nonExistentFiles":[]}`]
}

const composer = (
  { random, texts }: Source,
  { id, start, cwd, branch, messages }: SessionPlan,
  end: number,
  bubbles: readonly string[],
): string =>
  `{"_v":10,"composerId":"${id}","createdAt":${start},"lastUpdatedAt":${end},"name":"${texts.short()}","status":"completed",` +
  `"unifiedMode":"agent","fullConversationHeadersOnly":[${bubbles.join(',')}],"modelConfig":{"modelName":"${random.pick(MODELS)}"},` +
  `"contextTokensUsed":${random.int(5000, 150_000)},"contextTokenLimit":200000,"totalLinesAdded":${messages * 7},"totalLinesRemoved":${messages},` +
  `"createdOnBranch":"${branch}","workspaceIdentifier":{"id":"${random.hex(32)}","uri":{"fsPath":"${cwd}","scheme":"file"}},` +
  `"codeBlockData":{"file:///a.ts":["${texts.bulk(random.int(2000, 30_000))}"]}}`
