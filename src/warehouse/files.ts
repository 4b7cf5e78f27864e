import type { Problem } from '../core/usage.ts'
import type { FileReading } from './load/batch.ts'
import type { DuckDBConnection } from './duckdb.ts'
import type { DuckDBValue } from './duckdb-values.ts'
import { appendWith, openBulkAppender } from './bulk.ts'
import type { BulkAppender, ColumnType } from './bulk.ts'
import { timeFrom } from './values.ts'

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
  /** Version of the rules it was read with; below 0 where all of it is to be read again. */
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

export const FILE_COLUMNS: readonly string[] = Object.keys(COLUMNS)

/** Those of one data directory. */
export async function readFiles(db: DuckDBConnection, root: number): Promise<FileRecord[]> {
  const result = await db.runAndReadAll(`select ${FILE_COLUMNS.join(', ')} from file where root_id = ${root}`)
  return result.getRows().map(fileIn)
}

export async function lastFileId(db: DuckDBConnection): Promise<number> {
  const result = await db.runAndReadAll('select coalesce(max(file_id), 0) from file')
  return Number(result.getRows()[0]![0])
}

/** A row of these columns. */
export function fileIn(row: DuckDBValue[]): FileRecord {
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
  await deleteFileRows(db, files)
  appendWith(openFileAppender(db), (appender) => appendFiles(appender, files))
}

export const openFileAppender = (db: DuckDBConnection): BulkAppender =>
  openBulkAppender(db, 'file', Object.values(COLUMNS))

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

export async function deleteFileRows(db: DuckDBConnection, files: readonly FileRecord[]): Promise<void> {
  if (files.length === 0) return
  await db.run(`delete from file where file_id in (${files.map(({ id }) => id).join(', ')})`)
}
