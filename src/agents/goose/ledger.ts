import type { Sink } from '../_shared/agent.ts'
import type { Database, DatabaseRow } from '../_shared/sqlite.ts'
import { noteUnknownTokens, textOf } from '../_shared/tokens.ts'
import { CHANGED, whatChanged } from './cursor.ts'
import type { Cursor } from './cursor.ts'
import { ELSEWHERE, loggedElsewhere } from './elsewhere.ts'
import type { Session } from './sessions.ts'
import { timeOfNumber } from '../_shared/times.ts'
import { noteUncounted, plus, tellUsage, tryRecord, usageOf } from './usage.ts'

const KNOWN_FIELDS: ReadonlySet<string> = new Set([
  'input_tokens',
  'output_tokens',
  'total_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
])

/** All requests of the sessions that have changed, in the order in which they were made. */
export function takeLedger(
  database: Database,
  cursor: Cursor,
  sessions: ReadonlyMap<string, Session>,
  sink: Sink,
): void {
  const has = database.columns('usage_ledger')
  if (has.size === 0) return
  // Its rows would count beside the sums of their sessions.
  if (!has.has('session_id')) throw new Error('usage_ledger has no column session_id')
  const elsewhere = loggedElsewhere(database, sessions)
  const rows = cursor.start
    ? database.rows('select * from usage_ledger order by id')
    : database.rows(`select * from usage_ledger where session_id in (${CHANGED}) order by id`, ...whatChanged(cursor))
  for (const row of rows) {
    const isNew = Number(row.id) > cursor.ledger
    if (isNew) sink.lines(1)
    const session = sessions.get(String(row.session_id))
    takeRow(row, session, { elsewhere: elsewhere(row), isNew, wasTold: Number(row.id) <= cursor.toldTo }, sink)
  }
}

interface Standing {
  readonly elsewhere: boolean
  readonly isNew: boolean
  readonly wasTold: boolean
}

function takeRow(row: DatabaseRow, session: Session | undefined, standing: Standing, sink: Sink): void {
  const offset = Number(row.id)
  const usage = tryRecord(offset, sink, () => usageOf(row))
  if (usage === null) return
  const time = timeOfNumber(row.created_timestamp)
  if (time === null) return sink.problem({ kind: 'quarantined', offset, detail: 'no time in the record' })
  if (session) {
    session.ledger = plus(session.ledger, usage)
    if (standing.wasTold) session.toldBefore = plus(session.toldBefore, usage)
    session.firstLedgerTime ??= time
  }
  if (standing.elsewhere) {
    if (standing.isNew) sink.removed(ELSEWHERE)
    return
  }
  noteUnknownTokens(row, KNOWN_FIELDS, offset, sink)
  noteUncounted(row, '', offset, sink)
  // A row of a session that was deleted keeps what it says of itself.
  const name = session?.name ?? String(row.session_id)
  tellUsage(
    usage,
    {
      // The number of a session or of a row alone is the same on every machine.
      identity: `${String(row.session_id)}:${offset}:${time}`,
      session: name,
      time,
      cwd: session?.cwd ?? null,
      offset,
      subagent: session?.subagent ?? false,
      quality: 'exact',
      model: textOf(row.model) ?? session?.model ?? null,
      provider: session?.provider ?? null,
      cost: row.cost,
      sourceRank: 0,
    },
    sink,
  )
}
