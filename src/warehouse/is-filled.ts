import type { DuckDBConnection } from './duckdb.ts'

/** Whether a table, or a query in brackets, has any row. */
export async function isFilled(db: DuckDBConnection, table: string): Promise<boolean> {
  return (await db.runAndReadAll(`select 1 from ${table} limit 1`)).currentRowCount > 0
}
