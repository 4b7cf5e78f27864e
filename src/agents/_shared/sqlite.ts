import { constants, copyFileSync, closeSync, existsSync, readSync, realpathSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { temporaryFolder } from '../../platform/folders.ts'
import { DatabaseChanged } from './database-changed.ts'
import { openRegular } from '../../platform/regular-file.ts'

/** A database of an agent's, as it was at one moment. */
export interface Database {
  /** One row after the other. Whole numbers that a double cannot hold come as `bigint`, which no token count is. */
  rows(sql: string, ...values: SQLInputValue[]): Iterable<DatabaseRow>
  /** Of a table that this version of the agent may not have; none then. */
  columns(table: string): ReadonlySet<string>
}

export type DatabaseRow = Readonly<Record<string, unknown>>

/** Its owner may hold it for a moment. */
const PATIENCE = 2000

/**
 * Opens a database that its owner may be writing to, and leaves no trace beside it: no file is made there and none is
 * changed. `read` may be called again by whoever scans, when the file was written to meanwhile.
 */
export function readDatabase<T>(link: string, read: (database: Database) => T): T {
  // Where a link leads is where its log is.
  const path = realpathSync(link)
  refuseOther(path)
  const [log, index] = [sizeOf(`${path}-wal`), sizeOf(`${path}-shm`)]
  if (index !== null && log !== null) return readShared(path, read)
  return log || sizeOf(`${path}-journal`) ? readCopy(path, read) : readStill(path, read)
}

/** Both files of a live database are there: they are looked at and neither is written to. */
function readShared<T>(path: string, read: (database: Database) => T): T {
  let database
  try {
    database = open(path, 'mode=ro&readonly_shm=1')
  } catch (error) {
    // On a read-only disk, or when its owner has just gone and has taken the log along.
    if (sizeOf(`${path}-wal`) === null) throw new DatabaseChanged()
    if (!isDenied(error)) throw error
    return readCopy(path, read)
  }
  return readAndClose(database, read)
}

/** A log without the index that says what of it holds, or a change that was not finished: SQLite would mend it in place. */
function readCopy<T>(path: string, read: (database: Database) => T): T {
  const before = stateOf(path)
  const folder = temporaryFolder('rimuru-database-')
  const copy = join(folder, basename(path))
  try {
    for (const part of PARTS) {
      if (existsSync(path + part)) copyFileSync(path + part, copy + part, constants.COPYFILE_FICLONE)
    }
    if (stateOf(path) !== before) throw new DatabaseChanged()
    return readAndClose(open(copy, 'mode=rw'), read)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Nobody has it open. Without locks, it has to be the same afterwards. */
function readStill<T>(path: string, read: (database: Database) => T): T {
  const before = stateOf(path)
  let found: T
  try {
    found = readAndClose(open(path, 'mode=ro&immutable=1'), read)
  } catch (error) {
    // Half of two states looks like damage.
    throw stateOf(path) === before ? error : new DatabaseChanged()
  }
  if (stateOf(path) !== before) throw new DatabaseChanged()
  return found
}

const PARTS = ['', '-wal', '-journal']

const stateOf = (path: string): string =>
  PARTS.map((part) => statSync(path + part, { throwIfNoEntry: false, bigint: true }))
    .map((stats) => (stats ? `${stats.ino} ${stats.size} ${stats.mtimeNs}` : ''))
    .join()

function open(path: string, how: string): DatabaseSync {
  // Not imported: what start-up loads is paid for by every command.
  const { DatabaseSync: Connection } = process.getBuiltinModule('node:sqlite')
  const database = new Connection(`${pathToFileURL(path).href}?${how}`, { timeout: PATIENCE })
  try {
    // A transaction sees one moment; the first question makes it begin.
    database.exec('pragma query_only = 1; begin; select count(*) from sqlite_master')
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

function readAndClose<T>(database: DatabaseSync, read: (database: Database) => T): T {
  const tables = new Map<string, ReadonlySet<string>>()
  try {
    return read({
      *rows(sql, ...values) {
        const statement = database.prepare(sql)
        statement.setReadBigInts(true)
        for (const row of statement.iterate(...values)) yield withNumbers(row)
      },
      columns(table) {
        const known = tables.get(table) ?? columnsOf(database, table)
        tables.set(table, known)
        return known
      },
    })
  } finally {
    database.close()
  }
}

const columnsOf = (database: DatabaseSync, table: string): ReadonlySet<string> =>
  new Set(
    Array.from(database.prepare('select name from pragma_table_info(?)').iterate(table), ({ name }) => String(name)),
  )

function withNumbers(row: Record<string, unknown>): DatabaseRow {
  for (const name in row) {
    const value = row[name]
    if (typeof value !== 'bigint') continue
    const number = Number(value)
    if (Number.isSafeInteger(number)) row[name] = number
  }
  return row
}

const HEADER = 'SQLite format 3\0'

/** Before SQLite sees it: a FIFO would make it wait for ever, and an empty file is to it an empty database. */
function refuseOther(path: string): void {
  const { fd } = openRegular(path)
  try {
    const start = Buffer.alloc(HEADER.length)
    if (readSync(fd, start, 0, start.length, 0) === 0) throw new Error('an empty file, not a database')
    if (start.toString('latin1') !== HEADER) throw new Error('not a SQLite database')
  } finally {
    closeSync(fd)
  }
}

const sizeOf = (path: string): number | null => statSync(path, { throwIfNoEntry: false })?.size ?? null

const isDenied = (error: unknown): boolean =>
  error instanceof Error && /unable to open|readonly|disk I\/O|attempt to write/i.test(error.message)
