import type { Sink } from '../_shared/agent.ts'
import { isObject } from '../_shared/json.ts'
import type { JsonObject } from '../_shared/json.ts'
import { textOf } from '../_shared/tokens.ts'
import { ownershipOf } from './copied.ts'
import type { Ownership } from './copied.ts'
import type { State } from './state.ts'
import { stepTotals } from './totals.ts'
import { disjoint, isSame, isZero, keyOf, rawUsage, unknownFields } from './usage.ts'
import type { RawUsage } from './usage.ts'

export interface TokenEvent {
  readonly payload: JsonObject
  readonly ordinal: number | null
  readonly offset: number
  readonly thread: string
  readonly time: number | null
}

/** One billed response, in versions from 0.153.3 on. Forks, resumes and sub-agents do not write it again. */
export function takeUsageRecord(event: TokenEvent, state: State, sink: Sink): void {
  const usage = rawUsage(event.payload.usage)
  if (!usage) return
  state.hasRecords = true
  const total = rawUsage(event.payload.thread_token_usage)
  if (total) state.totals = { ...state.totals, prev: total }
  if (isZero(usage)) return
  const thread = textOf(event.payload.thread_id) ?? event.thread
  const id = textOf(event.payload.response_id)
  const key = id ?? (total ? keyOf(total) : `@${event.offset}`)
  noteUnknown(event, event.payload.usage, sink)
  emit(event, state, sink, { identity: `${thread}:${key}`, usage, copyOf: null, inferred: false, model: null })
}

/** The running total of older versions, and beside the records of newer ones, where it is ignored. */
export function takeTokenCount(event: TokenEvent, state: State, sink: Sink): void {
  const info = event.payload.info
  if (state.hasRecords || !isObject(info)) return
  const total = rawUsage(info.total_token_usage)
  const last = rawUsage(info.last_token_usage)
  const model = textOf(event.payload.model) ?? textOf(info.model) ?? textOf(info.model_name)
  if (!total) return takeLastOnly(event, last, model, state, sink)

  const whose: Ownership = state.lineage ? ownershipOf(state.lineage, state.turn, event.ordinal) : 'own'
  const ownAgain = state.wasCopied && whose === 'own'
  const step = stepTotals(state.totals, total, last, ownAgain)
  state.totals = step.totals
  state.wasCopied = whose === 'copied'
  if (whose === 'copied') return sink.removed('copied history of a fork')
  if (step.added === null) return sink.removed(step.rule ?? '')
  if (isZero(step.added)) return
  noteUnknown(event, info.total_token_usage, sink)
  const key = `#${step.totals.epoch}:${keyOf(total)}`
  const origin = state.lineage?.origin
  emit(event, state, sink, {
    identity: `${event.thread}${key}`,
    usage: step.added,
    copyOf: whose === 'unknown' && origin ? `${origin}${key}` : null,
    inferred: last !== null && !isZero(last) && !isSame(step.added, last),
    model,
  })
}

/** Some old and third-party files have no running total: the same numbers at the same time are one event. */
function takeLastOnly(event: TokenEvent, last: RawUsage | null, model: string | null, state: State, sink: Sink): void {
  if (!last || isZero(last)) return
  const key = `${event.time}/${keyOf(last)}`
  if (key === state.lastOnly) return sink.removed('repeated token count')
  state.lastOnly = key
  emit(event, state, sink, { identity: `${event.thread}@${key}`, usage: last, copyOf: null, inferred: false, model })
}

function noteUnknown(event: TokenEvent, usage: unknown, sink: Sink): void {
  for (const field of unknownFields(usage)) {
    sink.problem({ kind: 'note', offset: event.offset, detail: `unrecognised usage field ${field}` })
  }
}

interface Emitted {
  readonly identity: string
  readonly usage: RawUsage
  readonly copyOf: string | null
  /** Several responses may stand behind the numbers, so that the size of each prompt is not known. */
  readonly inferred: boolean
  readonly model: string | null
}

function emit(event: TokenEvent, state: State, sink: Sink, found: Emitted): void {
  if (event.time === null) {
    return sink.problem({ kind: 'quarantined', offset: event.offset, detail: 'no time in the record or before it' })
  }
  const { input, cacheRead, cacheWrite5m, reasoning, clamped } = disjoint(found.usage)
  if (clamped)
    sink.problem({
      kind: 'note',
      offset: event.offset,
      detail: 'cached, written or reasoning tokens exceed their total',
    })
  const model = found.model ?? state.model
  sink.response({
    identity: found.identity,
    variant: null,
    copyOf: found.copyOf,
    demoted: false,
    copied: false,
    subagent: state.lineage?.subagent ?? false,
    // Rollouts of September 2025 may lack the model; it was gpt-5 then.
    quality: model === null ? 'estimated' : found.inferred || clamped ? 'partial' : 'exact',
    session: event.thread,
    time: event.time,
    cwd: state.cwd,
    branch: state.branch,
    offset: event.offset,
    parts: [
      {
        provider: state.provider,
        model: model ?? 'gpt-5',
        tier: state.tier,
        speed: 'standard',
        geo: null,
        requests: 1,
        input,
        output: found.usage.output,
        cacheRead,
        cacheWrite5m,
        cacheWrite1h: 0,
        reasoning,
        webSearches: 0,
        recordedCost: null,
        outsideClaim: false,
      },
    ],
  })
}
