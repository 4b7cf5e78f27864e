import { timeOfNumber } from '../_shared/times.ts'
import type { Sink } from '../_shared/agent.ts'
import { isObject, objectIn } from '../_shared/json.ts'
import type { JsonObject } from '../_shared/json.ts'
import type { Database, DatabaseRow } from '../_shared/sqlite.ts'
import { textOf } from '../_shared/tokens.ts'
import { isChanged, lastRow, sinceThen } from './cursor.ts'
import type { Cursor } from './cursor.ts'
import { messageOf } from './message.ts'
import type { MessagePlace } from './message.ts'
import { tellMessage } from './tell-message.ts'

export interface MessageTable {
  readonly name: string
  /** SQL for who speaks, where a column says so. */
  readonly role: string
  /** The tables count their rows apart: those of the second have negative numbers. */
  readonly sign: 1 | -1
  /** The same answer may stand in both. */
  readonly demoted: boolean
}

const TABLES: readonly MessageTable[] = [
  { name: 'message', role: 'null', sign: 1, demoted: false },
  { name: 'session_message', role: 'type', sign: -1, demoted: true },
]

export const messageTablesIn = (database: Database): MessageTable[] =>
  TABLES.filter(({ name }) => database.columns(name).has('data'))

/** Of a schema that is not known yet. */
export function noteOtherTables(database: Database, sink: Sink): void {
  for (const { name } of TABLES) {
    const has = database.columns(name)
    if (has.size === 0 || has.has('data')) continue
    sink.problem({ kind: 'note', offset: 0, detail: `the table ${name} has no column data and is not read` })
  }
}

/** Of a message with several parts that end a step, these parts. The length is known without reading them. */
const STEPS = `
  select case when count(*) > 1 then json_group_array(cast(p.data as text) order by p.id) end from part p
  where p.message_id = m.id and octet_length(p.data) <= 4096 and p.data like '%"step-finish"%'`

/** Tells of all messages that were added or changed, adds their sessions, and returns the latest change. */
export function takeMessages(
  database: Database,
  table: MessageTable,
  cursor: Cursor,
  { sessions, sessionsSql }: { readonly sessions: Set<string>; readonly sessionsSql: string },
  sink: Sink,
): number {
  const part = database.columns('part')
  const hasParts = ['id', 'message_id', 'data'].every((column) => part.has(column))
  const steps = table.sign === 1 && hasParts ? `(${STEPS})` : 'null'
  const rows = database.rows(
    `select m.rowid as number, m.id, m.session_id, m.time_created, m.time_updated, cast(m.data as text) as data, ${table.role} as role,
      s.parent_id, s.directory, s.time_created as session_created, ${steps} as steps
    from ${table.name} m left join (${sessionsSql}) s on s.id = m.session_id
    where ${isChanged('m')}`,
    ...sinceThen(cursor, table.name),
  )
  let updated = cursor.updated
  for (const row of rows) {
    if (Number(row.number) > lastRow(cursor, table.name)) sink.lines(1)
    sessions.add(String(row.session_id))
    updated = Math.max(updated, timeOfNumber(row.time_updated) ?? 0)
    takeRow(row, table, sink)
  }
  return updated
}

function takeRow(row: DatabaseRow, { sign, demoted }: MessageTable, sink: Sink): void {
  const offset = sign * Number(row.number)
  const data = objectIn(row.data)
  if (data === null) return sink.problem({ kind: 'bad-line', offset, detail: 'broken JSON' })
  tellMessage(
    messageOf(data, placeOf(row)),
    {
      offset,
      cwd: textOf(row.directory),
      sessionCreated: timeOfNumber(row.session_created),
      subagent: textOf(row.parent_id) !== null,
      demoted,
      steps: stepsIn(row.steps),
    },
    sink,
  )
}

export const placeOf = (row: DatabaseRow): MessagePlace => ({
  id: String(row.id),
  session: String(row.session_id),
  created: timeOfNumber(row.time_created),
  role: textOf(row.role),
})

function stepsIn(texts: unknown): JsonObject[] {
  if (typeof texts !== 'string') return []
  return (JSON.parse(texts) as unknown[])
    .map(objectIn)
    .filter(isObject)
    .filter((part) => part.type === 'step-finish')
}
