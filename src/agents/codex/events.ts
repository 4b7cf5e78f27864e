import type { Sink } from '../_shared/agent.ts'
import { isObject } from '../_shared/json.ts'
import type { JsonObject } from '../_shared/json.ts'
import { ImpossibleNumber, noteUnknownTokens, textOf } from '../_shared/tokens.ts'
import { ownershipOf } from './copied.ts'
import type { Ownership } from './copied.ts'
import type { Held, Setting, State } from './state.ts'
import { stepTotals } from './totals.ts'
import { disjoint, isSame, isZero, keyOf, KNOWN_FIELDS, rawUsage, tellsCounts } from './usage.ts'
import type { RawUsage } from './usage.ts'

/** Where a record stands. */
interface Place {
  readonly offset: number
  readonly thread: string
  readonly time: number | null
  /** In a file that may be a copy of one that is not archived. */
  readonly archived: boolean
}

export interface TokenEvent extends Place {
  readonly payload: JsonObject
  readonly ordinal: number | null
}

/** What a `token_count` tells, apart from its row, which the next one changes. */
export interface TokenCount extends Place {
  readonly total: RawUsage | null
  readonly last: RawUsage | null
  readonly model: string | null
  readonly ordinal: number | null
}

const COPIED = 'copied history of a fork'

/** One billed response, in versions from 0.153.3 on. Forks, resumes and sub-agents do not write it again. */
export function takeUsageRecord(event: TokenEvent, state: State, sink: Sink): void {
  const { payload } = event
  if (!tellsCounts(payload.usage))
    return sink.problem({ kind: 'note', offset: event.offset, detail: 'a usage record without usage' })
  // Also where its numbers cannot be: the running total beside it would be another record of the same response.
  state.hasRecords = true
  if (state.held) sink.removed(COPIED)
  state.held = null
  const usage = rawUsage(payload.usage)!
  const total = usageBeside(payload.thread_token_usage)
  noteUnknownTokens(payload.usage, KNOWN_FIELDS, event.offset, sink)
  if (isZero(usage)) return
  const thread = textOf(payload.thread_id) ?? event.thread
  const id = textOf(payload.response_id)
  const key = keyOfRecord(id, total && keyOf(total), event.offset, state)
  const model = textOf(payload.model)
  emit(event, state, sink, { identity: `${thread}:${key}`, usage, copyOf: null, inferred: false, model })
}

/** A proxy may give all of its answers one id: then the running total tells apart those that follow each other. */
function keyOfRecord(id: string | null, total: string | null, offset: number, state: State): string {
  if (id === null) return total ?? `@${offset}`
  const { record } = state
  const isOther = record?.id === id && total !== null && total !== record.total
  const key = isOther ? `${id}:${total}` : record?.id === id ? record.key : id
  state.record = { id, total, key }
  return key
}

/** The running total of older versions, and beside the records of newer ones, where it is ignored. */
export function takeTokenCount(event: TokenEvent, state: State, sink: Sink): void {
  const { payload, ordinal, offset, thread, time, archived } = event
  const { info } = payload
  if (state.hasRecords || info === null || info === undefined) return
  if (!isObject(info) || !(tellsCounts(info.total_token_usage) || tellsCounts(info.last_token_usage)))
    return sink.problem({ kind: 'note', offset, detail: 'a token count without usage' })
  const count = {
    total: rawUsage(info.total_token_usage),
    last: rawUsage(info.last_token_usage),
    model: textOf(payload.model) ?? textOf(info.model) ?? textOf(info.model_name),
    ordinal,
    offset,
    thread,
    time,
    archived,
  }
  if (count.total && isFirstOfFork(state)) {
    if (state.held === null) {
      state.held = { count, setting: settingOf(state) }
      return
    }
    if (isSame(count.total, state.held.count.total!)) return sink.removed('repeated running total')
    release(state.held, state, sink)
  }
  const isNew = takeCount(count, state, sink)
  if (isNew && isObject(info.total_token_usage)) noteUnknownTokens(info.total_token_usage, KNOWN_FIELDS, offset, sink)
}

/**
 * A fork in paginated mode copies nothing, but before its first response it may tell its origin's last one again, with what
 * is left of the rate limits. A usage record shows that it was one.
 */
const isFirstOfFork = ({ lineage, totals }: State): boolean =>
  totals.prev === null && lineage !== null && lineage.origin !== null && !lineage.holdsCopies && !lineage.subagent

/** Outside of a turn no usage record will come: the running total is all that there is. */
export function takeHeld(state: State, sink: Sink): void {
  if (state.held && !state.inTurn) release(state.held, state, sink)
}

function release({ count, setting }: Held, state: State, sink: Sink): void {
  state.held = null
  const now = settingOf(state)
  Object.assign(state, setting)
  takeCount(count, state, sink)
  Object.assign(state, now)
}

const settingOf = ({ model, threadModel, provider, tier, cwd, branch }: State): Setting => ({
  model,
  threadModel,
  provider,
  tier,
  cwd,
  branch,
})

/** False where it adds nothing. */
function takeCount(count: TokenCount, state: State, sink: Sink): boolean {
  const { total, last, model } = count
  const whose: Ownership = state.lineage ? ownershipOf(state.lineage, state.turn, count.ordinal) : 'own'
  if (!total) return takeLastOnly(count, whose, state, sink)

  const ownAgain = state.wasCopied && whose === 'own'
  const step = stepTotals(state.totals, total, last, ownAgain)
  state.totals = step.totals
  state.wasCopied = whose === 'copied'
  const { added } = step
  if (added === null || whose === 'copied') sink.removed(whose === 'copied' ? COPIED : (step.rule ?? ''))
  if (added === null || whose === 'copied' || isZero(added)) return false
  const key = `#${step.totals.epoch}:${keyOf(total)}`
  const origin = state.lineage?.origin
  emit(count, state, sink, {
    identity: `${count.thread}${key}`,
    usage: added,
    copyOf: whose === 'unknown' && origin ? `${origin}${key}` : null,
    inferred: last !== null && !isSame(added, last),
    model,
  })
  return true
}

/** Some old and third-party files have no running total: the same numbers at the same time are one event. */
function takeLastOnly(count: TokenCount, whose: Ownership, state: State, sink: Sink): boolean {
  const { last, model } = count
  if (!last || isZero(last)) return false
  const key = `${count.time}/${keyOf(last)}`
  const isRepeated = key === state.lastOnly
  state.lastOnly = key
  if (isRepeated || whose === 'copied') {
    sink.removed(isRepeated ? 'repeated token count' : COPIED)
    return false
  }
  emit(count, state, sink, { identity: `${count.thread}@${key}`, usage: last, copyOf: null, inferred: false, model })
  return true
}

/** Of a figure that is told beside the one that is billed: where it cannot be, it is as if it were not there. */
function usageBeside(value: unknown): RawUsage | null {
  try {
    return rawUsage(value)
  } catch (error) {
    if (!(error instanceof ImpossibleNumber)) throw error
    return null
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

function emit(event: Place, state: State, sink: Sink, found: Emitted): void {
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
  const model = found.model ?? state.model ?? state.threadModel
  sink.response({
    identity: found.identity,
    variant: null,
    copyOf: found.copyOf,
    // Of a version in which a record before it was lost: in one that has it, the two are apart.
    demoted: found.inferred,
    copied: event.archived || found.copyOf !== null,
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
