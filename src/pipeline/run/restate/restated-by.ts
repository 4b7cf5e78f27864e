import type { Span } from '../../../core/calendar.ts'
import { dayIn } from '../../../core/days.ts'
import { formatMoney } from '../../../core/money.ts'
import type { ReportInput } from '../../../reports/costs.ts'
import type { BuiltReport } from '../../../reports/report.ts'
import { moneyOf } from '../../../reports/sections/amounts.ts'
import { RESTATEMENT_REASONS } from '../../../reports/sections/restated.ts'
import type { RestatedPeriod } from '../../../reports/sections/restated.ts'
import { historyOf, queryDays } from '../../../reports/series.ts'
import type { CostRow } from '../../../warehouse/queries/costs.ts'
import { listReported } from '../../../warehouse/reported.ts'
import type { Reported } from '../../../warehouse/reported.ts'
import { lastReport } from '../../../warehouse/runs.ts'
import type { RunContext } from '../context.ts'
import type { RunDocument } from '../record.ts'
import { findRestated, spanOf } from './find-restated.ts'
import { textOf } from './kept-rates.ts'
import { basisOf, rulesOf, toldOf } from './told.ts'

export interface FoundRestated {
  readonly restated: readonly RestatedPeriod[]
  readonly told: readonly Reported[]
  /** What was told of the same days before. */
  readonly own: Reported | null
  /** Of all these periods, and of what the report itself looks at. */
  readonly days: readonly CostRow[]
}

/** What has changed since it was told, with what the last report of the same days has told of: it is the same report again. */
export async function restatedBy(
  context: RunContext,
  series: string,
  input: ReportInput,
  period: Span,
): Promise<FoundRestated> {
  const basis = basisOf(context.job)
  const known = (await listReported(input.db, series)).filter((each) => each.basis === basis)
  const days = await queryDays(input, spanOf([historyOf(period), ...known]), context.calendar)
  const found = await findRestated(context, input, known, days)
  const record = await lastReport(input.db, series, period)
  const before = record === null ? [] : ((JSON.parse(record) as Partial<RunDocument>).restated ?? [])
  const byPeriod = new Map<string, RestatedPeriod>()
  for (const each of [...before, ...found.map(({ restated }) => restated)]) {
    const key = JSON.stringify(each.period)
    byPeriod.set(key, joined(byPeriod.get(key), each))
  }
  const restated = [...byPeriod.values()].filter((each) => each.old_cost_usd !== each.new_cost_usd)
  return {
    restated: restated.sort((a, b) => (keyOf(a.period) < keyOf(b.period) ? -1 : 1)),
    told: found.map(({ told }) => told),
    days,
    own: known.find(({ since, until }) => since === period.since && until === period.until) ?? null,
  }
}

const keyOf = ({ since, until }: Span): string => `${until} ${since}`

function joined(before: RestatedPeriod | undefined, after: RestatedPeriod): RestatedPeriod {
  if (before === undefined) return after
  const sum = (a: string, b: string): string => formatMoney(moneyOf(a) + moneyOf(b))
  return {
    ...after,
    old_cost_usd: before.old_cost_usd,
    from_usage_usd: sum(before.from_usage_usd, after.from_usage_usd),
    from_prices_usd: sum(before.from_prices_usd, after.from_prices_usd),
    reasons: RESTATEMENT_REASONS.filter((reason) => [before, after].some(({ reasons }) => reasons.includes(reason))),
  }
}

/** What later runs compare with: days that are over now. */
export function toldBy(
  { job, settings, startedAt, freeze }: RunContext,
  { mode }: ReportInput,
  period: Span,
  { totals, rates }: BuiltReport,
  { told, own: before }: FoundRestated,
): Reported[] {
  const others = told.filter(({ since, until }) => since !== period.since || until !== period.until)
  if (period.until >= dayIn(job.timezone, startedAt)) return others
  const basis = basisOf(job)
  const rules = freeze && before ? before.rules : rulesOf(settings.pricing)
  const own = { toldAt: startedAt, basis, rules, mode, totals: JSON.stringify(toldOf([totals])) }
  return [...others, { since: period.since, until: period.until, ...own, rates: textOf(rates) }]
}
