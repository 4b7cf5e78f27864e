import type { Sink } from '../_shared/agent.ts'
import { isObject } from '../_shared/json.ts'
import type { JsonObject } from '../_shared/json.ts'
import { noteUnknown, textOf, timeOf } from '../_shared/tokens.ts'
import type { State } from './state.ts'

/** The first `session_meta` is the thread's identity; one of another thread is its origin's, copied with the history. */
export function takeSessionMeta(payload: JsonObject, time: number | null, state: State): void {
  if (state.lineage) {
    if (payload.id === state.lineage.thread) return
    state.lineage = { ...state.lineage, holdsCopies: true, origin: state.lineage.origin ?? textOf(payload.id) }
    return
  }
  const spawn = spawnOf(payload.source)
  const origin = textOf(payload.forked_from_id) ?? textOf(payload.parent_thread_id) ?? textOf(spawn?.parent_thread_id)
  const paginated = payload.history_mode === 'paginated'
  const ownFrom =
    typeof payload.subagent_history_start_ordinal === 'number' ? payload.subagent_history_start_ordinal : null
  state.lineage = {
    thread: textOf(payload.id) ?? '',
    startedAt: timeOf(payload.timestamp) ?? time,
    origin,
    holdsCopies: ownFrom !== null || (origin !== null && !paginated),
    ownFrom,
    parent: textOf(payload.parent_thread_id) ?? textOf(spawn?.parent_thread_id),
    subagent: payload.thread_source === 'subagent' || (isObject(payload.source) && 'subagent' in payload.source),
  }
  state.provider = textOf(payload.model_provider)
  state.cwd = textOf(payload.cwd)
  state.branch = isObject(payload.git) ? textOf(payload.git.branch) : null
}

function spawnOf(source: unknown): JsonObject | null {
  const subagent = isObject(source) ? source.subagent : null
  const spawn = isObject(subagent) ? subagent.thread_spawn : null
  return isObject(spawn) ? spawn : null
}

export function takeTurnContext(payload: JsonObject, state: State): void {
  const id = textOf(payload.turn_id)
  if (id !== null && id !== state.turn.id) state.turn = { id, startedAt: null }
  state.model = textOf(payload.model) ?? state.model
  state.cwd = textOf(payload.cwd) ?? state.cwd
}

export function takeTaskStarted(payload: JsonObject, state: State): void {
  const startedAt = typeof payload.started_at === 'number' ? payload.started_at : null
  state.turn = { id: textOf(payload.turn_id), startedAt }
  state.inTurn = true
  state.signal = 'open'
}

/** Recorded per thread since about 0.16x; before that only the configuration of today tells, which says nothing of then. */
export function takeSettings(payload: JsonObject, state: State, offset: number, sink: Sink): void {
  const settings = payload.thread_settings
  if (!isObject(settings)) return
  state.threadModel = textOf(settings.model) ?? state.threadModel
  state.provider = textOf(settings.model_provider_id) ?? state.provider
  const tier = settings.service_tier
  if (textOf(tier) !== null && !TIERS.has(tier)) noteUnknown(`service_tier: ${String(tier)}`, offset, sink)
  state.tier = tier === 'priority' || tier === 'fast' ? 'priority' : tier === 'flex' ? 'flex' : 'standard'
}

/** Another one is priced like the standard, of which nobody knows whether it is right. */
const TIERS = new Set<unknown>(['default', 'auto', 'standard', 'priority', 'fast', 'flex'])
