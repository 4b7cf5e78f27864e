import type { DuckDBConnection } from '../duckdb.ts'
import { choiceSql, costOfEntry } from './costs.ts'
import { RATE_OF_ENTRY } from './rates.ts'
import type { CostMode } from './rates.ts'
import { plainMoney, projectName } from './text.ts'

/** Sorted while its columns are narrow; each row becomes text on its way out. */
const SQL = (mode: CostMode): string => `
  with costed as (
    select e.*, ${choiceSql(mode)} as choice,
      ${costOfEntry(mode)} as cost
    from scoped e ${RATE_OF_ENTRY}
  ), named as (
    select c.* exclude (cost), ${plainMoney('cost')} as cost, o.agent, s.name as session, k.model, k.provider, k.tier,
      ${projectName('p.project')} as project, b.name as branch, f.host, f.username
    from costed c
    join root o on o.root_id = c.root_id
    join session s on s.session_id = c.session_id
    join sku k on k.sku_id = c.sku_id
    join file f on f.file_id = c.file_id
    left join place p on p.place_id = c.place_id
    left join branch b on b.branch_id = c.branch_id
    order by happened_at, agent, identity, variant, part
  )
  select to_json({
    id: concat(identity, ':' || variant, case when part > 0 then '#' || part end),
    session_id: session,
    agent_id: agent,
    model_name: model,
    provider: provider,
    recorded_at: strftime(happened_at, '%Y-%m-%dT%H:%M:%S.%gZ'),
    requests: requests,
    input_tokens: input,
    output_tokens: output,
    cache_read_tokens: cache_read,
    cache_write_5m_tokens: cache_write_5m,
    cache_write_1h_tokens: cache_write_1h,
    reasoning_tokens: reasoning,
    total_tokens: input + output + cache_read + cache_write_5m + cache_write_1h,
    web_searches: web_searches,
    service_tier: tier,
    project: project,
    git_branch: branch,
    host: host,
    user: username,
    subagent: subagent,
    quality: ['exact', 'partial', 'estimated'][quality + 1],
    cost_usd: cost
  })::varchar
  from named`

/** Each billed request of the report as the JSON text of a cost record, in order of time and in bounded memory. */
export async function* streamCostRecords(db: DuckDBConnection, mode: CostMode): AsyncGenerator<readonly string[]> {
  // Without it DuckDB may hand a sorted result over in another order.
  await db.run('set preserve_insertion_order = true')
  try {
    const result = await db.stream(SQL(mode))
    for await (const rows of result.yieldRows()) yield rows.map(([text]) => String(text))
  } finally {
    await db.run('set preserve_insertion_order = false')
  }
}
