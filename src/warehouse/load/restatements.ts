import type { DuckDBConnection } from '../duckdb.ts'
import { isFilled } from '../is-filled.ts'
import { quote } from '../values.ts'

/** What counted of the touched responses before they are decided anew. */
export const rememberBefore = async (db: DuckDBConnection): Promise<void> => {
  await db.run(`
    create or replace temp table before as
    select root_id, identity, variant, happened_at::date as day, weight
    from entry semi join touched using (identity)
    where counted and part = 0 and not derived`)
}

/**
 * Days that were over when the warehouse was last loaded and have other totals now: late logs, rewritten records. A
 * streamed response that has grown since is none, nor is a data directory that is new.
 */
const RESTATED = (closed: string, knownRoots: readonly number[]): string => `
  create or replace temp table restated as
  with now_counted as (
    select root_id, identity, variant, happened_at::date as day, weight
    from entry semi join touched using (identity)
    where counted and part = 0 and not derived
  ), changed as (
    select coalesce(n.root_id, b.root_id) as root_id, n.day as new_day, b.day as old_day, n.weight as new_weight,
      b.weight as old_weight, b.identity is null as is_late
    from now_counted n
    full join before b on b.root_id = n.root_id and b.identity = n.identity and b.variant is not distinct from n.variant
    where b.identity is null or n.identity is null or n.day <> b.day or n.weight < b.weight
  ), moved as (
    select root_id, new_day as day, 1 as requests, new_weight as tokens, is_late from changed where new_day is not null
    union all
    select root_id, old_day, -1, -old_weight, false from changed where old_day is not null
  )
  select root_id, day, sum(requests)::bigint as requests, sum(tokens)::bigint as tokens, bool_and(is_late) as is_late
  from moved
  where day < date ${quote(closed)} and root_id in (${knownRoots.join(', ')})
  group by all
  having sum(requests) <> 0 or sum(tokens) <> 0`

export interface RestatementContext {
  /** The day (UTC) of the load before: days earlier than that were over then. */
  readonly closed: string | null
  readonly knownRoots: readonly number[]
  readonly now: number
}

export async function writeRestatements(db: DuckDBConnection, context: RestatementContext): Promise<void> {
  if (context.closed === null || context.knownRoots.length === 0) return
  // A clock that was ahead at the load before has closed no day that is not over now.
  const today = new Date(context.now).toISOString().slice(0, 10)
  await db.run(RESTATED(context.closed < today ? context.closed : today, context.knownRoots))
  if (!(await isFilled(db, 'restated'))) return
  await db.run(`
    insert into restatement
    with total as (
      select root_id, happened_at::date as day, count(*) as requests, sum(weight)::bigint as tokens
      from entry where counted and part = 0 and not derived and happened_at::date in (select day from restated)
      group by all
    )
    select r.root_id, r.day, epoch_ms(${context.now}), coalesce(t.requests, 0) - r.requests, coalesce(t.requests, 0),
      coalesce(t.tokens, 0) - r.tokens, coalesce(t.tokens, 0),
      case when r.is_late then 'late records' else 'records changed' end
    from restated r left join total t using (root_id, day)`)
}
