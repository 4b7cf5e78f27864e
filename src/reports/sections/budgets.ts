import { spanName } from '../../core/calendar.ts'
import type { Span } from '../../core/calendar.ts'
import { dollarsOf } from '../../core/dollars.ts'
import { formatMoney } from '../../core/money.ts'
import type { Money } from '../../core/money.ts'
import type { ReportSection } from '../../plugin-sdk/types.ts'
import { cumulative } from '../charts/cumulative.ts'
import type { Forecast } from '../digest/forecast.ts'
import type { DailyCosts } from '../digest/same-weekday.ts'
import { daysFrom } from '../../core/calendar.ts'
import type { CostFigures } from '../../warehouse/queries/costs.ts'
import { moneyOf, table } from './amounts.ts'

/** A budget as a report shows it. */
export interface ReportBudget {
  readonly name: string
  /** Whether all usage is in its scope. */
  readonly everything: boolean
  readonly period: Span
  readonly amount: Money
  readonly spent: Money
  readonly used_percent: string | null
  readonly forecast: Forecast | null
  readonly state: string
  readonly message: string
  /** What is in its scope and has no price. */
  readonly unpriced_requests: number
  /** Cost by day of what is in its scope. */
  readonly days: DailyCosts
  /** The last day that counts. */
  readonly through: string
}

/** A star marks a cost that leaves something out. */
export const starredCost = ({ cost_usd: cost, unpriced_requests: unpriced }: Counted): string =>
  `${dollarsOf(moneyOf(cost))}${unpriced > 0 ? '*' : ''}`

type Counted = Pick<CostFigures, 'cost_usd' | 'unpriced_requests'>

export function budgetsSection(budgets: readonly ReportBudget[]): ReportSection {
  const shown = budgets.toSorted((a, b) => Number(b.state === 'alarm') - Number(a.state === 'alarm'))
  const drawn = budgets.find(({ period }) => period.since !== period.until)
  return table({
    id: 'budgets',
    title: 'Budgets',
    columns: [
      { key: 'name', label: 'Name', kind: 'text' },
      { key: 'period', label: 'Period', kind: 'text', detail: true },
      { key: 'state', label: 'State', kind: 'text' },
      { key: 'spent_usd', label: 'Spent', kind: 'usd', leaves_out: 'unpriced_requests' },
      { key: 'amount_usd', label: 'Budget', kind: 'usd' },
      { key: 'used_percent', label: 'Used', kind: 'percent' },
      { key: 'forecast', label: 'Forecast', kind: 'text', detail: true },
    ],
    rows: shown.map((budget) => ({
      name: budget.name,
      period: spanName(budget.period),
      state: budget.state,
      spent_usd: formatMoney(budget.spent),
      unpriced_requests: budget.unpriced_requests,
      amount_usd: formatMoney(budget.amount),
      used_percent: budget.used_percent,
      forecast: forecastText(budget),
    })),
    chart: drawn ? chartOf(drawn) : null,
  })
}

/** Nothing to foretell of a period that is over. */
export function forecastText({ forecast, through, period }: Pick<ReportBudget, 'forecast' | 'through' | 'period'>) {
  if (forecast === null || through >= period.until) return null
  return `${dollarsOf(forecast.mid)} (${dollarsOf(forecast.low)} to ${dollarsOf(forecast.high)})`
}

const chartOf = (budget: ReportBudget) =>
  cumulative({
    days: daysFrom(budget.period.since, budget.through).map((day) => ({ day, cost: budget.days.get(day) ?? 0n })),
    ...budget.period,
    budget: budget.amount,
    forecast: budget.through >= budget.period.until ? null : budget.forecast,
  })
