import type { Problem } from '../core/usage.ts'
import type { FileReading } from './load/batch.ts'
import type { DuckDBConnection } from './duckdb.ts'
import type { DuckDBValue } from './duckdb-values.ts'
import { atTime, timeFrom } from './values.ts'

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

const COLUMNS =
  'file_id, root_id, path, file_key, host, username, state, reason, size, mtime, inode, read_to, head, tail, resume, reader, ' +
  'claim_group, lines, lines_bad, torn_tail, records, quarantined, removed, problems, first_at, last_at'

export async function readFiles(db: DuckDBConnection): Promise<FileRecord[]> {
  const result = await db.runAndReadAll(`select ${COLUMNS} from file`)
  return result.getRows().map(fromRow)
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
export async function writeFiles(db: DuckDBConnection, files: readonly FileRecord[], known: boolean): Promise<void> {
  if (files.length === 0) return
  if (known)
    await deleteFileRows(
      db,
      files.map((file) => file.id),
    )
  const appender = db.createAppender('file')
  for (const file of files) {
    appender.appendInteger(file.id)
    appender.appendInteger(file.root)
    for (const text of [file.path, file.key, file.host, file.user, file.state]) appender.appendVarchar(text)
    orNull(file.reason, (text) => appender.appendVarchar(text))
    appender.appendBigInt(BigInt(file.size))
    appender.appendDouble(file.mtime)
    appender.appendVarchar(file.inode)
    appender.appendBigInt(BigInt(file.readTo))
    appender.appendVarchar(file.head)
    appender.appendVarchar(file.tail)
    orNull(file.resume, (text) => appender.appendVarchar(text))
    appender.appendInteger(file.reader)
    orNull(file.group, (text) => appender.appendVarchar(text))
    appender.appendBigInt(BigInt(file.lines))
    appender.appendBigInt(BigInt(file.linesBad))
    appender.appendBoolean(file.tornTail)
    appender.appendBigInt(BigInt(file.records))
    appender.appendBigInt(BigInt(file.quarantined))
    appender.appendVarchar(JSON.stringify(file.removed))
    appender.appendVarchar(JSON.stringify(file.problems))
    orNull(file.firstAt, (time) => appender.appendTimestamp(atTime(time)))
    orNull(file.lastAt, (time) => appender.appendTimestamp(atTime(time)))
    appender.endRow()
  }
  appender.closeSync()

  function orNull<T>(value: T | null, append: (value: T) => void): void {
    if (value === null) appender.appendNull()
    else append(value)
  }
}

export async function deleteFileRows(db: DuckDBConnection, ids: readonly number[]): Promise<void> {
  await db.run(`delete from file where file_id in (${ids.join(', ')})`)
}
