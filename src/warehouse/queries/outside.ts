import type { DuckDBConnection } from '../duckdb.ts'
import { scopedSql } from './scope.ts'
import type { Scope } from './scope.ts'

/** Requests in the data directories of a report that its filters leave out. */
export async function countOutside(db: DuckDBConnection, scope: Scope): Promise<number> {
  const all = scopedSql({ ...scope, agents: [], models: [], projects: [], branches: [], since: null, until: null })
  const result = await db.runAndReadAll(
    `select (select coalesce(sum(requests), 0) from (${all})) - (select coalesce(sum(requests), 0) from scoped)`,
  )
  return Number(result.getRows()[0]?.[0] ?? 0)
}
