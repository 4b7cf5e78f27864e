import type { ScanEnd, ScanFile, Sink } from '../_shared/agent.ts'
import { readDatabase } from '../_shared/sqlite.ts'
import type { Database } from '../_shared/sqlite.ts'
import { endOf, startOf } from './cursor.ts'
import type { Cursor } from './cursor.ts'
import { messageTablesIn, noteOtherTables, takeMessages } from './messages.ts'
import { addChanged, sessionsSql, sessionTablesIn, tellSessions } from './sessions.ts'

/** Since 1.2. Of what was there before only the rows that were changed are read again. */
export const scanDatabase = (file: ScanFile, sink: Sink): ScanEnd =>
  readDatabase(file.path, (database) => {
    const cursor = startOf(file.resume, database)
    const startedOver = file.resume !== null && Object.keys(cursor.tables).length === 0
    const next = readSince(cursor, database, sink)
    return { readTo: 0, tornTail: false, resume: JSON.stringify(next), ...(startedOver ? { startedOver } : {}) }
  })

function readSince(cursor: Cursor, database: Database, sink: Sink): Cursor {
  const tables = messageTablesIn(database)
  if (tables.length === 0) throw new Error('no messages of OpenCode 1.2 or later in it')
  noteOtherTables(database, sink)
  const sessions = new Set<string>()
  const about = { sessions, sessionsSql: sessionsSql(database) }
  const changes = tables.map((table) => takeMessages(database, table, cursor, about, sink))
  changes.push(addChanged(database, cursor, sessions))
  tellSessions(database, tables, sessions, sink)
  return endOf(database, [...tables.map(({ name }) => name), ...sessionTablesIn(database)], Math.max(...changes))
}
