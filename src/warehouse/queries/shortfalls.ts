import type { DuckDBConnection } from '../duckdb.ts'

export interface Shortfall {
  readonly agent: string
  readonly session: string
  readonly model: string
  readonly missing_tokens: number
}

/** Sessions whose own running total is lower than their records. */
export async function queryShortfalls(db: DuckDBConnection, roots: readonly number[]): Promise<Shortfall[]> {
  if (roots.length === 0) return []
  const result = await db.runAndReadAll(`
    select r.agent, s.claim_group, s.model, s.missing_tokens
    from claim_shortfall s join root r using (root_id)
    where s.root_id in (${roots.join(', ')})
    order by 1, 2, 3`)
  return result.getRows().map(([agent, session, model, missing]) => ({
    agent: String(agent),
    session: String(session),
    model: String(model),
    missing_tokens: Number(missing),
  }))
}
