import type { ScanEnd, ScanFile, Sink } from '../_shared/agent.ts'
import { readDatabase } from '../_shared/sqlite.ts'
import type { Database, DatabaseRow } from '../_shared/sqlite.ts'
import { textOf } from '../_shared/tokens.ts'
import { billingOf } from './billing.ts'
import { metersOf, NO_METERS, withRecord } from './meters.ts'
import type { Meters } from './meters.ts'
import { noteUnknownFields, STORE_FIELDS, tellsCounts } from './names.ts'
import { RANK } from './sources.ts'
import { timeOfStamp } from '../_shared/times.ts'
import { noteUncounted } from './usage-record.ts'
import { isNone, tell, tryRecord, usageOf } from './usage.ts'

/** The last row that was seen, and the last change of a session; what shares that moment is read again. */
interface Cursor {
  readonly row: number
  readonly updated: string
}

const START: Cursor = { row: 0, updated: '' }

/** `session-store.db`: the requests of all sessions. Those of a session that has changed are all read again. */
export const scanStore = (file: ScanFile, sink: Sink): ScanEnd =>
  readDatabase(file.path, (database) => {
    const end = endOf(database)
    const known = file.resume === null ? START : (JSON.parse(file.resume) as Cursor)
    // A database that knows less than was seen of it is another one.
    const startedOver = end.row < known.row || end.updated < known.updated
    const cursor = startedOver ? START : known
    tellSessions(database, cursor, sink)
    tellRequests(database, cursor, sink)
    return { readTo: 0, tornTail: false, resume: JSON.stringify(end), ...(startedOver ? { startedOver } : {}) }
  })

function endOf(database: Database): Cursor {
  const [last] =
    database.columns('assistant_usage_events').size > 0
      ? database.rows('select max(id) as row from assistant_usage_events')
      : []
  const [session] = database.columns('sessions').has('updated_at')
    ? database.rows('select max(updated_at) as updated from sessions')
    : []
  return { row: Number(last?.row ?? 0), updated: textOf(session?.updated) ?? '' }
}

function tellSessions(database: Database, cursor: Cursor, sink: Sink): void {
  const has = database.columns('sessions')
  if (!has.has('updated_at')) return
  const column = (name: string): string => (has.has(name) ? name : `null as ${name}`)
  const columns = ['cwd', 'branch', 'created_at'].map(column).join(', ')
  const hasRequests = database.columns('assistant_usage_events').size > 0
  const changed = `updated_at >= ? ${hasRequests ? `or id in (${NEW_REQUESTS})` : ''}`
  const values = hasRequests ? [cursor.updated, cursor.row] : [cursor.updated]
  const meters = hasRequests ? metersBySession(database, changed, values) : null
  for (const row of database.rows(`select id, ${columns} from sessions where ${changed}`, ...values)) {
    sink.session({
      id: String(row.id),
      parent: null,
      startedAt: timeOfStamp(row.created_at),
      // How it stands, its log tells.
      endedAt: null,
      cwd: textOf(row.cwd),
      branch: textOf(row.branch),
      signal: 'open',
      meters: metersOf(meters?.get(String(row.id)) ?? NO_METERS),
    })
  }
}

const NEW_REQUESTS = 'select session_id from assistant_usage_events where id > ?'

function metersBySession(
  database: Database,
  changed: string,
  values: readonly (string | number)[],
): ReadonlyMap<string, Meters> {
  const meters = new Map<string, Meters>()
  const sql = `select * from assistant_usage_events where session_id in (select id from sessions where ${changed})`
  for (const row of database.rows(sql, ...values)) {
    const session = String(row.session_id)
    const time = timeOfStamp(row.created_at)
    if (time !== null) meters.set(session, withRecord(meters.get(session) ?? NO_METERS, billingOf(row), time))
  }
  return meters
}

function tellRequests(database: Database, cursor: Cursor, sink: Sink): void {
  if (database.columns('assistant_usage_events').size === 0) return
  const has = database.columns('sessions')
  const column = (name: string): string => (has.has(name) ? `s.${name}` : 'null')
  const changed = has.has('updated_at') ? 'union select id from sessions where updated_at >= ?' : ''
  const rows = database.rows(
    `select e.*, ${column('cwd')} as session_cwd, ${column('branch')} as session_branch
    from assistant_usage_events e ${has.size > 0 ? 'left join sessions s on s.id = e.session_id' : ''}
    where e.session_id in (${NEW_REQUESTS} ${changed})
    order by e.session_id, e.id`,
    ...(changed ? [cursor.row, cursor.updated] : [cursor.row]),
  )
  let session: unknown = null
  const seen = new Map<string, number>()
  for (const row of rows) {
    const isNew = Number(row.id) > cursor.row
    if (isNew) sink.lines(1)
    if (row.session_id !== session) seen.clear()
    session = row.session_id
    const moment = `${String(row.session_id)}:${String(row.created_at)}`
    const nth = (seen.get(moment) ?? 0) + 1
    seen.set(moment, nth)
    tryRecord(Number(row.id), sink, () => takeRow(row, `${moment}:${nth}`, sink))
  }
}

/** A store that is made anew from the logs may number its rows otherwise: what stays is when a request was made. */
function takeRow(row: DatabaseRow, identity: string, sink: Sink): void {
  const offset = Number(row.id)
  if (!tellsCounts(row, STORE_FIELDS)) noteUncounted(offset, sink)
  const usage = usageOf(row, STORE_FIELDS)
  noteUnknownFields(row, STORE_FIELDS, offset, sink)
  const { nanoCredits } = billingOf(row)
  if (isNone(usage) && nanoCredits === null) return
  const time = timeOfStamp(row.created_at)
  if (time === null) return sink.problem({ kind: 'quarantined', offset, detail: 'no time in the record' })
  tell(
    {
      identity,
      session: String(row.session_id),
      time,
      cwd: textOf(row.session_cwd),
      branch: textOf(row.session_branch),
      offset,
      subagent: textOf(row.agent_id) !== null || row.initiator === 'sub-agent',
      quality: 'exact',
      sourceRank: RANK.storeRow,
      parts: [{ model: textOf(row.model), provider: null, usage, nanoCredits }],
    },
    sink,
  )
}
