import type { DuckDBConnection } from '../duckdb.ts'
import { isFilled } from '../is-filled.ts'
import { BEST_SOURCE, CONTESTED, FIRST_OF_COPIES, WINNER } from '../load/merge.ts'
import { gatherResiduals } from './gathered-residuals.ts'

/** Decides anew of the rows that depend on what other data directories have. The view `gathered` has it, then. */
export async function gatherRows(db: DuckDBConnection, isHere: string): Promise<void> {
  await db.run(ROOTS(isHere))
  await db.run(ROWS)
  await db.run(POOL)
  if (await isFilled(db, 'gathered_pool')) {
    await db.run(CONTESTED('gathered_pool'))
    await db.run(WINNER('gathered_pool'))
    await db.run(DECIDE)
    if (await isFilled(db, '(from gathered_pool where copy_of is not null)')) await db.run(YIELD_TO_ORIGINAL)
  }
  if (await isFilled(db, '(from gathered_row where copied and copy_of is not null)'))
    await db.run(FIRST_OF_COPIES('gathered_row', FIRST_ROOT))
  if (await isFilled(db, '(from gathered_row where source_rank > 0 and counted)')) await db.run(YIELD_TO_BETTER_SOURCE)
  await db.run(JOINT(isHere))
  await gatherResiduals(db, isHere)
}

/** What depends on other directories than a row's own. */
const DEPENDS = '(shared or derived or copied or source_rank > 0)'

/** Where an agent has several directories, the first stands for all of them. */
const ROOTS = (isHere: string): string => `
  create or replace temp table gathered_root as
  select root_id, min(root_id) over (partition by agent) as first_id
  from root where ${isHere}
  qualify count(*) over (partition by agent) > 1`

const FIRST_ROOT = '(select g.first_id from gathered_root g where g.root_id = gathered_row.root_id)'

const ROWS = `
  create or replace temp table gathered_row as
  select e.* replace (contested or shared as contested) from entry e semi join gathered_root using (root_id) where ${DEPENDS}`

/** What several directories hold. A version that has yielded to its original in one takes those in the others with it. */
const POOL = `
  create or replace temp view gathered_pool as
  with joint as (
    select e.* replace (g.first_id as root_id) from gathered_row e join gathered_root g using (root_id) where not e.derived
  ), yielded as (
    select distinct root_id, identity from joint where not counted and copy_of is not null
  )
  from joint
  where (shared and counted) or ((counted or copy_of is not null) and (root_id, identity) in (from yielded))`

/** Which of the copies in several directories counts is decided as among those of one. */
const DECIDE = `
  update gathered_row e set counted = false
  where counted and not derived and not exists (
    from winner w where w.identity = e.identity and w.file_id = e.file_id and w.variant is not distinct from e.variant
  )
  and exists (from contested c join gathered_root g on g.first_id = c.root_id where c.identity = e.identity and g.root_id = e.root_id)`

/** Within one data directory a copy has yielded to its original when it was loaded. */
const YIELD_TO_ORIGINAL = `
  update gathered_row e set counted = false
  where shared and counted and copy_of is not null and exists (
    from entry o join gathered_root other on other.root_id = o.root_id join gathered_root own on own.first_id = other.first_id
    where o.identity = e.copy_of and own.root_id = e.root_id and o.root_id <> e.root_id
  )`

const YIELD_TO_BETTER_SOURCE = `
  update gathered_row e set counted = false, contested = true
  from (
    select g.first_id, e.session_id, ${BEST_SOURCE}
    from entry e join gathered_root g using (root_id)
    where e.session_id in (select session_id from gathered_row where source_rank > 0 and counted)
    group by all
  ) source join gathered_root g using (first_id)
  where e.source_rank <> source.best and e.session_id = source.session_id and e.root_id = g.root_id and e.counted`

const JOINT = (isHere: string): string => `
  create or replace temp view gathered as
  from entry where ${isHere} and not (${DEPENDS} and root_id in (select root_id from gathered_root))
  union all
  from gathered_row`
