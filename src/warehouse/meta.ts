import type { DuckDBConnection } from './duckdb.ts'

export async function readMeta(db: DuckDBConnection, name: string): Promise<string | null> {
  const result = await db.runAndReadAll('select value from meta where name = ?', [name])
  const value = result.getRows()[0]?.[0]
  return value === undefined ? null : String(value)
}

export async function writeMeta(db: DuckDBConnection, name: string, value: string): Promise<void> {
  await db.run('delete from meta where name = ?', [name])
  await db.run('insert into meta values (?, ?)', [name, value])
}
