import type { DuckDBConnection } from '../duckdb.ts'
import { gatherRoots } from './gathered.ts'
import type { Scope } from './scope.ts'

/**
 * The temporary table `session_info`: what the files of a report's data directories tell of each session, whatever the
 * period. A session may have several files, and an old in-file sub-agent has none of its own.
 */
export async function createSessionInfo(db: DuckDBConnection, scope: Scope): Promise<void> {
  const made = scope.roots.join()
  // What the files tell does not depend on the period, and is not loaded again while it is asked about.
  if (MADE.get(db) === made) return
  await gatherRoots(db, scope.roots)
  const roots = scope.roots.length === 0 ? 'false' : `root_id in (${scope.roots.join(', ')})`
  await db.run(`
    create or replace temp table session_info as
    with here as (
      select f.file_id, any_value(f.path) as path, any_value(f.mtime) as mtime, any_value(f.state) as state, count(*) = 1 as alone
      from file f join session_fact t using (file_id)
      where ${roots}
      group by 1
    ), told as (
      select t.session_id,
        min(t.started_at) as started_at,
        max(t.ended_at) as ended_at,
        max(h.mtime) filter (h.alone and h.state = 'read') as written_at,
        max(t.parent) as parent,
        arg_max(t.signal, ${LATEST}) as signal,
        arg_max(t.place_id, ${LATEST}) as place_id,
        arg_max(t.branch_id, ${LATEST}) as branch_id
      from session_fact t join here h using (file_id)
      group by 1
    ), own as (
      select session_id, min(happened_at) as first_at, max(happened_at) as last_at,
        arg_max(place_id, (happened_at, byte_offset)) as place_id,
        arg_max(branch_id, (happened_at, byte_offset)) as branch_id,
        min(file_id) filter (subagent) as spawned_in
      from gathered where counted
      group by 1
    ), copied as (
      select session_id, min(first_at) as first_at from (
        select t.session_id, min(e.happened_at) as first_at
        from gathered e join session_fact t using (file_id) join here h using (file_id)
        where not e.counted and e.source_rank = 0 and h.alone
        group by 1
        union all
        -- Apart from the above: a database has thousands of sessions, and each of its rows would meet all of them.
        select t.session_id, min(e.happened_at)
        from gathered e join session_fact t using (file_id, session_id) join here h using (file_id)
        where not e.counted and e.source_rank = 0
        group by 1
      )
      group by 1
    )
    select s.session_id, s.name, s.agent,
      coalesce(t.parent, host.parent) as parent,
      case
        when c.first_at < o.first_at then o.first_at
        when c.first_at is not null and o.first_at is null then t.ended_at
        else least(t.started_at, o.first_at)
      end as started_at,
      greatest(t.ended_at, o.last_at) as ended_at,
      t.written_at, t.signal,
      coalesce(t.place_id, o.place_id) as place_id,
      coalesce(t.branch_id, o.branch_id) as branch_id
    from session s
    left join told t using (session_id)
    left join own o using (session_id)
    left join copied c using (session_id)
    left join (
      select t.file_id, coalesce(t.parent, p.name) as parent
      from session_fact t join here h using (file_id) join session p using (session_id)
      where h.alone
    ) host on host.file_id = case when t.session_id is null then o.spawned_in end
    where t.session_id is not null or o.session_id is not null`)
  MADE.set(db, made)
}

/** For which data directories the table of a connection was made. */
const MADE = new WeakMap<DuckDBConnection, string>()

/** Before something is loaded that it does not know of. */
export const forgetSessionInfo = (db: DuckDBConnection): void => void MADE.delete(db)

const LATEST = "(coalesce(t.ended_at, timestamp '-infinity'), h.path)"
