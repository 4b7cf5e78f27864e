import type { DuckDBConnection } from '../duckdb.ts'
import { textOrNull } from '../values.ts'
import { createBlocks, groupingOf } from './grouping.ts'
import type { Calendar, GroupKey } from './group-keys.ts'
import { costSql, RATE_OF_ENTRY } from './rates.ts'
import type { CostMode } from './rates.ts'
import { moneyText } from './text.ts'

export interface CostFigures {
  readonly requests: number
  readonly sessions: number
  readonly input_tokens: number
  readonly output_tokens: number
  readonly cache_read_tokens: number
  readonly cache_write_5m_tokens: number
  readonly cache_write_1h_tokens: number
  readonly reasoning_tokens: number
  readonly total_tokens: number
  readonly cost_usd: string
  readonly unpriced_requests: number
  readonly unpriced_tokens: number
}

export type CostRow = Partial<Record<GroupKey, string | null>> & CostFigures

const TOKENS = ['input', 'output', 'cache_read', 'cache_write_5m', 'cache_write_1h', 'reasoning'] as const
const SUMMED = ['requests', ...TOKENS, 'web_searches'] as const

/** The cost that counts of a request `e` with its rate `r`: `recorded`, `ours`, or none. */
export const choiceSql = (mode: CostMode): string => {
  const ours = `case when r.rate_id is not null then 'ours' end`
  if (mode === 'calculate') return ours
  if (mode === 'recorded') return `case when e.recorded_cost is not null then 'recorded' end`
  return `case when e.recorded_cost is not null then 'recorded' else ${ours} end`
}

export const costOfEntry = (mode: CostMode): string =>
  `case ${choiceSql(mode)} when 'ours' then ${costSql('e', 'r')} when 'recorded' then e.recorded_cost end`

export interface PricedSql {
  readonly mode: CostMode
  /** Expressions over an entry `e`; they become the columns `k0`, `k1` ... */
  readonly keys: readonly string[]
  readonly joins?: string
  readonly where?: string
}

/**
 * Common table expressions that end in `priced`: usage and cost by key, session and rate. Tokens are summed per rate before
 * they are multiplied: the same sum, and a few multiplications instead of one for each request.
 */
export const pricedSql = ({ mode, keys, joins = '', where = 'true' }: PricedSql): string => `
    keyed as (
      select ${keys.map((key, i) => `${key} as k${i},`).join(' ')}
        e.session_id, r.rate_id, ${choiceSql(mode)} as choice, e.recorded_cost, ${SUMMED.map((field) => `e.${field}`).join(', ')}
      from scoped e ${joins} ${RATE_OF_ENTRY}
      where ${where}
    ), by_rate as (
      select ${keys.map((_, i) => `k${i},`).join(' ')} session_id, rate_id, choice, sum(recorded_cost) as recorded_cost,
        ${SUMMED.map((field) => `sum(${field})::bigint as ${field}`).join(', ')}
      from keyed group by all
    ), priced as (
      select u.*, case choice when 'ours' then ${costSql('u', 'r')} when 'recorded' then u.recorded_cost end as cost
      from by_rate u left join rate r using (rate_id)
    )`

/** The sums over `priced` that `figuresOf` reads. */
export const FIGURES = `
      count(distinct session_id) filter (requests + input + output + cache_read + cache_write_5m + cache_write_1h > 0) as sessions,
      ${['requests', ...TOKENS].map((field) => `coalesce(sum(${field}), 0)::bigint as ${field}`).join(', ')},
      coalesce(sum(cost), 0)::decimal(38, 18)::varchar as cost,
      coalesce(sum(requests) filter (choice is null), 0)::bigint as unpriced_requests,
      coalesce(sum(input + output + cache_read + cache_write_5m + cache_write_1h) filter (choice is null), 0)::bigint
        as unpriced_tokens`

/** Usage and cost by some keys, and in total. */
export async function queryCosts(
  db: DuckDBConnection,
  by: readonly GroupKey[],
  calendar: Calendar,
  mode: CostMode,
): Promise<{ rows: CostRow[]; totals: CostFigures }> {
  if (by.includes('block')) await createBlocks(db)
  const { priced, keys, names } = groupedBy(by, calendar, mode)
  const sql = `
    with ${priced}
    select ${names} ${keys.length > 0 ? `grouping(${keys.join(', ')})` : '1'} as is_total, ${FIGURES}
    from priced
    group by ${keys.length > 0 ? `grouping sets ((${keys.join(', ')}), ())` : 'grouping sets (())'}
    order by is_total, ${keys.map((key) => `${key} nulls last,`).join(' ')} 1`
  const rows: CostRow[] = []
  let totals: CostFigures | undefined
  for (const row of (await db.runAndReadAll(sql)).getRowObjects()) {
    const figures = figuresOf(row)
    if (row.is_total !== 0n && row.is_total !== 0) totals = figures
    else rows.push({ ...Object.fromEntries(by.map((key, i) => [key, textOrNull(row[`name${i}`])])), ...figures })
  }
  return { rows, totals: totals ?? NO_FIGURES }
}

/** Usage and cost by some keys as `priced`, with the columns of the keys in it, and what their groups are called. */
function groupedBy(by: readonly GroupKey[], calendar: Calendar, mode: CostMode) {
  const groupings = by.map((key) => groupingOf(key, calendar))
  const joins = [...new Set(groupings.flatMap(({ join }) => (join ? [join] : [])))].join('\n')
  return {
    priced: pricedSql({ mode, keys: groupings.map(({ expression }) => expression), joins }),
    keys: by.map((_, i) => `k${i}`),
    names: groupings.map(({ nameOf }, i) => `${nameOf(`k${i}`)} as name${i},`).join(' '),
  }
}

export interface Breakdowns {
  rowsBy(key: GroupKey): readonly CostRow[]
  readonly totals: CostFigures
}

/** Usage and cost by each of several keys alone: usage is priced once for all of them. */
export async function queryBreakdowns(
  db: DuckDBConnection,
  by: readonly GroupKey[],
  calendar: Calendar,
  mode: CostMode,
): Promise<Breakdowns> {
  const { priced, keys, names } = groupedBy(by, calendar, mode)
  const sql = `
    with ${priced}
    select ${names} ${keys.map((key) => `grouping(${key}) as without_${key}`).join(', ')}, ${FIGURES}
    from priced
    group by grouping sets (${keys.map((key) => `(${key})`).join(', ')}, ())
    order by ${keys.map((key) => `${key} nulls last`).join(', ')}`
  const rows = by.map((): CostRow[] => [])
  let totals = NO_FIGURES
  for (const row of (await db.runAndReadAll(sql)).getRowObjects()) {
    const figures = figuresOf(row)
    const at = keys.findIndex((key) => Number(row[`without_${key}`]) === 0)
    if (at === -1) totals = figures
    else rows[at]!.push({ [by[at]!]: textOrNull(row[`name${at}`]), ...figures })
  }
  return { rowsBy: (key) => rows[by.indexOf(key)] ?? [], totals }
}

export function figuresOf(row: Readonly<Record<string, unknown>>): CostFigures {
  const n = (field: string): number => Number(row[field])
  return {
    requests: n('requests'),
    sessions: n('sessions'),
    input_tokens: n('input'),
    output_tokens: n('output'),
    cache_read_tokens: n('cache_read'),
    cache_write_5m_tokens: n('cache_write_5m'),
    cache_write_1h_tokens: n('cache_write_1h'),
    reasoning_tokens: n('reasoning'),
    total_tokens: n('input') + n('output') + n('cache_read') + n('cache_write_5m') + n('cache_write_1h'),
    cost_usd: moneyText(row.cost),
    unpriced_requests: n('unpriced_requests'),
    unpriced_tokens: n('unpriced_tokens'),
  }
}

const NO_FIGURES: CostFigures = {
  requests: 0,
  sessions: 0,
  input_tokens: 0,
  output_tokens: 0,
  cache_read_tokens: 0,
  cache_write_5m_tokens: 0,
  cache_write_1h_tokens: 0,
  reasoning_tokens: 0,
  total_tokens: 0,
  cost_usd: '0',
  unpriced_requests: 0,
  unpriced_tokens: 0,
}
