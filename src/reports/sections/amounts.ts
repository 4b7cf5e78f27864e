import { formatMoney, parseMoney } from '../../core/money.ts'
import type { Money } from '../../core/money.ts'
import type { ReportColumn, ReportRow, ReportSection } from '../../plugin-sdk/types.ts'
import type { CostFigures, CostRow } from '../../warehouse/queries/costs.ts'
import type { GroupKey } from '../../warehouse/queries/group-keys.ts'
import { lastFolder } from '../exported.ts'

export const FIGURES: readonly ReportColumn[] = [
  { key: 'requests', label: 'Requests', kind: 'integer', detail: true },
  { key: 'input_tokens', label: 'Input', kind: 'integer', detail: true },
  { key: 'output_tokens', label: 'Output', kind: 'integer', detail: true },
  { key: 'cache_write_tokens', label: 'Cache write', kind: 'integer', detail: true },
  { key: 'cache_read_tokens', label: 'Cache read', kind: 'integer', detail: true },
  { key: 'total_tokens', label: 'Tokens', kind: 'integer' },
  { key: 'cost_usd', label: 'Cost', kind: 'usd', leaves_out: 'unpriced_requests' },
]

export interface Amounts {
  readonly requests: number
  readonly input_tokens: number
  readonly output_tokens: number
  readonly cache_write_tokens: number
  readonly cache_read_tokens: number
  readonly total_tokens: number
  /** Null where nothing has a price: not known is not the same as nothing. */
  readonly cost_usd: string | null
  /** What the cost leaves out. */
  readonly unpriced_requests: number
}

export type NamedAmounts = Amounts & { readonly name: string }

type Figures = Omit<CostFigures, 'sessions'>

export const amounts = (figures: Figures) => ({
  requests: figures.requests,
  input_tokens: figures.input_tokens,
  output_tokens: figures.output_tokens,
  cache_write_tokens: figures.cache_write_5m_tokens + figures.cache_write_1h_tokens,
  cache_read_tokens: figures.cache_read_tokens,
  total_tokens: figures.total_tokens,
  cost_usd: figures.cost_usd,
  unpriced_requests: figures.unpriced_requests,
})

export const amountsOfRow = (row: Figures): Amounts => ({
  ...amounts(row),
  cost_usd: row.requests > 0 && row.unpriced_requests === row.requests ? null : row.cost_usd,
})

export const moneyOf = (text: string | null): Money => parseMoney(text ?? '0') ?? 0n

export const NOTHING: Amounts = {
  requests: 0,
  input_tokens: 0,
  output_tokens: 0,
  cache_write_tokens: 0,
  cache_read_tokens: 0,
  total_tokens: 0,
  cost_usd: '0',
  unpriced_requests: 0,
}

export const addUp = (a: Amounts, b: Amounts): Amounts => ({
  requests: a.requests + b.requests,
  input_tokens: a.input_tokens + b.input_tokens,
  output_tokens: a.output_tokens + b.output_tokens,
  cache_write_tokens: a.cache_write_tokens + b.cache_write_tokens,
  cache_read_tokens: a.cache_read_tokens + b.cache_read_tokens,
  total_tokens: a.total_tokens + b.total_tokens,
  cost_usd: a.cost_usd === null && b.cost_usd === null ? null : formatMoney(moneyOf(a.cost_usd) + moneyOf(b.cost_usd)),
  unpriced_requests: a.unpriced_requests + b.unpriced_requests,
})

export const dearestFirst = (a: NamedAmounts, b: NamedAmounts): number => {
  const [left, right] = [moneyOf(a.cost_usd), moneyOf(b.cost_usd)]
  if (left !== right) return left > right ? -1 : 1
  return b.total_tokens - a.total_tokens || (a.name < b.name ? -1 : 1)
}

/** What stands for a row in a report: of a project its last folder alone. */
export const nameOf = (row: CostRow, key: GroupKey): string => {
  const name = row[key] ?? null
  return (key === 'project' && name !== null ? lastFolder(name) : name) ?? 'none'
}

/** Rows of one name become one; what is called differently only further up is the same to a reader. */
export function mergedRows(rows: readonly CostRow[], key: GroupKey): NamedAmounts[] {
  const named = rows.map((row) => [nameOf(row, key), amountsOfRow(row)] as const)
  return [...Map.groupBy(named, ([name]) => name)].map(([name, same]) => ({
    name,
    ...same.map(([, figures]) => figures).reduce(addUp),
  }))
}

/** The first rows, and one that is the sum of the rest. */
export function shortened<Row extends NamedAmounts>(rows: readonly Row[], most: number): (Row | NamedAmounts)[] {
  if (rows.length <= most + 1) return [...rows]
  const rest = rows.slice(most)
  return [...rows.slice(0, most), { name: `${rest.length} others`, ...rest.map(amountsIn).reduce(addUp) }]
}

export const amountsIn = ({ name: _, ...figures }: NamedAmounts): Amounts => ({
  requests: figures.requests,
  input_tokens: figures.input_tokens,
  output_tokens: figures.output_tokens,
  cache_write_tokens: figures.cache_write_tokens,
  cache_read_tokens: figures.cache_read_tokens,
  total_tokens: figures.total_tokens,
  cost_usd: figures.cost_usd,
  unpriced_requests: figures.unpriced_requests,
})

export const sumRow = (rows: readonly NamedAmounts[], totals: ReportRow): ReportRow | null =>
  rows.length === 0 ? null : { name: 'Total', ...totals }

export const table = (
  section: Pick<ReportSection, 'id' | 'title' | 'columns' | 'rows'> & Partial<ReportSection>,
): ReportSection => ({ note: null, totals: null, chart: null, ...section })
