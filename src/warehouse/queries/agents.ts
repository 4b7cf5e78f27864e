import type { DuckDBConnection } from '../duckdb.ts'
import { numberOrNull, textOrNull } from '../values.ts'
import type { FailedFile } from './quality.ts'
import type { Scope } from './scope.ts'

export interface AgentUsage {
  readonly filesRead: number
  /** Files that are no longer there; their history is kept. */
  readonly filesGone: number
  readonly sessions: number
  readonly requests: number
  /** Milliseconds since the epoch. */
  readonly newest: number | null
  readonly exact: number
  readonly partial: number
  readonly estimated: number
}

export const NO_USAGE: AgentUsage = {
  filesRead: 0,
  filesGone: 0,
  sessions: 0,
  requests: 0,
  newest: null,
  exact: 0,
  partial: 0,
  estimated: 0,
}

/** What the data directories of a report hold, of each agent (`place` null: a session may stand in several) and of each place. */
export interface AgentsUsage {
  of(agent: string, place: string | null): AgentUsage
}

export async function queryAgents(db: DuckDBConnection, scope: Scope): Promise<AgentsUsage> {
  if (scope.roots.length === 0) return { of: () => NO_USAGE }
  const ofQuality = (code: number): string => `coalesce(sum(e.requests) filter (e.quality = ${code}), 0)::bigint`
  const result = await db.runAndReadAll(`
    with files as (
      select r.agent, r.path, count(*) filter (f.state = 'read') as files_read, count(*) filter (f.state = 'gone') as files_gone
      from file f join root r using (root_id)
      where f.root_id in (${scope.roots.join(', ')})
      group by grouping sets ((r.agent), (r.agent, r.path))
    ), usage as (
      select r.agent, r.path, count(distinct e.session_id) as sessions, sum(e.requests)::bigint as requests,
        epoch_ms(max(e.happened_at)) as newest,
        ${ofQuality(0)} as exact, ${ofQuality(1)} as partial, ${ofQuality(2)} as estimated
      from scoped e join root r using (root_id)
      group by grouping sets ((r.agent), (r.agent, r.path))
    )
    select f.agent, f.path, files_read, files_gone, sessions, requests, newest, exact, partial, estimated
    from files f left join usage u on u.agent = f.agent and u.path is not distinct from f.path`)
  const found = new Map(
    result.getRows().map(([agent, path, filesRead, filesGone, sessions, requests, newest, ...qualities]) => [
      keyOf(String(agent), textOrNull(path)),
      {
        filesRead: Number(filesRead),
        filesGone: Number(filesGone),
        sessions: Number(sessions ?? 0),
        requests: Number(requests ?? 0),
        newest: numberOrNull(newest),
        exact: Number(qualities[0] ?? 0),
        partial: Number(qualities[1] ?? 0),
        estimated: Number(qualities[2] ?? 0),
      },
    ]),
  )
  return { of: (agent, place) => found.get(keyOf(agent, place)) ?? NO_USAGE }
}

const keyOf = (agent: string, place: string | null): string => `${agent}\0${place ?? ''}`

/** Files that were found and could not be read, by the data directory they are in. */
export async function queryFailedFiles(
  db: DuckDBConnection,
  scope: Scope,
): Promise<(FailedFile & { agent: string; root: string })[]> {
  if (scope.roots.length === 0) return []
  const result = await db.runAndReadAll(`
    select r.agent, r.path, f.path, f.reason from file f join root r using (root_id)
    where f.state = 'failed' and f.root_id in (${scope.roots.join(', ')})
    order by f.path`)
  return result.getRows().map(([agent, root, path, reason]) => ({
    agent: String(agent),
    root: String(root),
    path: String(path),
    reason: String(reason),
  }))
}
