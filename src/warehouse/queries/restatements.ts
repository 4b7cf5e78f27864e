import type { DuckDBConnection } from '../duckdb.ts'

export interface Restatement {
  readonly source: string
  readonly agent: string
  readonly day: string
  readonly noticed_at: string
  readonly old_requests: number
  readonly new_requests: number
  readonly old_tokens: number
  readonly new_tokens: number
  readonly reason: string
}

/** Days whose totals have changed after they were over, newest first. */
export async function queryRestatements(db: DuckDBConnection, roots: readonly number[]): Promise<Restatement[]> {
  if (roots.length === 0) return []
  const result = await db.runAndReadAll(`
    select r.path, r.agent, t.day::varchar, strftime(t.noticed_at, '%Y-%m-%dT%H:%M:%SZ'),
      t.old_requests, t.new_requests, t.old_tokens, t.new_tokens, t.reason
    from restatement t join root r using (root_id)
    where t.root_id in (${roots.join(', ')})
    order by t.noticed_at desc, t.day, r.path`)
  return result
    .getRows()
    .map(([source, agent, day, noticed, oldRequests, newRequests, oldTokens, newTokens, reason]) => ({
      source: String(source),
      agent: String(agent),
      day: String(day),
      noticed_at: String(noticed),
      old_requests: Number(oldRequests),
      new_requests: Number(newRequests),
      old_tokens: Number(oldTokens),
      new_tokens: Number(newTokens),
      reason: String(reason),
    }))
}
