import type { Database } from '../_shared/sqlite.ts'

/** How far a table was read: its last row, by number and by id. */
interface TableEnd {
  readonly row: number
  readonly id: string
}

export interface Cursor {
  /** The latest change of a row that was seen, in milliseconds. */
  readonly updated: number
  readonly tables: Readonly<Record<string, TableEnd>>
}

const START: Cursor = { updated: 0, tables: {} }

/** A row may be written a moment later than it says. */
const SLACK = 60_000

/** Rows of another database, or numbered anew, do not stand where they stood. */
export function startOf(resume: string | null, database: Database): Cursor {
  if (resume === null) return START
  const cursor = JSON.parse(resume) as Cursor
  const same = Object.entries(cursor.tables).every(([table, { row, id }]) => {
    if (database.columns(table).size === 0) return false
    const [there] = database.rows(`select id from ${table} where rowid = ?`, row)
    return there?.id === id
  })
  return same ? cursor : START
}

export function endOf(database: Database, tables: readonly string[], updated: number): Cursor {
  const ends = tables.flatMap((table): [string, TableEnd][] => {
    const [last] = database.rows(`select rowid as number, id from ${table} order by rowid desc limit 1`)
    return last ? [[table, { row: Number(last.number), id: String(last.id) }]] : []
  })
  // A clock that was ahead for a moment must not hide what is changed until it is that late.
  return { updated: Math.min(updated, Date.now()), tables: Object.fromEntries(ends) }
}

export const lastRow = ({ tables }: Cursor, table: string): number => tables[table]?.row ?? 0

/** Of a table with this alias: what was added or changed since. */
export const isChanged = (alias: string): string => `(${alias}.time_updated >= ? or ${alias}.rowid > ?)`

export const sinceThen = (cursor: Cursor, table: string): [number, number] => [
  cursor.updated - SLACK,
  lastRow(cursor, table),
]
