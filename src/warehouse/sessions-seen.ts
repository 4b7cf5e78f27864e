import type { DuckDBConnection } from './duckdb.ts'
import { inTransaction } from './transaction.ts'
import { quote } from './values.ts'

/** A session now, and what the last run of the job knew of it. */
export interface SessionNow {
  /** In `session_info`. */
  readonly key: number
  readonly agent: string
  readonly session: string
  readonly active: boolean
  readonly lastAt: number
  readonly figures: string
  readonly before: SeenSession | null
}

export interface SeenSession {
  readonly active: boolean
  readonly lastAt: number
  readonly figures: string
  /** What the requests before `lastAt` have come to, then and now. */
  readonly settled: string
  readonly settledNow: string
}

const SUMMED = ['requests', 'input', 'output', 'cache_read', 'cache_write_5m', 'cache_write_1h']
const NOTHING = quote(SUMMED.map(() => 0).join('/'))

/** The sum of each kind of token, since one may take from another. */
const FIGURES = (condition: string): string =>
  SUMMED.map((column) => `coalesce(sum(e.${column}) filter (${condition}), 0)::bigint`).join(", '/', ")

/** Last as they are, for they may go on: a streamed response grows, and what is worked out of a running total moves. */
const BEFORE = (moment: string): string => `concat(${FIGURES(`not e.derived and epoch_ms(e.happened_at) < ${moment}`)})`

const DIFFERS = `
  seen.session is null or seen.settled is null or u.figures <> seen.figures or coalesce(u.last_at, 0) <> seen.last_at`

const NOW = (job: string, activeSince: number): string => `
  create or replace temp table session_now as
  with seen as (
    select * from session_seen where job = ${quote(job)}
  ), usage as (
    select e.session_id, epoch_ms(max(e.happened_at) filter (not e.derived)) as last_at, concat(${FIGURES('true')}) as figures
    from scoped e group by 1
  ), changed as (
    select u.session_id, u.last_at, seen.last_at as seen_last_at
    from usage u join session s using (session_id)
    left join seen on seen.agent = s.agent and seen.session = s.name
    where ${DIFFERS}
  ), settled as (
    -- Only of what has changed: most sessions are as the last run has left them.
    select e.session_id, ${BEFORE('c.last_at')} as settled, ${BEFORE('c.seen_last_at')} as settled_now
    from scoped e join changed c using (session_id) group by 1
  )
  select i.session_id, i.agent, i.name as session, row_number() over (order by i.started_at nulls last, i.name, i.agent) as place,
    coalesce(i.signal = 'open' and greatest(epoch_ms(i.ended_at), i.written_at) >= ${activeSince}, false) as active,
    coalesce(u.last_at, 0) as last_at, coalesce(u.figures, ${NOTHING}) as figures,
    coalesce(t.settled, seen.settled, ${NOTHING}) as settled,
    seen.session is not null as is_known, seen.active as seen_active, seen.last_at as seen_last_at,
    seen.figures as seen_figures, seen.settled as seen_settled, coalesce(t.settled_now, seen.settled, ${NOTHING}) as settled_now
  from session_info i left join usage u using (session_id) left join settled t using (session_id)
  left join seen on seen.agent = i.agent and seen.session = i.name`

export interface Comparison {
  /** Sessions that run at this moment. */
  readonly active: number
  /** Those that the last run did not know as they are. None where it knew of none at all. */
  readonly changed: readonly SessionNow[]
}

/** The sessions of the report with what the last run of the job knew of them. Needs `session_info`. */
export async function compareSessions(db: DuckDBConnection, job: string, activeSince: number): Promise<Comparison> {
  await db.run(NOW(job, activeSince))
  const counts = await db.runAndReadAll('select count(*) filter (active), count(*) filter (is_known) from session_now')
  const [active, known] = (counts.getRows()[0] ?? []).map(Number)
  const rows = await db.runAndReadAll(`
    from session_now
    where ${known === 0 ? 'false' : 'not is_known or active <> seen_active or figures <> seen_figures'}
    order by place`)
  const changed = rows.getRowObjectsJson().map((row) => ({
    key: Number(row.session_id),
    agent: String(row.agent),
    session: String(row.session),
    active: row.active === true,
    lastAt: Number(row.last_at),
    figures: String(row.figures),
    before: row.is_known === true ? seenOf(row) : null,
  }))
  return { active: active ?? 0, changed }
}

/** A version that knew less of a session has told of it all the same: what it is now is where it goes on from. */
const seenOf = (row: Readonly<Record<string, unknown>>): SeenSession => ({
  active: row.seen_active === true,
  lastAt: Number(row.seen_last_at ?? row.last_at),
  figures: String(row.seen_figures ?? row.figures),
  settled: String(row.seen_settled ?? row.settled_now),
  settledNow: String(row.settled_now),
})

/** Sessions of which something was not told, by what the next run has to think of them. */
export interface Untold {
  readonly asNew: readonly number[]
  readonly asBefore: readonly number[]
  readonly asActive: readonly number[]
}

/** After `compareSessions`: what it has found is what the next run compares with. */
export async function rememberSessions(db: DuckDBConnection, job: string, untold: Untold): Promise<void> {
  const among = (keys: readonly number[]): string =>
    keys.length === 0 ? 'false' : `session_id in (${keys.join(', ')})`
  const kept = (column: string): string =>
    `case when ${among(untold.asBefore)} then seen_${column} else ${column} end as ${column}`
  await inTransaction(db, async () => {
    await db.run('delete from session_seen where job = ?', [job])
    await db.run(`
      insert into session_seen by name
      select ${quote(job)} as job, agent, session, ${kept('last_at')}, ${kept('figures')}, ${kept('settled')},
        case when ${among(untold.asActive)} then true when ${among(untold.asBefore)} then seen_active else active end as active
      from session_now where not ${among(untold.asNew)}`)
  })
}
