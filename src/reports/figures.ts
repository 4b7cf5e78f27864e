import { monthOf, spanName, weekdayName } from '../core/calendar.ts'
import type { Span } from '../core/calendar.ts'
import { addDays } from '../core/days.ts'
import { formatMoney } from '../core/money.ts'
import type { Money } from '../core/money.ts'
import { dollarsOf } from '../core/dollars.ts'
import type { ReportFigure } from '../plugin-sdk/types.ts'
import type { CostFigures } from '../warehouse/queries/costs.ts'
import { costBetween, sameWeekday } from './digest/same-weekday.ts'
import { percentOf, timesOf } from './digest/stats.ts'
import { forecast } from './digest/forecast.ts'
import { moneyOf } from './sections/amounts.ts'
import { forecastText } from './sections/budgets.ts'
import type { ReportBudget } from './sections/budgets.ts'
import { periodBefore } from './sections/movers.ts'
import type { Series } from './series.ts'

const SAME_WEEKDAYS = { most: 8, least: 4 }

export interface FiguresInput {
  readonly totals: CostFigures
  readonly period: Span | null
  readonly series: Series | null
  readonly monthStart: number
  readonly budgets: readonly ReportBudget[]
  /** The last complete day of the period. */
  readonly through: string
}

export function figuresOf(input: FiguresInput): ReportFigure[] {
  const { totals } = input
  return [
    {
      id: 'cost',
      label: 'Cost',
      kind: 'usd',
      value: totals.cost_usd,
      note: comparison(input),
      leaves_out: totals.unpriced_requests,
    },
    ...monthToDate(input),
    { id: 'requests', label: 'Requests', kind: 'integer', value: totals.requests, note: null },
    { id: 'sessions', label: 'Sessions', kind: 'integer', value: totals.sessions, note: null },
    { id: 'tokens', label: 'Tokens', kind: 'integer', value: totals.total_tokens, note: null },
  ]
}

/** A day with the usual one of its weekday, a longer period with the one before it. */
function comparison({ totals, period, series, monthStart }: FiguresInput): string | null {
  if (totals.requests > 0 && totals.unpriced_requests === totals.requests) return 'Nothing in it has a known price.'
  if (!period || !series) return null
  const cost = moneyOf(totals.cost_usd)
  if (period.since === period.until) {
    const usual = sameWeekday(series.all, period.since, series.first, SAME_WEEKDAYS)
    if (!usual || usual.median === 0n) return null
    return `${against(cost, usual.median)} the median of the last ${usual.count} ${weekdayName(period.since)}s, ${dollarsOf(usual.median)}`
  }
  const before = periodBefore(period, monthStart)
  // Half a period is no measure of a whole one.
  if (series.first === null || series.first > before.since) return null
  const was = costBetween(series.all, before.since, before.until)
  if (was === 0n) return null
  const bound = unpricedBetween(series, before.since, before.until) > 0 ? 'at least ' : ''
  return `${against(cost, was)} ${spanName(before)}, ${bound}${dollarsOf(was)}`
}

function against(now: Money, before: Money): string {
  const change = percentOf(now - before, before) ?? '0'
  if (/^-?0\.0$/.test(change)) return 'as much as'
  // From twice as much on nobody reckons in percent.
  if (now >= 2n * before) return `${timesOf(now, before)} times`
  return change.startsWith('-') ? `${change.slice(1)} % less than` : `${change} % more than`
}

function monthToDate({ period, series, monthStart, budgets, through }: FiguresInput): ReportFigure[] {
  if (!period || !series) return []
  const month = monthOf(period.until, monthStart)
  if (period.since <= month.since && period.until >= month.until) return []
  const { all: days, first } = series
  const foretold = forecast({ days, first, ...month, through, soFar: days.get(addDays(through, 1)) })
  const text = forecastText({ forecast: foretold, through, period: month })
  // A day or a week may begin with the month, and its budget is not that of the month.
  const budget = budgets.find(
    ({ everything, period: { since, until } }) => everything && since === month.since && until === month.until,
  )
  const used = budget?.used_percent ? `${budget.used_percent} % of the budget of ${dollarsOf(budget.amount)}` : null
  const note = [used, text === null ? null : `forecast ${text}`].filter((part) => part !== null).join(', ')
  const spent = costBetween(days, month.since, period.until)
  return [
    {
      id: 'month',
      label: 'Month to date',
      kind: 'usd',
      value: formatMoney(spent),
      note: note === '' ? null : note,
      leaves_out: unpricedBetween(series, month.since, period.until),
    },
  ]
}

const unpricedBetween = ({ rows }: Series, since: string, until: string): number =>
  rows.reduce((sum, { day, unpriced_requests: some }) => (day! >= since && day! <= until ? sum + some : sum), 0)
