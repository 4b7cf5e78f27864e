import type { DuckDBConnection } from '../duckdb.ts'
import { textOrNull } from '../values.ts'
import { localTime } from './local-time.ts'

/** The first and last day with usage, in a zone. */
export async function queryPeriod(
  db: DuckDBConnection,
  timezone: string,
): Promise<{ since: string | null; until: string | null }> {
  const day = (moment: string): string => `strftime(${localTime(`${moment}(happened_at)`, timezone)}, '%Y-%m-%d')`
  const row = (await db.runAndReadAll(`select ${day('min')}, ${day('max')} from scoped`)).getRows()[0]
  return { since: textOrNull(row?.[0]), until: textOrNull(row?.[1]) }
}
