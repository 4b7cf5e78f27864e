import type { DuckDBConnection } from '../duckdb.ts'
import { quote } from '../values.ts'

/** The first and last day with usage, in a zone. */
export async function queryPeriod(
  db: DuckDBConnection,
  timezone: string,
): Promise<{ since: string | null; until: string | null }> {
  const day = (moment: string): string =>
    `strftime(timezone(${quote(timezone)}, timezone('UTC', ${moment}(happened_at))), '%Y-%m-%d')`
  const row = (await db.runAndReadAll(`select ${day('min')}, ${day('max')} from scoped`)).getRows()[0]
  const text = (value: unknown): string | null => (value === null || value === undefined ? null : String(value))
  return { since: text(row?.[0]), until: text(row?.[1]) }
}
