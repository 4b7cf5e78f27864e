import type { DuckDBConnection } from './duckdb.ts'
import { quote, textOrNull } from './values.ts'

export async function readMeta(db: DuckDBConnection, name: string): Promise<string | null> {
  const result = await db.runAndReadAll('select value from meta where name = ?', [name])
  return textOrNull(result.getRows()[0]?.[0])
}

export async function writeMeta(db: DuckDBConnection, values: Readonly<Record<string, string>>): Promise<void> {
  const names = Object.keys(values).map(quote)
  const rows = Object.entries(values).map(([name, value]) => `(${quote(name)}, ${quote(value)})`)
  await db.run(`delete from meta where name in (${names.join(', ')}); insert into meta values ${rows.join(', ')}`)
}
