import type { Database } from '../_shared/sqlite.ts'
import { textOf } from '../_shared/tokens.ts'
import type { Usage } from './usage.ts'

export interface Cursor {
  /** The last change of a session that was seen, to the second; that second is read again. */
  readonly updated: string
  /** The last row of the ledger. */
  readonly ledger: number
  /** Sessions of which something was counted beyond their rows in the ledger, or left out. */
  readonly rests: readonly string[]
  /** What the rows of each session in the ledger have told so far, by its name: what is deleted of them stays counted. */
  readonly told: Readonly<Record<string, Usage>>
  /** The last row of the ledger when that was added up. */
  readonly toldTo: number
  /** Everything is read. */
  readonly start: boolean
}

/** A time is `2025-10-01 08:11:12` or `2025-10-01T08:11:12+00:00`: as a text, any T would come after any space. */
const UPDATED = "substr(replace(updated_at, 'T', ' '), 1, 19)"

const START: Cursor = { updated: '', ledger: 0, rests: [], told: {}, toldTo: 0, start: true }

/** Of a cursor, what is kept for the next time. */
export type Kept = Omit<Cursor, 'start' | 'toldTo'>

/** A database that knows less than was seen of it is another one. */
export function startOf(resume: string | null, database: Database): Cursor {
  if (resume === null) return START
  const cursor = JSON.parse(resume) as Kept
  const now = lastOf(database)
  const { told, ledger: toldTo } = cursor
  const startsOver = now.updated < cursor.updated || now.ledger < cursor.ledger
  return startsOver ? { ...START, told, toldTo } : { ...cursor, toldTo, start: false }
}

/** A clock that was ahead must not hide what comes after it was set right. */
export function endOf(database: Database): Pick<Cursor, 'updated' | 'ledger'> {
  const { updated, ledger } = lastOf(database)
  const now = new Date().toISOString().slice(0, 19).replace('T', ' ')
  return { updated: updated < now ? updated : now, ledger }
}

function lastOf(database: Database): Pick<Cursor, 'updated' | 'ledger'> {
  const [sessions] = database.rows(`select max(${UPDATED}) as updated from sessions`)
  const [ledger] =
    database.columns('usage_ledger').size > 0 ? database.rows('select max(id) as last from usage_ledger') : []
  return { updated: textOf(sessions?.updated) ?? '', ledger: Number(ledger?.last ?? 0) }
}

/** The sessions to read; the values are those of `whatChanged`. */
export const CHANGED = `
  select id from sessions where ${UPDATED} >= ?
  union select session_id from usage_ledger where id > ?`

export const CHANGED_WITHOUT_LEDGER = `select id from sessions where ${UPDATED} >= ?`

export const whatChanged = ({ updated, ledger }: Cursor): [string, number] => [updated, ledger]
