import type { DuckDBConnection } from '../duckdb.ts'
import type { Span } from '../../core/calendar.ts'
import type { Money } from '../../core/money.ts'
import { parseMoney } from '../../core/money.ts'
import { textOrNull } from '../values.ts'
import { pricedSql } from './costs.ts'
import { groupingOf } from './grouping.ts'
import type { Calendar, GroupKey } from './group-keys.ts'
import type { CostMode } from './rates.ts'
import { startOfDay } from './local-time.ts'

/** What of a group's cost one class of tokens of one model makes up. */
export interface CostPart {
  /** Null: it has none, such as work outside of any project. */
  readonly name: string | null
  readonly model: string
  /** `model/class`; one that the agent priced itself is of the class `recorded`, one without a price `unpriced`. */
  readonly key: string
  readonly tokens: bigint
  readonly cost: Money
}

const CLASSES = [
  ['input', 'input'],
  ['output', 'output'],
  ['cache_read', 'cache_read'],
  ['cache_write_5m', 'cache_write_5m'],
  ['cache_write_1h', 'cache_write_1h'],
  ['web_searches', 'web_search'],
] as const

const ALL_TOKENS = 'p.input + p.output + p.cache_read + p.cache_write_5m + p.cache_write_1h'

/** Tokens and cost by group, model and class of token, of each of several spans of days that do not overlap. */
export async function queryParts(
  db: DuckDBConnection,
  by: GroupKey,
  calendar: Calendar,
  mode: CostMode,
  spans: readonly Span[],
): Promise<CostPart[][]> {
  const { expression, nameOf, join = '' } = groupingOf(by, calendar)
  const ours = CLASSES.map(
    ([usage, rate]) =>
      `{ 'class': '${usage}', tokens: ${usage === 'web_searches' ? '0::bigint' : `p.${usage}`}, cost: (p.${usage}::decimal(20, 0) * r.${rate})::decimal(38, 18) }`,
  )
  const recorded = `{ 'class': 'recorded', tokens: ${ALL_TOKENS}, cost: p.cost::decimal(38, 18) }`
  const unpriced = `{ 'class': 'unpriced', tokens: ${ALL_TOKENS}, cost: 0::decimal(38, 18) }`
  const within = spans.map(
    ({ since, until }, i) =>
      `when e.happened_at >= ${startOfDay(since, calendar.timezone, 0)} and e.happened_at < ${startOfDay(until, calendar.timezone, 1)} then ${i}`,
  )
  const span = `case ${within.join(' ')} end`
  const keys = [expression, 'model.model', span]
  const joins = `${join} join sku model on model.sku_id = e.sku_id`
  const sql = `
    with ${pricedSql({ mode, keys, joins, where: `${span} is not null` })},
    part as (
      select k0, k1, k2, unnest(
        case choice when 'ours' then [${ours.join(', ')}] when 'recorded' then [${recorded}] else [${unpriced}] end
      ) as part
      from priced p left join rate r using (rate_id)
    )
    select k2, ${nameOf('k0')} as name, k1, part.class, sum(part.tokens)::bigint, sum(part.cost)::decimal(38, 18)::varchar
    from part group by all
    having sum(part.tokens) > 0 or sum(part.cost) <> 0
    order by all`
  const found = spans.map((): CostPart[] => [])
  for (const [i, name, model, kind, tokens, cost] of (await db.runAndReadAll(sql)).getRows()) {
    found[Number(i)]!.push({
      name: textOrNull(name),
      model: String(model),
      key: `${String(model)}/${String(kind)}`,
      tokens: BigInt(String(tokens)),
      cost: parseMoney(String(cost)) ?? 0n,
    })
  }
  return found
}
