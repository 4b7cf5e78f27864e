import type { DuckDBConnection } from './duckdb.ts'
import { quote } from './values.ts'

export interface SeenSession {
  readonly agent: string
  readonly session: string
  readonly active: boolean
}

/** The sessions that the last run of a job has seen, by agent and name. */
export async function readSeen(db: DuckDBConnection, job: string): Promise<ReadonlyMap<string, SeenSession>> {
  const rows = await db.runAndReadAll('select agent, session, active from session_seen where job = ?', [job])
  return new Map(
    rows
      .getRows()
      .map(([agent, session, active]) => [
        `${String(agent)}\0${String(session)}`,
        { agent: String(agent), session: String(session), active: active === true },
      ]),
  )
}

export async function rememberSeen(db: DuckDBConnection, job: string, seen: readonly SeenSession[]): Promise<void> {
  await db.run('begin')
  try {
    await db.run('delete from session_seen where job = ?', [job])
    const rows = seen.map(
      ({ agent, session, active }) => `(${quote(job)}, ${quote(agent)}, ${quote(session)}, ${active})`,
    )
    if (rows.length > 0) await db.run(`insert into session_seen values ${rows.join(', ')}`)
    await db.run('commit')
  } catch (error) {
    await db.run('rollback')
    throw error
  }
}
