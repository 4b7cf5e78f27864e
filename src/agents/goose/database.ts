import type { ScanEnd, ScanFile, Sink } from '../_shared/agent.ts'
import { readDatabase } from '../_shared/sqlite.ts'
import type { Database } from '../_shared/sqlite.ts'
import { endOf, startOf } from './cursor.ts'
import type { Cursor, Kept } from './cursor.ts'
import { takeLedger } from './ledger.ts'
import { changedSessions } from './sessions.ts'
import type { Session } from './sessions.ts'
import { tellSession } from './tell-session.ts'
import { beyond, isNone, NO_USAGE, plus } from './usage.ts'
import type { Usage } from './usage.ts'

/**
 * Every request has a row in `usage_ledger` since version 15 of the schema. Before, and for what a session had used by then,
 * there are only the sums in its row of `sessions`. Sessions that have changed are read as a whole.
 */
export const scanDatabase = (file: ScanFile, sink: Sink): ScanEnd =>
  readDatabase(file.path, (database) => {
    const cursor = startOf(file.resume, database)
    const startedOver = file.resume !== null && cursor.start
    const next = readSince(cursor, database, sink)
    return { readTo: 0, tornTail: false, resume: JSON.stringify(next), ...(startedOver ? { startedOver } : {}) }
  })

function readSince(cursor: Cursor, database: Database, sink: Sink): Kept {
  const sessions = changedSessions(database, cursor)
  takeLedger(database, cursor, sessions, sink)
  const rests = new Set(cursor.rests)
  const told = new Map(Object.entries(cursor.told))
  for (const session of sessions.values()) {
    const known = plus(session.ledger, goneFrom(session, told))
    if (!isNone(known)) told.set(session.name, known)
    tellSession(session, known, rests, database, sink)
  }
  return { ...endOf(database), rests: [...rests], told: Object.fromEntries(told) }
}

/** Of what the ledger has told of a session before, what has been deleted since. */
const goneFrom = ({ name, toldBefore }: Session, told: ReadonlyMap<string, Usage>): Usage =>
  beyond(told.get(name) ?? NO_USAGE, toldBefore)
