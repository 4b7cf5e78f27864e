import { divideHalfEven } from '../../core/money.ts'
import type { Money } from '../../core/money.ts'
import { costsOfWeekday } from './same-weekday.ts'
import type { DailyCosts } from './same-weekday.ts'
import { ascending, deviationOf, medianOf, spreadOf, timesOf } from './stats.ts'

const CENT = 10n ** 16n
const FIVE_USD = 5n * 10n ** 18n
const MOST_WEEKS = 8
const LEAST_WEEKS = 4

export interface AnomaliesInput {
  readonly series: readonly { readonly name: string | null; readonly days: DailyCosts }[]
  /** Days, both included. */
  readonly period: { readonly since: string; readonly until: string }
  /** The first day of any usage. */
  readonly first: string | null
  /** What a day must cost more than expected. Default: 5 USD. */
  readonly floor?: Money | undefined
}

/** A day that cost far more than its weekday usually does. */
export interface Anomaly {
  /** Of an agent or a project, which may have any name; null: of all usage. */
  readonly name: string | null
  readonly day: string
  readonly cost: Money
  readonly expected: Money
  readonly excess: Money
  /** `4.2` times what was expected; null where that is nothing. */
  readonly times: string | null
}

/** The largest excess first. Silent while there is too little history. */
export function anomalies({ series, period, first, floor = FIVE_USD }: AnomaliesInput): Anomaly[] {
  if (first === null) return []
  const found: Anomaly[] = []
  for (const { name, days } of series) {
    for (const [day, cost] of days) {
      if (day < period.since || day > period.until) continue
      const before = costsOfWeekday(days, day, first, MOST_WEEKS)
      if (before.length < LEAST_WEEKS) continue
      const expected = medianOf(before)
      const excess = cost - expected
      if (excess < floor || excess * 10n <= 35n * usualSpread(before, expected)) continue
      found.push({ name, day, cost, expected, excess, times: timesOf(cost, expected) })
    }
  }
  return found.toSorted(
    (a, b) => ascending(b.excess, a.excess) || byName(a.name ?? '', b.name ?? '') || (a.day < b.day ? -1 : 1),
  )
}

const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** At least a tenth of what is expected and a cent, so that a steady history does not make every cent an anomaly. */
function usualSpread(costs: readonly Money[], expected: Money): Money {
  const spreads = [spreadOf(deviationOf(costs, expected)), divideHalfEven(expected, 10n), CENT]
  return spreads.toSorted(ascending).at(-1)!
}
