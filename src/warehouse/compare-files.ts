import { appendWith, openBulkAppender } from './bulk.ts'
import type { ColumnType } from './bulk.ts'
import type { DuckDBConnection } from './duckdb.ts'
import { FILE_COLUMNS, fileIn } from './files.ts'
import type { FileRecord } from './files.ts'
import { quote } from './values.ts'

const FOUND_COLUMNS: readonly ColumnType[] = ['int', 'int', 'text', 'bigint', 'double', 'text']

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
  appendWith(openBulkAppender(db, 'found', FOUND_COLUMNS), ({ append }) =>
    append(
      [
        Int32Array.from(found, (_, i) => i),
        Int32Array.from(found, ({ root }) => root),
        found.map(({ path }) => path),
        Float64Array.from(found, ({ size }) => size),
        Float64Array.from(found, ({ mtime }) => mtime),
        found.map(({ inode }) => inode),
      ],
      found.length,
    ),
  )
  const isAsItWas = [
    `k.state = 'read' and k.reader = ${reader} and k.size = f.size and k.mtime = f.mtime and k.inode = f.inode`,
    ...(host === undefined ? [] : [`k.host = ${quote(host)}`]),
    ...(user === undefined ? [] : [`k.username = ${quote(user)}`]),
  ]
  const result = await db.runAndReadAll(`
    select f.number, ${FILE_COLUMNS.map((name) => `k.${name}`).join(', ')}
    from found f full join file k using (root_id, path)
    where k.file_id is null
      or (f.number is null and k.state <> 'gone' and k.root_id in (${['null', ...roots].join(', ')}))
      or (f.number is not null and not (${isAsItWas.join(' and ')}))
    order by f.number, k.file_id`)
  await db.run('drop table found')
  const rows = result.getRows().map(([number, ...known]) => ({
    at: number === null ? null : Number(number),
    record: known[0] === null ? null : fileIn(known),
  }))
  return {
    fresh: rows.flatMap(({ at, record }) => (at !== null && !record ? [at] : [])),
    changed: rows.flatMap(({ at, record }) => (at !== null && record ? [{ at, record }] : [])),
    missing: rows.flatMap(({ at, record }) => (at === null && record ? [record] : [])),
  }
}
