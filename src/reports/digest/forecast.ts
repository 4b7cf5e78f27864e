import { addDays } from '../../core/days.ts'
import { divideHalfEven } from '../../core/money.ts'
import type { Money } from '../../core/money.ts'
import { dayCount, daysFrom } from '../../core/calendar.ts'
import { costBetween, costsOfWeekday } from './same-weekday.ts'
import type { DailyCosts } from './same-weekday.ts'
import { deviationOf, medianOf, spreadOf, squareRoot, sumOf } from './stats.ts'

const WEEKS = 8
const LEAST_DAYS = 14
const CENT = 10n ** 16n

export interface ForecastInput {
  readonly days: DailyCosts
  /** The first day of any usage. */
  readonly first: string | null
  readonly since: string
  /** The last complete day. */
  readonly through: string
  readonly until: string
  /** What the day after that has cost until now: it will not cost less. */
  readonly soFar?: Money | undefined
}

/** What a period will have cost by its end, and between what it will lie four times in five. */
export interface Forecast {
  readonly spent: Money
  readonly low: Money
  readonly mid: Money
  readonly high: Money
}

/** Null while there are too few days to learn from, unless the period is over. */
export function forecast(input: ForecastInput): Forecast | null {
  const { days, first, since, through, until } = input
  const { complete, underWay } = spentUntilNow(input)
  const spent = complete + underWay
  const today = addDays(through, 1)
  const rest = daysFrom(today > since ? today : since, until)
  if (rest.length === 0) return { spent, low: spent, mid: spent, high: spent }
  if (first === null || dayCount(first, through) < LEAST_DAYS) return null

  const weekdays = daysFrom(today, addDays(through, 7)).map((day) => usual(days, day, first))
  const expected = rest.map((day) => weekdays[(dayCount(today, day) - 1) % 7]!)
  const medians = expected.map(({ median }, index) => (index === 0 && underWay > median ? underWay : median))
  const mid = complete + sumOf(medians)
  const width = divideHalfEven(squareRoot(sumOf(expected.map(({ spread }) => spread ** 2n))) * 12_816n, 10_000n)
  // What was spent is exact: no estimate goes below it, not even by rounding.
  const inCents = (estimate: Money): Money => {
    const cents = divideHalfEven(estimate, CENT) * CENT
    return cents < spent ? spent : cents
  }
  return { spent, low: inCents(mid - width), mid: inCents(mid), high: inCents(mid + width) }
}

/** What the complete days of the period cost, and the day that follows them if it is in the period too. */
export function spentUntilNow({ days, since, through, until, soFar = 0n }: Omit<ForecastInput, 'first'>): {
  readonly complete: Money
  readonly underWay: Money
} {
  const today = addDays(through, 1)
  return {
    complete: costBetween(days, since, through < until ? through : until),
    underWay: today >= since && today <= until ? soFar : 0n,
  }
}

function usual(days: DailyCosts, day: string, first: string): { median: Money; spread: Money } {
  const costs = costsOfWeekday(days, day, first, WEEKS)
  const median = medianOf(costs)
  return { median, spread: spreadOf(deviationOf(costs, median)) }
}
