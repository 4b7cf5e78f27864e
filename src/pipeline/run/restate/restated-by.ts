import type { Span } from '../../../core/calendar.ts'
import { dayIn } from '../../../core/days.ts'
import type { ReportInput } from '../../../reports/costs.ts'
import type { BuiltReport } from '../../../reports/report.ts'
import type { RestatedPeriod } from '../../../reports/sections/restated.ts'
import { historyOf, queryDays } from '../../../reports/series.ts'
import type { CostRow } from '../../../warehouse/queries/costs.ts'
import { listReported } from '../../../warehouse/reported.ts'
import type { Reported } from '../../../warehouse/reported.ts'
import { reportsSince } from '../../../warehouse/runs.ts'
import type { RunContext } from '../context.ts'
import type { RunDocument } from '../record.ts'
import { findRestated, spanOf } from './find-restated.ts'
import { textOf } from './kept-rates.ts'
import { restatedAgain } from './restated-again.ts'
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
  const records = await reportsSince(input.db, series, period)
  const restated = restatedAgain({
    reports: records.map((record) => (JSON.parse(record) as Partial<RunDocument>).restated ?? []),
    found: found.map(({ restated: each }) => each),
    known,
    days,
  })
  return {
    restated: restated.toSorted((a, b) => (keyOf(a.period) < keyOf(b.period) ? -1 : 1)),
    told: found.map(({ told }) => told),
    days,
    own: known.find(({ since, until }) => since === period.since && until === period.until) ?? null,
  }
}

const keyOf = ({ since, until }: Span): string => `${until} ${since}`

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
