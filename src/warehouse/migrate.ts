import { readdirSync, readFileSync } from 'node:fs'
import type { DuckDBConnection } from '@duckdb/node-api'
import { RimuruError } from '../core/errors.ts'

const FOLDER = new URL('./migrations/', import.meta.url)

/** Brings an older warehouse up to date, one numbered file at a time, and refuses a newer one. */
export async function migrate(db: DuckDBConnection, path: string, readOnly: boolean): Promise<void> {
  const steps = readdirSync(FOLDER)
    .filter((name) => name.endsWith('.sql'))
    .sort()
  const current = await schemaVersion(db)
  if (current > steps.length) {
    throw new RimuruError('E1001', `the warehouse has schema version ${current}, this Rimuru knows up to ${steps.length}`, {
      where: path,
      hint: 'upgrade Rimuru, or point RIMURU_HOME to another folder',
    })
  }
  if (current === steps.length) return
  if (readOnly) {
    throw new RimuruError('E1001', 'the warehouse has an older schema and was opened read-only', {
      where: path,
      hint: 'run `rimuru costs` once to bring it up to date',
    })
  }
  for (const [i, name] of steps.entries()) {
    if (i < current) continue
    await db.run('begin')
    await db.run(readFileSync(new URL(name, FOLDER), 'utf8'))
    await db.run('create table if not exists schema_version (version integer not null)')
    await db.run('delete from schema_version')
    await db.run('insert into schema_version values (?)', [i + 1])
    await db.run('commit')
  }
}

async function schemaVersion(db: DuckDBConnection): Promise<number> {
  const tables = await db.runAndReadAll("select 1 from information_schema.tables where table_name = 'schema_version'")
  if (tables.currentRowCount === 0) return 0
  const rows = await db.runAndReadAll('select version from schema_version')
  return Number(rows.getRows()[0]?.[0] ?? 0)
}
