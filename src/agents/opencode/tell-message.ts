import type { ResponsePart, Sink } from '../_shared/agent.ts'
import { isObject } from '../_shared/json.ts'
import type { JsonObject } from '../_shared/json.ts'
import { ImpossibleNumber, noteCounts, recordedCost } from '../_shared/tokens.ts'
import { objectOf } from './message.ts'
import type { Message } from './message.ts'
import { usageOf } from './tokens.ts'
import type { Usage } from './tokens.ts'

/** Where a message stands, and what is known of its session. */
export interface Standing {
  readonly offset: number
  /** Of the session. */
  readonly cwd: string | null
  readonly sessionCreated: number | null
  readonly subagent: boolean
  /** What a newer generation has imported counts there. */
  readonly demoted: boolean
  /** Its parts of the type `step-finish`. */
  readonly steps: readonly JsonObject[]
}

/** A response has at most 256 parts. */
const MOST_PARTS = 200

export function tellMessage(message: Message, standing: Standing, sink: Sink): void {
  const { offset } = standing
  if (message.role !== 'assistant') return noteOther(message, offset, sink)
  if (!isObject(message.tokens)) {
    if (message.completed !== null) sink.problem({ kind: 'note', offset, detail: 'an answer without token counts' })
    return
  }
  try {
    tellUsage(message, stepsOf(message, message.tokens, standing), standing, sink)
  } catch (error) {
    if (!(error instanceof ImpossibleNumber)) throw error
    sink.problem({ kind: 'quarantined', offset, detail: error.message })
  }
}

/** Counts in a message of a kind that later versions may write. */
function noteOther({ role, tokens }: Message, offset: number, sink: Sink): void {
  if (role !== 'user') noteCounts(tokens, 'tokens', true, offset, sink)
}

/** A session that began later than its message is a fork, and the message a copy with a new id. */
export const isCopied = ({ created }: Message, sessionCreated: number | null): boolean =>
  created !== null && sessionCreated !== null && created < sessionCreated

interface Step {
  readonly usage: Usage
  readonly cost: unknown
}

/** Until 0.5 a message had a step for each turn of the tool loop: its cost is that of all, its tokens are those of the last. */
function stepsOf({ provider, cost }: Message, tokens: JsonObject, { steps }: Standing): Step[] {
  const all = (steps.length > 1 ? steps : [])
    .map((step) => ({ usage: usageOf(isObject(step.tokens) ? step.tokens : {}, provider), cost: step.cost }))
    .filter(({ usage }) => !isNone(usage))
  // Where steps tell no tokens there are those of the last one.
  return all.length > 0 ? all : [{ usage: usageOf(tokens, provider), cost }].filter(({ usage }) => !isNone(usage))
}

const isNone = ({ counts: { input, output, cacheRead, cacheWrite5m } }: Usage): boolean =>
  input + output + cacheRead + cacheWrite5m === 0

function noteAll(usages: readonly Usage[], offset: number, sink: Sink): void {
  for (const detail of new Set(usages.flatMap(notesOf))) sink.problem({ kind: 'note', offset, detail })
}

function tellUsage(message: Message, steps: readonly Step[], standing: Standing, sink: Sink): void {
  const { offset } = standing
  const { created, provider, model } = message
  // An answer that has just begun, or was cut off, or has all of its counts under other names.
  if (steps.length === 0) return noteAll([usageOf(objectOf(message.tokens), provider)], offset, sink)
  if (created === null) return sink.problem({ kind: 'quarantined', offset, detail: 'no time in the record' })
  noteAll(
    steps.map(({ usage }) => usage),
    offset,
    sink,
  )
  const isDoubtful = steps.some(({ usage }) => usage.doubt !== null)
  const isLastStep = message.isLastStep || (standing.steps.length > 1 && steps.length === 1)
  const quality = isLastStep ? 'partial' : isDoubtful ? 'estimated' : 'exact'
  for (let first = 0; first < steps.length; first += MOST_PARTS) {
    sink.response({
      // All that a copy keeps and that does not change while the answer is written. Its own id tells the copy apart.
      identity: [created, provider, model, ...(first > 0 ? [first] : [])].join(' '),
      variant: message.id,
      copyOf: null,
      demoted: standing.demoted,
      copied: isCopied(message, standing.sessionCreated),
      subagent: standing.subagent,
      quality,
      session: message.session,
      time: message.completed ?? created,
      cwd: message.cwd ?? standing.cwd,
      branch: null,
      offset,
      parts: steps.slice(first, first + MOST_PARTS).map((step) => partOf(step, message)),
    })
  }
}

const notesOf = ({ unknownFields, doubt }: Usage): string[] => [
  ...unknownFields.map((field) => `unrecognised usage field tokens.${field}`),
  ...(doubt === null ? [] : [doubt]),
]

const partOf = ({ usage, cost }: Step, { provider, model }: Message): ResponsePart => ({
  provider,
  model: model ?? 'unknown',
  tier: 'standard',
  speed: 'standard',
  geo: null,
  requests: 1,
  ...usage.counts,
  webSearches: 0,
  // 0 stands for a subscription and for a model whose price OpenCode does not know.
  recordedCost: cost === 0 ? null : recordedCost(cost),
  outsideClaim: false,
})
