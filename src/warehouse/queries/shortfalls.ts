import type { DuckDBConnection } from '../duckdb.ts'

export interface Shortfall {
  readonly agent: string
  readonly session: string
  readonly model: string
  readonly missing_tokens: number
}

/** Sessions whose own running total is lower than their records. */
export async function queryShortfalls(db: DuckDBConnection): Promise<Shortfall[]> {
  const result = await db.runAndReadAll(`
    select r.agent, s.claim_group, s.model, s.missing_tokens
    from gathered_shortfall s join root r using (root_id)
    order by 1, 2, 3`)
  return result.getRows().map(([agent, session, model, missing]) => ({
    agent: String(agent),
    session: String(session),
    model: String(model),
    missing_tokens: Number(missing),
  }))
}
