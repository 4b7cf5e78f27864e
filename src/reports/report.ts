import { formatMoney, parseMoney } from '../core/money.ts'
import type { JsonObject, Report, ReportColumn, ReportSection } from '../plugin-sdk/types.ts'
import { queryCosts } from '../warehouse/queries/costs.ts'
import type { CostFigures, CostRow } from '../warehouse/queries/costs.ts'
import type { Calendar, GroupKey } from '../warehouse/queries/group-keys.ts'
import { periodOf, pricesOf } from './costs.ts'
import type { ReportInput } from './costs.ts'
import { lastFolder } from './exported.ts'
import { buildQuality } from './quality.ts'
import type { QualityBlock } from './quality.ts'

export interface ReportNames {
  readonly title: string
  readonly job: string | null
}

const SECTIONS: readonly (readonly [key: GroupKey, id: string, title: string, label: string])[] = [
  ['day', 'days', 'By day', 'Day'],
  ['agent', 'agents', 'By agent', 'Agent'],
  ['model', 'models', 'By model', 'Model'],
  ['project', 'projects', 'By project', 'Project'],
  ['branch', 'branches', 'By branch', 'Branch'],
]

const FIGURES: readonly ReportColumn[] = [
  { key: 'requests', label: 'Requests', kind: 'integer' },
  { key: 'input_tokens', label: 'Input', kind: 'integer' },
  { key: 'output_tokens', label: 'Output', kind: 'integer' },
  { key: 'cache_write_tokens', label: 'Cache write', kind: 'integer' },
  { key: 'cache_read_tokens', label: 'Cache read', kind: 'integer' },
  { key: 'total_tokens', label: 'Tokens', kind: 'integer' },
  { key: 'cost_usd', label: 'Cost', kind: 'usd' },
]

/** The report as one value, for any exporter. It holds no full path and nothing that another run would change. */
export async function buildReport(input: ReportInput, calendar: Calendar, names: ReportNames): Promise<Report> {
  const { db, scope, mode } = input
  const quality = (await buildQuality(db, scope, input.sources, mode)).block
  const { totals } = await queryCosts(db, [], calendar, mode)
  const sections: ReportSection[] = []
  for (const [key, id, title, label] of SECTIONS) {
    const { rows } = await queryCosts(db, [key], calendar, mode)
    sections.push(sectionOf(id, title, label, rows, key, totals))
  }
  return {
    schema_version: 1,
    kind: 'report',
    title: names.title,
    job: names.job,
    period: await periodOf(db, scope),
    figures: figuresOf(totals),
    highlights: [],
    sections,
    totals: amounts(totals),
    warnings: warningsOf(quality, totals),
    quality: shareable(quality),
    prices: pricesOf(input.book),
  }
}

function sectionOf(
  id: string,
  title: string,
  label: string,
  rows: readonly CostRow[],
  key: GroupKey,
  totals: CostFigures,
): ReportSection {
  const named = rows.map((row) => [nameOf(row, key), rowAmounts(row)] as const)
  const merged = [...Map.groupBy(named, ([name]) => name)].map(([name, same]) => ({
    name,
    ...same.map(([, figures]) => figures).reduce(addUp),
  }))
  return {
    id,
    title,
    note: null,
    columns: [{ key: 'name', label, kind: key === 'day' ? 'date' : 'text' }, ...FIGURES],
    rows: key === 'day' ? merged : merged.sort(dearestFirst),
    totals: rows.length > 0 ? { name: 'Total', ...amounts(totals) } : null,
    chart: null,
  }
}

const nameOf = (row: CostRow, key: GroupKey): string => {
  const name = row[key] ?? null
  return (key === 'project' && name !== null ? lastFolder(name) : name) ?? 'none'
}

const amounts = (figures: CostFigures) => ({
  requests: figures.requests,
  input_tokens: figures.input_tokens,
  output_tokens: figures.output_tokens,
  cache_write_tokens: figures.cache_write_5m_tokens + figures.cache_write_1h_tokens,
  cache_read_tokens: figures.cache_read_tokens,
  total_tokens: figures.total_tokens,
  cost_usd: figures.cost_usd,
})

type Amounts = Omit<ReturnType<typeof amounts>, 'cost_usd'> & { readonly cost_usd: string | null }

/** Where nothing has a price the cost is not known, which is not the same as nothing. */
const rowAmounts = (row: CostRow): Amounts => ({
  ...amounts(row),
  cost_usd: row.requests > 0 && row.unpriced_requests === row.requests ? null : row.cost_usd,
})

const money = (text: string | null): bigint => parseMoney(text ?? '0') ?? 0n

const addUp = (a: Amounts, b: Amounts): Amounts => ({
  requests: a.requests + b.requests,
  input_tokens: a.input_tokens + b.input_tokens,
  output_tokens: a.output_tokens + b.output_tokens,
  cache_write_tokens: a.cache_write_tokens + b.cache_write_tokens,
  cache_read_tokens: a.cache_read_tokens + b.cache_read_tokens,
  total_tokens: a.total_tokens + b.total_tokens,
  cost_usd: a.cost_usd === null && b.cost_usd === null ? null : formatMoney(money(a.cost_usd) + money(b.cost_usd)),
})

const dearestFirst = (a: Amounts & { name: string }, b: Amounts & { name: string }): number => {
  const [left, right] = [money(a.cost_usd), money(b.cost_usd)]
  if (left !== right) return left > right ? -1 : 1
  return b.total_tokens - a.total_tokens || (a.name < b.name ? -1 : 1)
}

const figuresOf = (totals: CostFigures): Report['figures'] => [
  { id: 'cost', label: 'Cost', kind: 'usd', value: totals.cost_usd, note: null },
  { id: 'requests', label: 'Requests', kind: 'integer', value: totals.requests, note: null },
  { id: 'sessions', label: 'Sessions', kind: 'integer', value: totals.sessions, note: null },
  { id: 'tokens', label: 'Tokens', kind: 'integer', value: totals.total_tokens, note: null },
]

function warningsOf(quality: QualityBlock, totals: CostFigures): string[] {
  const warnings: string[] = []
  const { unpriced_models: models, files_failed: failed, lines_bad: bad, records_quarantined: odd } = quality
  if (models.length > 0) {
    const left = `${plural(totals.unpriced_requests, 'request')} with ${plural(totals.unpriced_tokens, 'token')}`
    warnings.push(
      `No price is known for ${models.join(', ')}: ${left} ${are(totals.unpriced_requests)} not in the cost.`,
    )
  }
  if (failed.length > 0)
    warnings.push(`${plural(failed.length, 'file or folder', 'files or folders')} could not be read.`)
  if (bad > 0) warnings.push(`${plural(bad, 'line')} of the logs ${are(bad)} damaged and left out.`)
  if (odd > 0) warnings.push(`${plural(odd, 'record')} with impossible numbers ${are(odd)} left out.`)
  return warnings
}

const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`

const are = (count: number): string => (count === 1 ? 'is' : 'are')

/** A report may be read by people who have no business with the folders of a machine. */
const shareable = (quality: QualityBlock): JsonObject => ({
  ...quality,
  files_failed: quality.files_failed.map(({ path, reason }) => ({ path: lastFolder(path) ?? path, reason })),
})
