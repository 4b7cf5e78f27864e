import { spanName } from '../core/calendar.ts'
import type { Span } from '../core/calendar.ts'
import { plural } from '../core/count.ts'
import { addDays } from '../core/days.ts'
import type { JsonObject, Report, ReportChart, ReportSection } from '../plugin-sdk/types.ts'
import { queryBreakdowns } from '../warehouse/queries/costs.ts'
import type { CostFigures, CostRow } from '../warehouse/queries/costs.ts'
import { queryFirstUse } from '../warehouse/queries/first-use.ts'
import type { CostMode } from '../warehouse/queries/rates.ts'
import type { Calendar, GroupKey } from '../warehouse/queries/group-keys.ts'
import { queryMeters } from '../warehouse/queries/meters.ts'
import type { Scope } from '../warehouse/queries/scope.ts'
import { shares } from './charts/shares.ts'
import { periodOf } from './costs.ts'
import type { ReportInput } from './costs.ts'
import { lastFolder } from './exported.ts'
import { figuresOf } from './figures.ts'
import { highlightsOf } from './highlights.ts'
import { blockOf, ratesInUse } from './prices.ts'
import type { SkuRates } from './prices.ts'
import { buildQuality } from './quality.ts'
import type { QualityBlock } from './quality.ts'
import { amounts, moneyOf } from './sections/amounts.ts'
import type { NamedAmounts } from './sections/amounts.ts'
import { breakdown, isBreakdown, keyOf } from './sections/breakdown.ts'
import { budgetsSection } from './sections/budgets.ts'
import type { ReportBudget } from './sections/budgets.ts'
import { restatedSection } from './sections/restated.ts'
import type { RestatedPeriod } from './sections/restated.ts'
import { daysSection } from './sections/days.ts'
import { metersSection } from './sections/meters.ts'
import { moversSection } from './sections/movers.ts'
import { anomaliesSection, findAnomalies, newModels, newModelsSection, unpricedSection } from './sections/notable.ts'
import { sessionsSection } from './sections/sessions.ts'
import { subscriptionsSection } from './sections/subscriptions.ts'
import type { SubscriptionUse } from './sections/subscriptions.ts'
import { historyOf, queryDays, seriesOf, within } from './series.ts'
import type { Anomaly } from './digest/anomalies.ts'

export interface ReportPlan {
  /** Null: it says what the period is. */
  readonly title: string | null
  readonly job: string | null
  /** Ids, in order. */
  readonly sections: readonly string[]
  /** Rows of a table before the rest is summed up. */
  readonly top: number
  readonly budgets: readonly ReportBudget[]
  /** What was told of earlier days and is no longer so. */
  readonly restated: readonly RestatedPeriod[]
  readonly subscriptions: readonly SubscriptionUse[]
  /** The day it is; a period that includes it is not over. */
  readonly today: string
  /** By `queryDays`, reaching back at least as far as `historyOf` the period, where somebody has asked already. */
  readonly days?: readonly CostRow[]
}

export interface BuiltReport {
  readonly report: Report
  readonly totals: CostFigures
  readonly quality: QualityBlock
  readonly anomalies: readonly Anomaly[]
  /** What it is priced with. */
  readonly rates: readonly SkuRates[]
}

/** The report as one value, for any exporter. It holds no full path and nothing that another run would change. */
export async function buildReport(input: ReportInput, calendar: Calendar, plan: ReportPlan): Promise<BuiltReport> {
  const { db, scope, mode } = input
  const block = await periodOf(db, scope)
  const { since, until, timezone } = block
  const period = since !== null && until !== null ? { since, until } : null
  const keys = new Set<GroupKey>(['model', ...plan.sections.filter(isBreakdown).map(keyOf)])
  const { rowsBy, totals } = await queryBreakdowns(db, [...keys], calendar, mode)
  const quality = await buildQuality(db, scope, input.sources, mode, rowsBy('model'))
  const firstUse = await within(input, { since: null }, () => queryFirstUse(db, timezone))
  const firstDay = [...firstUse.values()].sort()[0] ?? null
  const days = plan.days ?? (period && (await queryDays(input, historyOf(period), calendar)))
  const series = period && days && seriesOf(days, period, firstDay)
  const fresh =
    period && series?.first && series.first < period.since ? newModels(rowsBy('model'), firstUse, period.since) : []
  const anomalies = period && series ? findAnomalies(series, period) : []
  const movers =
    period && plan.sections.includes('movers') ? await moversSection(input, period, calendar, plan.top) : null

  const sections: ReportSection[] = []
  for (const id of plan.sections) {
    const section = await sectionOf(id)
    if (section) sections.push(section)
  }
  const rates = await ratesInUse(input, block)
  const through = period && period.until >= plan.today ? before(plan.today) : (period?.until ?? plan.today)
  const report: Report = {
    schema_version: 1,
    kind: 'report',
    title: plan.title ?? titleOf(period),
    job: plan.job,
    period: block,
    figures: figuresOf({
      totals,
      period,
      series,
      monthStart: calendar.monthStart,
      // A budget of all usage is no measure of a part of it.
      budgets: isOfEverything(scope) ? plan.budgets : [],
      through,
    }),
    highlights: highlightsOf({ budgets: plan.budgets, restated: plan.restated, anomalies, newModels: fresh, movers }),
    sections,
    totals: amounts(totals),
    warnings: warningsOf(quality.block, totals, mode),
    quality: shareable(quality.block),
    prices: blockOf(rates, block, input.book.asOf),
  }
  return { report, totals, quality: quality.block, anomalies, rates }

  async function sectionOf(id: string): Promise<ReportSection | null> {
    // Of nothing there is nothing to tell, but how the budgets stand, what was told before, and what is paid all the same.
    if (totals.requests + totals.total_tokens === 0 && !OF_NOTHING.has(id)) return null
    if (isBreakdown(id)) {
      const rows = rowsBy(keyOf(id))
      return breakdown(id, rows, totals, plan.top, id === 'models' ? shareChart : undefined)
    }
    switch (id) {
      case 'budgets':
        return plan.budgets.length > 0 ? budgetsSection(plan.budgets) : null
      case 'restated':
        return restatedSection(plan.restated, plan.top)
      case 'subscriptions':
        return subscriptionsSection(plan.subscriptions, period)
      case 'days':
        return period && series ? daysSection(period, series) : null
      case 'movers':
        return movers?.section ?? null
      case 'anomalies':
        return anomaliesSection(anomalies)
      case 'meters':
        return metersSection(await queryMeters(db, scope))
      case 'sessions':
        return sessionsSection(input, totals, plan.top)
      case 'new-models':
        return newModelsSection(fresh)
      case 'unpriced':
        return unpricedSection(quality, mode)
      default:
        return null
    }
  }
}

const OF_NOTHING: ReadonlySet<string> = new Set(['budgets', 'restated', 'subscriptions'])

const isOfEverything = ({ agents, models, projects, branches }: Scope): boolean =>
  [agents, models, projects, branches].every((names) => names.length === 0)

const before = (day: string): string => addDays(day, -1)

const titleOf = (period: Span | null): string =>
  period === null ? 'AI coding agent costs' : `AI coding agent costs, ${spanName(period)}`

/** What has no price has no share, and one model has all of it. */
function shareChart(rows: readonly NamedAmounts[]): ReportChart | null {
  const priced = rows.filter(({ cost_usd: cost }) => cost !== null)
  const parts = priced.map(({ name, cost_usd: cost }) => ({ name, cost: moneyOf(cost) }))
  return parts.length < 2 ? null : shares({ title: 'Share of the cost by model', parts })
}

function warningsOf(quality: QualityBlock, totals: CostFigures, mode: CostMode): string[] {
  const warnings: string[] = []
  const {
    unpriced_models: models,
    files_failed: failed,
    lines_bad: bad,
    records_quarantined: odd,
    not_understood: notes,
  } = quality
  if (models.length > 0) {
    const left = `${plural(totals.unpriced_requests, 'request')} with ${plural(totals.unpriced_tokens, 'token')}`
    const missing = mode === 'recorded' ? 'No cost is recorded for' : 'No price is known for'
    warnings.push(`${missing} ${models.join(', ')}: ${left} ${are(totals.unpriced_requests)} not in the cost.`)
  }
  if (failed.length > 0)
    warnings.push(`${plural(failed.length, 'file or folder', 'files or folders')} could not be read.`)
  if (bad > 0) warnings.push(`${plural(bad, 'line')} of the logs ${are(bad)} damaged and left out.`)
  if (odd > 0) warnings.push(`${plural(odd, 'record')} that cannot be right ${are(odd)} left out.`)
  if (notes.length > 0) warnings.push(`Not fully understood in the logs: ${notes.join('; ')}.`)
  return warnings
}

const are = (value: number): string => (value === 1 ? 'is' : 'are')

/** A report may be read by people who have no business with the folders of a machine. */
const shareable = (quality: QualityBlock): JsonObject => ({
  ...quality,
  files_failed: quality.files_failed.map(({ path, reason }) => ({ path: lastFolder(path) ?? path, reason })),
})
