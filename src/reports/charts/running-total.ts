import type { Money } from '../../core/money.ts'
import { everyDay } from './days.ts'

export interface Forecast {
  readonly low: Money
  readonly mid: Money
  readonly high: Money
}

export interface Cumulative {
  /** As far as they are known; a day between them that is left out cost nothing. */
  readonly days: readonly { readonly day: string; readonly cost: Money }[]
  /** First and last day of the budget's period. */
  readonly since: string
  readonly until: string
  readonly budget: Money | null
  /** Of the total at the period's end. */
  readonly forecast: Forecast | null
}

/** The totals at the end of each day of the period that is known. */
export function runningTotals({ days, since, until }: Pick<Cumulative, 'days' | 'since' | 'until'>): Money[] {
  const within = days.filter(({ day }) => day <= until)
  const last = within.reduce((latest, { day }) => (day > latest ? day : latest), '')
  const costs = Map.groupBy(within, ({ day }) => day)
  let total = 0n
  return everyDay(since, last).map((day) => {
    for (const { cost } of costs.get(day) ?? []) total += cost
    return total
  })
}

/** What the axis has to hold. A forecast that knows little does not flatten all the rest. */
export function highestOf(total: Money, budget: Money | null, forecast: Forecast | null): Money {
  const high = [total, budget ?? 0n, forecast?.mid ?? 0n].reduce((a, b) => (b > a ? b : a))
  if (!forecast || forecast.high <= high) return high
  const bound = (high * 3n) / 2n
  return forecast.high < bound ? forecast.high : bound
}
