import { budgetPeriod } from '../../budgets/period.ts'
import { evaluateBudget } from '../../budgets/evaluate.ts'
import type { BudgetSettings } from '../../config/budgets.ts'
import type { Span } from '../../core/calendar.ts'
import { addDays } from '../../core/days.ts'
import { formatMoney } from '../../core/money.ts'
import type { Money } from '../../core/money.ts'
import type { ReportInput } from '../../reports/costs.ts'
import { within } from '../../reports/series.ts'
import { moneyOf } from '../../reports/sections/amounts.ts'
import { queryCosts } from '../../warehouse/queries/costs.ts'
import type { Calendar } from '../../warehouse/queries/group-keys.ts'
import { queryPeriod } from '../../warehouse/queries/period.ts'
import { countFailedFiles } from '../../warehouse/queries/quality.ts'
import type { Source } from '../discover.ts'
import type { BudgetResult } from './context.ts'

/** Eight weeks before the period tell what a usual day costs. */
const HISTORY_DAYS = 63

export interface BudgetsInput {
  readonly input: ReportInput
  readonly sources: readonly Source[]
  readonly calendar: Calendar
  /** The day whose week or month it is about. */
  readonly day: string
  /** The day it is. */
  readonly today: string
}

/** Each budget in the period that holds the day. What a job leaves out of its report counts all the same. */
export async function evaluateBudgets(
  budgets: readonly BudgetSettings[],
  options: BudgetsInput,
): Promise<BudgetResult[]> {
  const results: BudgetResult[] = []
  for (const budget of budgets) results.push(await evaluateOne(budget, options))
  return results
}

async function evaluateOne(
  budget: BudgetSettings,
  { input, sources, calendar, day, today }: BudgetsInput,
): Promise<BudgetResult> {
  const { scope } = budget
  const period = budgetPeriod(budget, day, calendar)
  const span = { since: addDays(period.since, -HISTORY_DAYS), until: day }
  const first = await within(input, { ...scope, since: null, until: day }, () =>
    queryPeriod(input.db, calendar.timezone),
  )
  const { days, unpriced } = await within(input, { ...scope, ...span }, () => daysOf(input, calendar, period))
  const unreadable = await countFailedFiles(input.db, { ...input.scope, ...scope, since: period.since, until: day })
  const covered = sources.filter(({ agent }) => scope.agents.length === 0 || scope.agents.includes(agent.id))
  const through = day >= today ? addDays(today, -1) : day
  const evaluation = evaluateBudget({
    budget,
    spent: days,
    first: first.since,
    through,
    soFar: days.get(addDays(through, 1)),
    period,
    knowledge: {
      // A folder without anything in it says nothing, unless there once was something.
      sources: covered.filter(({ exists, files }) => files.length > 0 || (exists && first.until !== null)).length,
      failed: covered.reduce((sum, { failed }) => sum + failed.length, unreadable),
      unpricedRequests: unpriced,
      newestRecordDay: first.until,
    },
  })
  const everything = Object.values(scope).every((names) => names.length === 0)
  return { ...evaluation, everything, unpriced_requests: unpriced, days, through: day }
}

async function daysOf(
  { db, mode }: ReportInput,
  calendar: Calendar,
  period: Span,
): Promise<{ days: Map<string, Money>; unpriced: number }> {
  const { rows } = await queryCosts(db, ['day'], calendar, mode)
  const days = new Map(rows.map((row) => [row.day!, moneyOf(row.cost_usd)]))
  const inPeriod = rows.filter(({ day }) => day! >= period.since)
  return { days, unpriced: inPeriod.reduce((sum, row) => sum + row.unpriced_requests, 0) }
}

export const budgetItem = (budget: BudgetResult) => ({
  name: budget.name,
  state: budget.state,
  period: { since: budget.period.since, until: budget.period.until },
  amount_usd: formatMoney(budget.amount),
  spent_usd: formatMoney(budget.spent),
  used_percent: budget.used_percent,
  message: budget.message,
})
