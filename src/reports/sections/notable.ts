import type { Span } from '../../core/calendar.ts'
import { formatMoney } from '../../core/money.ts'
import type { ReportSection } from '../../plugin-sdk/types.ts'
import type { CostRow } from '../../warehouse/queries/costs.ts'
import type { CostMode } from '../../warehouse/queries/rates.ts'
import { anomalies } from '../digest/anomalies.ts'
import type { Anomaly } from '../digest/anomalies.ts'
import type { QualityReport } from '../quality.ts'
import type { Series } from '../series.ts'
import { mergedRows, table } from './amounts.ts'
import type { NamedAmounts } from './amounts.ts'

/** Days that cost far more than usual: in all, by agent and by project. */
export function findAnomalies(series: Series, period: Span): Anomaly[] {
  const groups = [
    { name: null, days: series.all },
    ...[...series.agents].filter(() => series.agents.size > 1).map(([name, days]) => ({ name, days })),
    ...[...series.projects].filter(() => series.projects.size > 1).map(([name, days]) => ({ name, days })),
  ]
  return anomalies({ series: groups, period, first: series.first })
}

export const anomaliesSection = (found: readonly Anomaly[]): ReportSection =>
  table({
    id: 'anomalies',
    title: 'Unusual days',
    note: 'Far above what the same weekday cost in the weeks before, and at least $5 more.',
    columns: [
      { key: 'day', label: 'Day', kind: 'date' },
      { key: 'name', label: 'What', kind: 'text' },
      { key: 'times', label: 'Times the usual', kind: 'text' },
      { key: 'expected_usd', label: 'Usual', kind: 'usd' },
      { key: 'cost_usd', label: 'Cost', kind: 'usd' },
    ],
    // Stable: those of one day stay with the dearest first.
    rows: found.toSorted(dayByDay).map(({ name, day, times, expected, cost }) => ({
      day,
      name: name ?? 'everything',
      times,
      expected_usd: formatMoney(expected),
      cost_usd: formatMoney(cost),
    })),
  })

const dayByDay = (a: Anomaly, b: Anomaly): number =>
  a.day === b.day ? Number(b.name === null) - Number(a.name === null) : a.day < b.day ? -1 : 1

/** Models that nobody had used before the period. */
export const newModels = (
  models: readonly CostRow[],
  firstUse: ReadonlyMap<string, string>,
  since: string,
): (NamedAmounts & { first_day: string })[] =>
  mergedRows(models, 'model').flatMap((row) => {
    const day = firstUse.get(row.name)
    return day !== undefined && day >= since ? [{ ...row, first_day: day }] : []
  })

export const newModelsSection = (models: readonly (NamedAmounts & { first_day: string })[]): ReportSection =>
  table({
    id: 'new-models',
    title: 'New models',
    columns: [
      { key: 'name', label: 'Model', kind: 'text' },
      { key: 'first_day', label: 'First used', kind: 'date' },
      { key: 'requests', label: 'Requests', kind: 'integer' },
      { key: 'total_tokens', label: 'Tokens', kind: 'integer' },
      { key: 'cost_usd', label: 'Cost', kind: 'usd', leaves_out: 'unpriced_requests' },
    ],
    rows: models.map(({ name, first_day, requests, total_tokens, cost_usd, unpriced_requests }) => ({
      name,
      first_day,
      requests,
      total_tokens,
      cost_usd,
      unpriced_requests,
    })),
  })

export const unpricedSection = ({ unpriced }: QualityReport, mode: CostMode): ReportSection =>
  table({
    id: 'unpriced',
    title: 'Without a price',
    note:
      mode === 'recorded'
        ? 'The agents recorded no cost for these, and none is calculated. Their cost is missing above.'
        : 'No price is known for these, and none is guessed. Their cost is missing above.',
    columns: [
      { key: 'name', label: 'Model', kind: 'text' },
      { key: 'requests', label: 'Requests', kind: 'integer' },
      { key: 'total_tokens', label: 'Tokens', kind: 'integer' },
    ],
    rows: unpriced.map(({ model, requests, tokens }) => ({ name: model, requests, total_tokens: tokens })),
  })
