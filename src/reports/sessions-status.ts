import type { SessionSignal, SessionStatus } from '../core/usage.ts'

/** A session that was left open and silent for longer may as well have been killed. */
export const ACTIVE_WITHIN = 30 * 60_000

const CLOSED = { done: 'completed', cancelled: 'cancelled', failed: 'failed' } as const

export interface StatusInput {
  readonly signal: SessionSignal | null
  /** Its last record, also after the period. */
  readonly endedAt: number | null
}

/** Judged at the period's end, not by the clock, so that a report of a day stays what it was. */
export function statusAt(
  { signal, endedAt }: StatusInput,
  end: { until: number | null; newest: number | null },
): SessionStatus {
  if (end.until !== null && endedAt !== null && endedAt >= end.until) return 'active'
  if (signal === null) return 'unknown'
  if (signal !== 'open') return CLOSED[signal]
  const judged = Math.min(end.until ?? Infinity, end.newest ?? Infinity)
  return endedAt !== null && endedAt >= judged - ACTIVE_WITHIN ? 'active' : 'unknown'
}

/** Judged by the clock: left open, and written to just now. */
export const isActiveNow = (session: StatusInput & { readonly writtenAt: number | null }, now: number): boolean =>
  session.signal === 'open' &&
  Math.max(session.endedAt ?? -Infinity, session.writtenAt ?? -Infinity) >= now - ACTIVE_WITHIN
