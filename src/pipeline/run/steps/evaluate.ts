import { createHash } from 'node:crypto'
import { plural } from '../../../core/count.ts'
import { dayIn } from '../../../core/days.ts'
import { buildReport } from '../../../reports/report.ts'
import { starredCost } from '../../../reports/sections/budgets.ts'
import { queryDigest } from '../../../warehouse/queries/digest.ts'
import { budgetItem, evaluateBudgets } from '../budgets.ts'
import { readFeed } from '../feed.ts'
import { askHooks, openHooks } from '../hooks.ts'
import { subscriptionUses } from '../subscriptions.ts'
import { restatedBy, toldBy } from '../restate/restated-by.ts'
import type { Evaluated, RunContext, RunState, StepResult } from '../context.ts'

/** The report model, the budgets, and what hooks have to say of them. */
export async function evaluateStep(context: RunContext, state: Required<RunState>): Promise<StepResult> {
  const { job, settings, calendar, now } = context
  const { series, input, period, sources, readable } = state
  const hooks = openHooks(context)
  if (!readable) return { detail: 'there is nothing to report', skipped: true, state: { hooks } }
  const today = dayIn(calendar.timezone, now)
  const wanted = settings.budgets.filter(({ name }) => job.budgets === null || job.budgets.includes(name))
  const budgets = await evaluateBudgets(wanted, { input, sources, calendar, day: period.until, today })
  const found = await restatedBy(context, series, input, period)
  const { restated, days } = found
  const subscriptions = await subscriptionUses(settings.pricing.subscriptions, input, calendar, period)
  const about = { job: job.name, budgets, restated, subscriptions, today, days }
  const built = await buildReport(input, calendar, { ...job.report, ...about })
  const { totals } = built
  const sha256 = createHash('sha256')
    .update(await queryDigest(input.db))
    .digest('hex')
  const feed = await (state.beside?.feed ?? readFeed(context, series, input))
  const evaluated: Evaluated = {
    ...built,
    budgets,
    restated,
    subscriptions,
    told: toldBy(context, input, period, built, found),
    inputs: { requests: totals.requests, sha256 },
    activeSessions: feed.active,
    sessionChanges: feed.changes,
  }
  const asked = { job: job.name, period: { ...period, timezone: job.timezone } }
  const { stopped, told } = await askHooks(hooks, [
    ...feed.events,
    { name: 'CostThreshold', data: { ...asked, cost_usd: totals.cost_usd } },
    { name: 'Custom:report', data: { ...asked, totals: built.report.totals, budgets: budgets.map(budgetItem) } },
  ])
  if (!context.dryRun) await feed.remember(told)
  const worst = budgets.filter((budget) => budget.state !== 'ok').map((budget) => `${budget.name} ${budget.state}`)
  const detail = [starredCost(totals), plural(totals.requests, 'request'), ...worst].join(', ')
  return { detail, state: { evaluated, hooks, ...(stopped === null ? {} : { stopped }) } }
}
