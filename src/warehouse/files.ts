import type { Problem } from '../core/usage.ts'
import type { FileReading } from './load/batch.ts'
import type { DuckDBConnection } from './duckdb.ts'
import type { DuckDBValue } from './duckdb-values.ts'
import { openBulkAppender } from './bulk.ts'
import type { BulkAppender, ColumnType } from './bulk.ts'
import { quote, timeFrom } from './values.ts'

export type FileState = 'read' | 'failed' | 'gone'

/** What is known of one log file. */
export interface FileRecord extends FileReading {
  readonly id: number
  readonly root: number
  readonly path: string
  readonly key: string
  readonly host: string
  readonly user: string
  readonly state: FileState
  readonly reason: string | null
  readonly size: number
  readonly mtime: number
  readonly inode: string
  /** Version of the rules it was read with. */
  readonly reader: number
}

/** The columns of `file`, in its order. */
const COLUMNS = {
  file_id: 'int',
  root_id: 'int',
  path: 'text',
  file_key: 'text',
  host: 'text',
  username: 'text',
  state: 'text',
  reason: 'nullableText',
  size: 'bigint',
  mtime: 'double',
  inode: 'text',
  read_to: 'bigint',
  head: 'text',
  tail: 'text',
  resume: 'nullableText',
  reader: 'int',
  claim_group: 'nullableText',
  lines: 'bigint',
  lines_bad: 'bigint',
  torn_tail: 'boolean',
  records: 'bigint',
  quarantined: 'bigint',
  removed: 'text',
  problems: 'text',
  first_at: 'maybeTime',
  last_at: 'maybeTime',
} as const satisfies Record<string, ColumnType>

const NAMES = Object.keys(COLUMNS)

/** Those of one data directory. */
export async function readFiles(db: DuckDBConnection, root: number): Promise<FileRecord[]> {
  const result = await db.runAndReadAll(`select ${NAMES.join(', ')} from file where root_id = ${root}`)
  return result.getRows().map(fromRow)
}

/** A file as it is now. */
export type CurrentFile = Pick<FileRecord, 'root' | 'path' | 'size' | 'mtime' | 'inode'>

export interface ComparedFiles {
  /** Those that are not known, by their places in the list. */
  readonly fresh: readonly number[]
  /** Known ones that are not as they were. */
  readonly changed: readonly { readonly at: number; readonly record: FileRecord }[]
  /** Known ones that are no longer there, if that is not known of them as well. */
  readonly missing: readonly FileRecord[]
}

/**
 * Sets the files of some data directories beside what is known of them. Of thousands that are as they were, read with
 * these rules and belonging to the same, none is fetched.
 */
export async function compareFiles(
  db: DuckDBConnection,
  found: readonly CurrentFile[],
  roots: readonly number[],
  { reader, host, user }: Pick<FileRecord, 'reader'> & Partial<Pick<FileRecord, 'host' | 'user'>>,
): Promise<ComparedFiles> {
  await db.run(
    'create or replace temp table found (number integer, root_id integer, path varchar, size bigint, mtime double, inode varchar)',
  )
  const appender = openBulkAppender(db, { name: 'found', temporary: true }, FOUND_COLUMNS)
  appender.append(
    [
      Int32Array.from(found, (_, i) => i),
      Int32Array.from(found, ({ root }) => root),
      found.map(({ path }) => path),
      Float64Array.from(found, ({ size }) => size),
      Float64Array.from(found, ({ mtime }) => mtime),
      found.map(({ inode }) => inode),
    ],
    found.length,
  )
  appender.close()
  const isAsItWas = [
    `k.state = 'read' and k.reader = ${reader} and k.size = f.size and k.mtime = f.mtime and k.inode = f.inode`,
    ...(host === undefined ? [] : [`k.host = ${quote(host)}`]),
    ...(user === undefined ? [] : [`k.username = ${quote(user)}`]),
  ]
  const known = NAMES.map((name) => `k.${name}`).join(', ')
  const fresh = await db.runAndReadAll('select number from found anti join file using (root_id, path) order by number')
  const changed = await db.runAndReadAll(
    `select ${known}, f.number from found f join file k using (root_id, path) where not (${isAsItWas.join(' and ')}) order by f.number`,
  )
  const missing = await db.runAndReadAll(
    `select ${known} from file k anti join found using (root_id, path)
     where k.root_id in (${['null', ...roots].join(', ')}) and k.state <> 'gone' order by k.file_id`,
  )
  await db.run('drop table found')
  return {
    fresh: fresh.getRows().map(([number]) => Number(number)),
    changed: changed.getRows().map((row) => ({ at: Number(row[NAMES.length]), record: fromRow(row) })),
    missing: missing.getRows().map(fromRow),
  }
}

const FOUND_COLUMNS: readonly ColumnType[] = ['int', 'int', 'text', 'bigint', 'double', 'text']

export async function lastFileId(db: DuckDBConnection): Promise<number> {
  const result = await db.runAndReadAll('select coalesce(max(file_id), 0) from file')
  return Number(result.getRows()[0]![0])
}

function fromRow(row: DuckDBValue[]): FileRecord {
  const text = (i: number): string => String(row[i])
  const maybe = (i: number): string | null => (row[i] === null ? null : String(row[i]))
  const number = (i: number): number => Number(row[i])
  return {
    id: number(0),
    root: number(1),
    path: text(2),
    key: text(3),
    host: text(4),
    user: text(5),
    state: text(6) as FileState,
    reason: maybe(7),
    size: number(8),
    mtime: number(9),
    inode: text(10),
    readTo: number(11),
    head: text(12),
    tail: text(13),
    resume: maybe(14),
    reader: number(15),
    group: maybe(16),
    lines: number(17),
    linesBad: number(18),
    tornTail: row[19] === true,
    records: number(20),
    quarantined: number(21),
    removed: JSON.parse(text(22)) as Record<string, number>,
    problems: JSON.parse(text(23)) as Problem[],
    firstAt: timeFrom(row[24]),
    lastAt: timeFrom(row[25]),
  }
}

/** Replaces what is known of these files. */
export async function writeFiles(db: DuckDBConnection, files: readonly FileRecord[]): Promise<void> {
  if (files.length === 0) return
  await deleteFileRows(
    db,
    files.map((file) => file.id),
  )
  const appender = openFileAppender(db)
  appendFiles(appender, files)
  appender.close()
}

export const openFileAppender = (db: DuckDBConnection): BulkAppender =>
  openBulkAppender(db, { name: 'file', temporary: false }, Object.values(COLUMNS))

/** Of which nothing is known yet. */
export function appendFiles(appender: BulkAppender, files: readonly FileRecord[]): void {
  const int = (of: (file: FileRecord) => number): Int32Array => Int32Array.from(files, of)
  const long = (of: (file: FileRecord) => number): Float64Array => Float64Array.from(files, of)
  const text = (of: (file: FileRecord) => string | null): (string | null)[] => files.map(of)
  appender.append(
    [
      int(({ id }) => id),
      int(({ root }) => root),
      text(({ path }) => path),
      text(({ key }) => key),
      text(({ host }) => host),
      text(({ user }) => user),
      text(({ state }) => state),
      text(({ reason }) => reason),
      long(({ size }) => size),
      long(({ mtime }) => mtime),
      text(({ inode }) => inode),
      long(({ readTo }) => readTo),
      text(({ head }) => head),
      text(({ tail }) => tail),
      text(({ resume }) => resume),
      int(({ reader }) => reader),
      text(({ group }) => group),
      long(({ lines }) => lines),
      long(({ linesBad }) => linesBad),
      Uint8Array.from(files, ({ tornTail }) => Number(tornTail)),
      long(({ records }) => records),
      long(({ quarantined }) => quarantined),
      text(({ removed }) => JSON.stringify(removed)),
      text(({ problems }) => JSON.stringify(problems)),
      long(({ firstAt }) => firstAt ?? Number.NaN),
      long(({ lastAt }) => lastAt ?? Number.NaN),
    ],
    files.length,
  )
}

export async function deleteFileRows(db: DuckDBConnection, ids: readonly number[]): Promise<void> {
  await db.run(`delete from file where file_id in (${ids.join(', ')})`)
}
