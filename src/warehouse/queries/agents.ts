import type { DuckDBConnection } from '../duckdb.ts'
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

/** What the data directories of a report hold, by agent. */
export async function queryAgents(db: DuckDBConnection, scope: Scope): Promise<Map<string, AgentUsage>> {
  if (scope.roots.length === 0) return new Map()
  const ofQuality = (code: number): string => `coalesce(sum(e.requests) filter (e.quality = ${code}), 0)::bigint`
  const result = await db.runAndReadAll(`
    with files as (
      select r.agent, count(*) filter (f.state = 'read') as files_read, count(*) filter (f.state = 'gone') as files_gone
      from file f join root r using (root_id)
      where f.root_id in (${scope.roots.join(', ')})
      group by 1
    ), usage as (
      select r.agent, count(distinct e.session_id) as sessions, sum(e.requests)::bigint as requests,
        epoch_ms(max(e.happened_at)) as newest,
        ${ofQuality(0)} as exact, ${ofQuality(1)} as partial, ${ofQuality(2)} as estimated
      from scoped e join root r using (root_id)
      group by 1
    )
    select agent, files_read, files_gone, sessions, requests, newest, exact, partial, estimated
    from files left join usage using (agent)`)
  return new Map(
    result.getRows().map(([agent, filesRead, filesGone, sessions, requests, newest, exact, partial, estimated]) => [
      String(agent),
      {
        filesRead: Number(filesRead),
        filesGone: Number(filesGone),
        sessions: Number(sessions ?? 0),
        requests: Number(requests ?? 0),
        newest: newest === null || newest === undefined ? null : Number(newest),
        exact: Number(exact ?? 0),
        partial: Number(partial ?? 0),
        estimated: Number(estimated ?? 0),
      },
    ]),
  )
}

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
