import { isNegative, isSame, isZero, minus, sumOf } from './usage.ts'
import type { RawUsage } from './usage.ts'

/** The thread's running total as last seen, and how often it started over. */
export interface Totals {
  readonly prev: RawUsage | null
  readonly epoch: number
}

export interface Step {
  readonly totals: Totals
  /** What this event adds; null when it repeats or is out of order. */
  readonly added: RawUsage | null
  /** Why nothing is added. */
  readonly rule: string | null
}

/**
 * One `token_count` event. Totals are cumulative for the thread, `last` is the newest response. Verified on 0.105, 0.124
 * and 0.144.2, and on 0.153 and 0.169 without their usage records.
 *
 * `ownAgain` is the first event of a sub-agent or fork after a copied history: its total may start over without being stale,
 * and has done so where it is no more than the newest response.
 */
export function stepTotals(before: Totals, total: RawUsage, last: RawUsage | null, ownAgain: boolean): Step {
  const { prev, epoch } = before
  // A fork in paginated mode starts at its parent's total: its first `last` is what it added.
  if (prev === null) return { totals: { prev: total, epoch }, added: last ?? total, rule: null }
  // 0.105 and 0.124 write every event twice; a compaction repeats the total with an estimate as `last`.
  if (isSame(total, prev)) return { totals: before, added: null, rule: 'repeated running total' }
  const difference = minus(total, prev)
  const startsOver = ownAgain && last !== null && isSame(total, last)
  if (!startsOver && !isNegative(difference)) return { totals: { prev: total, epoch }, added: difference, rule: null }
  if (!ownAgain && isStale(total, last, prev))
    return { totals: before, added: null, rule: 'out-of-order running total' }
  const added = last !== null && !isZero(last) ? last : total
  return { totals: { prev: total, epoch: epoch + 1 }, added, rule: null }
}

/** A snapshot that arrived late, as opposed to a total that started over after an overflowing context. */
function isStale(total: RawUsage, last: RawUsage | null, prev: RawUsage): boolean {
  if (last === null || isZero(last) || isZero(total)) return false
  return sumOf(total) >= 0.98 * sumOf(prev) || sumOf(total) + 2 * sumOf(last) >= sumOf(prev)
}
