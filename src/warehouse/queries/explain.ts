import type { DuckDBConnection } from '@duckdb/node-api'
import { timeFrom } from '../values.ts'
import { choiceSql } from './costs.ts'
import { costSql, RATE_OF_ENTRY } from './rates.ts'
import type { CostMode } from './rates.ts'
import { moneyText } from './text.ts'

/** USD per token, as decimal texts. */
export interface ExplainedRates {
  readonly input: string
  readonly output: string
  readonly cache_read: string
  readonly cache_write_5m: string
  readonly cache_write_1h: string
  readonly web_search: string
}

/** One record behind a number, with the terms of its cost. */
export interface ExplainedRecord {
  readonly agent: string
  readonly session_id: string
  readonly identity: string
  readonly file: string
  readonly offset: number
  readonly time: string
  readonly model: string
  readonly tier: string
  readonly speed: string
  readonly geo: string | null
  readonly requests: number
  readonly input_tokens: number
  readonly output_tokens: number
  readonly cache_read_tokens: number
  readonly cache_write_5m_tokens: number
  readonly cache_write_1h_tokens: number
  readonly reasoning_tokens: number
  readonly web_searches: number
  readonly subagent: boolean
  readonly quality: 'exact' | 'partial' | 'estimated'
  readonly rates: ExplainedRates | null
  readonly rule: string
  readonly price_source: string | null
  readonly price_date: string | null
  readonly recorded_cost_usd: string | null
  readonly cost_usd: string | null
}

const QUALITIES = ['exact', 'partial', 'estimated'] as const

const SQL = (mode: CostMode): string => `
  select o.agent, s.name as session, e.identity, e.variant, e.part, f.path, e.byte_offset, e.happened_at, k.model, k.tier,
    k.speed, k.geo, e.requests, e.input, e.output, e.cache_read, e.cache_write_5m, e.cache_write_1h, e.reasoning,
    e.web_searches, e.subagent, e.derived, e.outside_claim, e.quality, e.recorded_cost::varchar as recorded_cost,
    r.input::varchar as r_input, r.output::varchar as r_output, r.cache_read::varchar as r_cache_read,
    r.cache_write_5m::varchar as r_cache_write_5m, r.cache_write_1h::varchar as r_cache_write_1h,
    r.web_search::varchar as r_web_search, r.rule, r.source, r.price_date, ${choiceSql(mode)} as choice,
    (case ${choiceSql(mode)} when 'ours' then ${costSql('e', 'r')} when 'recorded' then e.recorded_cost end)::varchar as cost
  from scoped e
  join root o on o.root_id = e.root_id
  join session s on s.session_id = e.session_id
  join sku k on k.sku_id = e.sku_id
  join file f on f.file_id = e.file_id
  ${RATE_OF_ENTRY}
  order by e.happened_at, o.agent, e.identity, e.variant, e.part`

/** Every record of the report in order of time, in bounded memory. */
export async function* explainRecords(db: DuckDBConnection, mode: CostMode): AsyncGenerator<ExplainedRecord> {
  const result = await db.stream(SQL(mode))
  for await (const rows of result.yieldRowObjects()) for (const row of rows) yield recordOf(row)
}

function recordOf(row: Readonly<Record<string, unknown>>): ExplainedRecord {
  const n = (field: string): number => Number(row[field])
  const text = (field: string): string | null => (row[field] === null ? null : String(row[field]))
  const money = (field: string): string | null => (row[field] === null ? null : moneyText(row[field]))
  return {
    agent: String(row.agent),
    session_id: String(row.session),
    identity:
      [row.identity, row.variant].filter((part) => part !== null).join(':') + (n('part') > 0 ? `#${n('part')}` : ''),
    file: String(row.path),
    offset: n('byte_offset'),
    time: new Date(timeFrom(row.happened_at as never) ?? 0).toISOString(),
    model: String(row.model),
    tier: String(row.tier),
    speed: String(row.speed),
    geo: text('geo'),
    requests: n('requests'),
    input_tokens: n('input'),
    output_tokens: n('output'),
    cache_read_tokens: n('cache_read'),
    cache_write_5m_tokens: n('cache_write_5m'),
    cache_write_1h_tokens: n('cache_write_1h'),
    reasoning_tokens: n('reasoning'),
    web_searches: n('web_searches'),
    subagent: row.subagent === true,
    quality: QUALITIES[n('quality')] ?? 'estimated',
    rates:
      row.rule === null || row.choice !== 'ours'
        ? null
        : {
            input: money('r_input') ?? '0',
            output: money('r_output') ?? '0',
            cache_read: money('r_cache_read') ?? '0',
            cache_write_5m: money('r_cache_write_5m') ?? '0',
            cache_write_1h: money('r_cache_write_1h') ?? '0',
            web_search: money('r_web_search') ?? '0',
          },
    rule: ruleOf(row),
    price_source: row.choice === 'recorded' ? 'recorded by the agent' : text('source'),
    price_date: row.choice === 'recorded' ? null : text('price_date'),
    recorded_cost_usd: money('recorded_cost'),
    cost_usd: money('cost'),
  }
}

function ruleOf(row: Readonly<Record<string, unknown>>): string {
  const notes: string[] = []
  if (row.choice === 'recorded') notes.push('cost as the agent recorded it')
  else notes.push(row.rule === null ? 'no known price for this model' : String(row.rule))
  if (row.derived === true) notes.push("unlogged: the session's running total beyond its records")
  if (row.outside_claim === true) notes.push("billed, and left out of the agent's own total")
  return notes.join('; ')
}
