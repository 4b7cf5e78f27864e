import { timeOfNumber } from '../_shared/times.ts'
import type { Sink } from '../_shared/agent.ts'
import { objectIn } from '../_shared/json.ts'
import type { Database } from '../_shared/sqlite.ts'
import { textOf } from '../_shared/tokens.ts'
import { isChanged, sinceThen } from './cursor.ts'
import type { Cursor } from './cursor.ts'
import { isCopied } from './tell-message.ts'
import { messageOf, signalOf } from './message.ts'
import type { Message } from './message.ts'
import { placeOf } from './messages.ts'
import type { MessageTable } from './messages.ts'

/** Generation 4 has a table of its own for sessions, or goes on with the older one. */
export const sessionTablesIn = (database: Database): string[] =>
  ['session', 'session_v2'].filter((table) => database.columns(table).has('id'))

/** Any version of the schema lacks some of these. */
const COLUMNS = ['id', 'parent_id', 'directory', 'time_created', 'time_updated', 'time_archived']

/** What all versions tell of a session, once. */
export function sessionsSql(database: Database): string {
  const selects = sessionTablesIn(database).map((table) => {
    const has = database.columns(table)
    const columns = COLUMNS.map((column) => (has.has(column) ? column : `null as ${column}`)).join(', ')
    const isSecond = table === 'session_v2' && database.columns('session').has('id')
    return `select ${columns} from ${table}${isSecond ? ' where id not in (select id from session)' : ''}`
  })
  return selects.length > 0 ? selects.join(' union all ') : `select ${COLUMNS.map((c) => `null as ${c}`).join(', ')}`
}

/** Adds the sessions whose own row has changed, and returns the latest change. */
export function addChanged(database: Database, cursor: Cursor, sessions: Set<string>): number {
  let updated = cursor.updated
  for (const table of sessionTablesIn(database)) {
    if (!database.columns(table).has('time_updated')) continue
    const sql = `select s.id, s.time_updated from ${table} s where ${isChanged('s')}`
    for (const row of database.rows(sql, ...sinceThen(cursor, table))) {
      sessions.add(String(row.id))
      updated = Math.max(updated, timeOfNumber(row.time_updated) ?? 0)
    }
  }
  return updated
}

export function tellSessions(
  database: Database,
  tables: readonly MessageTable[],
  sessions: ReadonlySet<string>,
  sink: Sink,
): void {
  const sql = `select * from (${sessionsSql(database)}) where id = ?`
  for (const id of sessions) {
    const [row] = database.rows(sql, id)
    if (!row) continue
    const startedAt = timeOfNumber(row.time_created)
    const last = lastOf(database, tables, id)
    const isQuiet = last === null || isCopied(last, startedAt)
    const signal = last === null ? 'done' : signalOf(last)
    sink.session({
      id,
      parent: textOf(row.parent_id),
      startedAt,
      endedAt: isQuiet ? startedAt : (last.completed ?? last.created),
      cwd: textOf(row.directory),
      branch: null,
      // Nobody goes on with what was put away.
      signal: signal === 'open' && row.time_archived !== null ? 'done' : signal,
    })
  }
}

function lastOf(database: Database, tables: readonly MessageTable[], session: string): Message | null {
  const found = tables.flatMap(({ name, role }) => {
    const [row] = database.rows(
      `select id, session_id, time_created, ${role} as role, cast(data as text) as data from ${name}
      where session_id = ? order by time_created desc, id desc limit 1`,
      session,
    )
    return row ? [messageOf(objectIn(row.data) ?? {}, placeOf(row))] : []
  })
  return found.reduce<Message | null>(
    (last, message) => (last === null || (message.created ?? 0) > (last.created ?? 0) ? message : last),
    null,
  )
}
