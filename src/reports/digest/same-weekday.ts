import { addDays } from '../../core/days.ts'
import type { Money } from '../../core/money.ts'
import { medianOf } from './stats.ts'

/** Cost by day. A day that is not in it cost nothing. */
export type DailyCosts = ReadonlyMap<string, Money>

export interface WeekdayMedian {
  readonly median: Money
  /** Of how many days. */
  readonly count: number
}

/** The costs of the same weekday in the weeks before a day, latest first, no further back than the first day of usage. */
export function costsOfWeekday(days: DailyCosts, day: string, first: string, most: number): Money[] {
  const costs: Money[] = []
  for (let before = addDays(day, -7); before >= first && costs.length < most; before = addDays(before, -7)) {
    costs.push(days.get(before) ?? 0n)
  }
  return costs
}

/** What such a weekday usually costs; null while too few of them have passed since the first day of usage. */
export function sameWeekday(
  days: DailyCosts,
  day: string,
  first: string | null,
  { most, least }: { readonly most: number; readonly least: number },
): WeekdayMedian | null {
  if (first === null) return null
  const costs = costsOfWeekday(days, day, first, most)
  return costs.length < least ? null : { median: medianOf(costs), count: costs.length }
}

export const costBetween = (days: DailyCosts, since: string, until: string): Money => {
  let sum = 0n
  for (const [day, cost] of days) if (day >= since && day <= until) sum += cost
  return sum
}
