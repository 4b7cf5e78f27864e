import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { openDatabase } from './duckdb.ts'
import type { DuckDBConnection } from './duckdb.ts'
import { messageOf, RimuruError } from '../core/errors.ts'
import { makeFolder } from '../platform/folders.ts'
import { LATEST, migrate, schemaVersion } from './migrate.ts'
import { commitToFile, DATABASE_FILES, openWarehouse, restoredBeside } from './open.ts'
import type { OpenOptions, Warehouse } from './open.ts'
import { quote } from './values.ts'

const TABLES = [
  'root',
  'file',
  'session',
  'sku',
  'place',
  'branch',
  'session_fact',
  'entry',
  'claim',
  'claim_shortfall',
  'meta',
  'restatement',
  'plugin_kv',
  'plugin_health',
  'run',
  'job_series',
  'delivery',
  'session_seen',
  'reported',
]
const MANIFEST = 'rimuru-backup.json'

/** It replaces no file that is open. Elsewhere one is replaced as long as it is locked, so that nobody can open it in between. */
const isWindows = process.platform === 'win32'

interface Manifest {
  readonly rimuru_backup: 1
  readonly schema_version: number
  readonly rows: Readonly<Record<string, number>>
}

/** Writes every table as Parquet. The folder appears whole or not at all. */
export async function backupTo(path: string, folder: string, options: OpenOptions): Promise<Manifest> {
  const target = resolve(folder)
  if (existsSync(target)) {
    throw new RimuruError('E8001', 'the folder of the backup exists already', {
      where: target,
      hint: 'name one that does not',
    })
  }
  const warehouse = await openWarehouse(path, options)
  const draft = `${target}.unfinished`
  const removeDraft = (): void => rmSync(draft, { recursive: true, force: true })
  try {
    return await wholeOrRemoved(removeDraft, async () => {
      makeFolder(dirname(target))
      removeDraft()
      mkdirSync(draft)
      const rows: Record<string, number> = {}
      for (const table of TABLES) {
        await warehouse.db.run(
          `copy ${table} to ${quote(join(draft, `${table}.parquet`))} (format parquet, compression zstd)`,
        )
        rows[table] = await countOf(warehouse.db, table)
      }
      const manifest: Manifest = { rimuru_backup: 1, schema_version: await schemaVersion(warehouse.db), rows }
      writeFileSync(join(draft, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`)
      renameSync(draft, target)
      return manifest
    })
  } catch (error) {
    throw backupError(error, target, draft)
  } finally {
    warehouse.close()
  }
}

/** Whoever ends the process does not wait for the work: what is not whole is removed then too. */
async function wholeOrRemoved<Result>(remove: () => void, work: () => Promise<Result>): Promise<Result> {
  process.on('exit', remove)
  try {
    return await work()
  } catch (error) {
    remove()
    throw error
  } finally {
    process.off('exit', remove)
  }
}

/** DuckDB names the file: what is wrong with one of the backup is nothing that the warehouse has. */
function backupError(error: unknown, target: string, draft: string): unknown {
  const cause = error instanceof RimuruError ? error.cause : error
  if (error instanceof RimuruError && !messageOf(cause).includes(draft)) return error
  return new RimuruError('E8001', `the backup cannot be written: ${firstLine(cause)}`, {
    where: target,
    hint: 'name a folder that can be written, on a disk with room for it',
    cause,
  })
}

/** Builds a new warehouse beside the present one and then takes its place, so that a failure changes nothing. */
export async function restoreFrom(
  path: string,
  folder: string,
  replace: boolean,
  options: OpenOptions,
): Promise<Manifest> {
  const source = resolve(folder)
  const manifest = readManifest(source)
  if (manifest.schema_version > LATEST) {
    throw new RimuruError(
      'E8001',
      `the backup has schema version ${manifest.schema_version}, this Rimuru knows up to ${LATEST}`,
      { where: source, hint: 'a newer Rimuru wrote it: upgrade this one' },
    )
  }
  const present = await openWarehouse(path, options)
  const draft = restoredBeside(path)
  const removeDraft = (): void => removeDatabase(draft)
  try {
    if (!replace) for (const table of ['file', 'run']) await refuseIfFilled(present, table)
    removeDraft()
    await wholeOrRemoved(removeDraft, async () => {
      await readAll(draft, source, manifest, options)
      // Nothing of it may be left to be written when it is closed.
      await present.db.run('checkpoint')
      if (!isWindows) renameSync(draft, path)
    })
  } catch (error) {
    throw error instanceof RimuruError
      ? error
      : new RimuruError('E8001', `the restore failed: ${firstLine(error)}`, {
          where: source,
          hint: 'what was there is as it was; restore another backup',
          cause: error,
        })
  } finally {
    present.close()
  }
  if (isWindows) renameSync(draft, path)
  return manifest
}

async function readAll(draft: string, source: string, manifest: Manifest, options: OpenOptions): Promise<void> {
  const { db, close } = await openWarehouse(draft, { ...options, schemaVersion: manifest.schema_version })
  try {
    await db.run('begin')
    await refuseOtherTables(db, manifest, source)
    for (const [table, rows] of Object.entries(manifest.rows)) await readTable(db, table, rows, source)
    await commitToFile(db)
    await migrate(db, draft, { readOnly: false })
    // What stands in the log beside it does not come along, and what fails when a file is closed is not told.
    await db.run('checkpoint')
  } finally {
    close()
  }
}

async function refuseIfFilled({ path, db }: Warehouse, table: string): Promise<void> {
  const rows = await countOf(db, table)
  if (rows === 0) return
  throw new RimuruError('E7001', `the warehouse already knows ${rows} ${table}${rows === 1 ? '' : 's'}`, {
    where: path,
    hint: 'back it up first, then give --yes to replace it',
  })
}

/** One of an older version lacks the tables that came later; what else is missing would be lost in silence. */
async function refuseOtherTables(db: DuckDBConnection, manifest: Manifest, source: string): Promise<void> {
  const { schema_version: version, rows } = manifest
  const made = (await db.runAndReadAll('select table_name from duckdb_tables()')).getRows().flat()
  const odd =
    TABLES.find((table) => made.includes(table) !== table in rows) ??
    Object.keys(rows).find((table) => !TABLES.includes(table))
  if (odd === undefined) return
  const which = odd in rows ? 'does not have' : 'has'
  throw new RimuruError('E8001', `the backup was changed: schema version ${version} ${which} the table ${odd}`, {
    where: join(source, MANIFEST),
    hint: 'what was there is as it was; restore another backup',
  })
}

async function readTable(db: DuckDBConnection, table: string, written: number, source: string): Promise<void> {
  const file = join(source, `${table}.parquet`)
  if (existsSync(file)) {
    const rows = `select * from read_parquet(${quote(asItIs(file))})`
    await db.run(`insert into ${table} by name ${rows}`).catch((error: unknown) => rethrow(error, rows, file))
  }
  const found = await countOf(db, table)
  if (found === written) return
  throw new RimuruError('E8001', `the backup is not whole: ${table} has ${found} rows, ${written} were written`, {
    where: file,
  })
}

/** DuckDB reads all files that a name fits which has one of these signs, such as those of another backup. */
const asItIs = (path: string): string => path.replaceAll(/[*?[]/g, '[$&]')

/** The file is at fault if it cannot be read on its own either, else what its rows were written to. */
async function rethrow(error: unknown, rows: string, file: string): Promise<never> {
  const database = await openDatabase(':memory:', { threads: '1' })
  const db = await database.connect()
  try {
    await db.run(`explain analyze ${rows}`)
  } catch (damage) {
    const cause = damage instanceof RimuruError ? damage.cause : damage
    throw new RimuruError('E8001', `the backup is damaged: ${firstLine(cause)}`, {
      where: file,
      hint: 'what was there is as it was; restore another backup',
      cause,
    })
  } finally {
    db.closeSync()
    database.closeSync()
  }
  throw error
}

const firstLine = (error: unknown): string => messageOf(error).split('\n')[0] ?? ''

function readManifest(folder: string): Manifest {
  const file = join(folder, MANIFEST)
  try {
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest
    const { rimuru_backup: kind, schema_version: version, rows } = manifest
    if (kind === 1 && Number.isInteger(version) && version > 0 && typeof rows === 'object' && rows !== null)
      return manifest
  } catch (cause) {
    throw new RimuruError('E8001', 'this folder is no backup of Rimuru', {
      where: file,
      hint: 'give the folder that `rimuru backup` wrote',
      cause,
    })
  }
  throw new RimuruError('E8001', 'this backup is of another kind', {
    where: file,
    hint: 'it may be from a newer Rimuru',
  })
}

function removeDatabase(path: string): void {
  for (const part of DATABASE_FILES) rmSync(path + part, { recursive: true, force: true })
}

const countOf = async (db: DuckDBConnection, table: string): Promise<number> =>
  Number((await db.runAndReadAll(`select count(*) from ${table}`)).getRows()[0]?.[0] ?? 0)
