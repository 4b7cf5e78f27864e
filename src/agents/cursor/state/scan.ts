import type { ScanEnd, ScanFile, Sink } from '../../_shared/agent.ts'
import { readDatabase } from '../../_shared/sqlite.ts'
import type { Database } from '../../_shared/sqlite.ts'
import { readComposer } from './composer.ts'
import type { Composer } from './composer.ts'
import { openFolders } from './folders.ts'
import { allSessions, sessionsAfter } from './keys.ts'
import { positionIn, positionOf } from './position.ts'
import { tellSession } from './session.ts'

/** The sessions that have changed, each as a whole, one after the other: only what is said of them is held. */
export const scanState = (file: ScanFile, sink: Sink): ScanEnd =>
  readDatabase(file.path, (database) => {
    const columns = database.columns('cursorDiskKV')
    // The first versions had no such table.
    if (columns.size === 0) return { readTo: 0, tornTail: false, resume: null }
    if (!columns.has('key') || !columns.has('value')) throw new Error('cursorDiskKV has other columns than it had')
    const position = positionIn(database, file.resume)
    const changed = position ? sessionsAfter(database, position.last) : allSessions(database)
    const parents = new Map(Object.entries(position?.parents ?? {}))
    const composers = readComposers(database, changed, parents, sink)
    const folderOf = openFolders(database, file.path, sink)
    for (const [session, composer] of composers) {
      const parent = composer?.parent ?? parents.get(session) ?? null
      const cwd = folderOf(session, composer?.workspace)
      tellSession(database, { session, composer, parent, cwd }, sink)
    }
    return {
      readTo: 0,
      tornTail: false,
      resume: JSON.stringify(positionOf(database, parents)),
      ...(file.resume !== null && position === null ? { startedOver: true } : {}),
    }
  })

/** A session that names its sub-agents has them told again, too. */
function readComposers(
  database: Database,
  sessions: ReadonlySet<string>,
  parents: Map<string, string>,
  sink: Sink,
): Map<string, Composer | null> {
  const composers = new Map<string, Composer | null>()
  const waiting = [...sessions]
  for (const session of waiting) {
    if (composers.has(session)) continue
    const composer = readComposer(database, session, sink)
    composers.set(session, composer)
    for (const child of composer?.children ?? []) {
      if (parents.get(child) === session) continue
      parents.set(child, session)
      waiting.push(child)
    }
  }
  return composers
}
