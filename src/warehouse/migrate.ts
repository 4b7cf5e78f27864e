import { readdirSync, readFileSync } from 'node:fs'
import type { DuckDBConnection } from './duckdb.ts'
import { messageOf, RimuruError } from '../core/errors.ts'

const FOLDER = new URL('./migrations/', import.meta.url)

/** The number of migrations; a test keeps the two in step. An up-to-date warehouse is opened without listing them. */
export const LATEST = 8

export interface MigrateOptions {
  readonly readOnly: boolean
  /** Stop at this version, for data that was written with it. */
  readonly upTo?: number | undefined
}

/** Brings an older warehouse up to date, all the way or not at all, and refuses a newer one. */
export async function migrate(db: DuckDBConnection, path: string, options: MigrateOptions): Promise<void> {
  const current = await schemaVersion(db)
  if (current === LATEST) return
  const steps = readdirSync(FOLDER)
    .filter((name) => name.endsWith('.sql'))
    .sort()
  const wanted = options.upTo ?? steps.length
  if (current > steps.length || wanted > steps.length) {
    const found = Math.max(current, wanted)
    throw new RimuruError(
      'E1001',
      `the warehouse has schema version ${found}, this Rimuru knows up to ${steps.length}`,
      {
        where: path,
        hint: 'upgrade Rimuru, or point RIMURU_HOME to another folder',
      },
    )
  }
  if (current >= wanted) return
  if (options.readOnly) {
    throw new RimuruError('E1001', 'the warehouse has an older schema and was opened read-only', {
      where: path,
      hint: 'run `rimuru costs` once to bring it up to date',
    })
  }
  await db.run('begin')
  for (const name of steps.slice(current, wanted)) await db.run(readFileSync(new URL(name, FOLDER), 'utf8'))
  await db.run('create table if not exists schema_version (version integer not null)')
  await db.run('delete from schema_version')
  await db.run('insert into schema_version values (?)', [wanted])
  await db.run('commit')
}

/** 0 for a database that has no tables yet. */
export async function schemaVersion(db: DuckDBConnection): Promise<number> {
  try {
    const rows = await db.runAndReadAll('select version from schema_version')
    return Number(rows.getRows()[0]?.[0] ?? 0)
  } catch (error) {
    if (/schema_version/.test(messageOf(error))) return 0
    throw error
  }
}
