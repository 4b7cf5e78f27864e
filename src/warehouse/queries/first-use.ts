import type { DuckDBConnection } from '../duckdb.ts'
import { localTime } from './local-time.ts'

/** The first day with usage of each model, in a zone. Needs a scope without a beginning. */
export async function queryFirstUse(db: DuckDBConnection, timezone: string): Promise<ReadonlyMap<string, string>> {
  const rows = await db.runAndReadAll(`
    select k.model, strftime(${localTime('min(e.happened_at)', timezone)}, '%Y-%m-%d')
    from scoped e join sku k using (sku_id) group by 1`)
  return new Map(rows.getRows().map(([model, day]) => [String(model), String(day)]))
}
