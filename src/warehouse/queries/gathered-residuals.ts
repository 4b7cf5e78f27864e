import type { DuckDBConnection } from '../duckdb.ts'
import { isFilled } from '../is-filled.ts'
import { findLeftOver } from '../residuals/left-over.ts'
import { FIELDS } from '../residuals/unexplained.ts'

const FILES = `
  create or replace temp table gathered_file as
  select f.file_id, concat(substr(f.path, length(r.path) + 1), ' ', f.path) as path, f.claim_group, g.first_id as root_id, f.root_id as own_root
  from file f join gathered_root g using (root_id) join root r using (root_id) where f.claim_group is not null`

/** Sessions of which several directories hold a part or a copy. */
const SPREAD = `
  create or replace temp table spread as
  select root_id, claim_group from gathered_file group by all having count(distinct own_root) > 1
  union
  select f.root_id, f.claim_group from gathered_row e join gathered_file f using (file_id) where e.shared and not e.derived`

/** And those that share history with them. */
const ASK = `
  create or replace temp table ask as
  with told as (
    select distinct f.root_id, f.claim_group from claim join gathered_file f using (file_id)
  ), history as (
    select distinct f.root_id, e.identity
    from spread join gathered_file f using (root_id, claim_group) join entry e using (file_id)
  ), related as (
    from spread
    union
    select f.root_id, f.claim_group
    from entry e join gathered_file f using (file_id) semi join history h on h.root_id = f.root_id and h.identity = e.identity
  )
  select root_id, claim_group, timestamp 'infinity' as until from told semi join related using (root_id, claim_group)`

/** What each directory alone has left over of them: never less than all of them together. */
const ALONE = `
  create or replace temp table alone as
  select e.*, f.root_id as first_id from gathered_row e join gathered_file f using (file_id) semi join ask a on a.root_id = f.root_id and a.claim_group = f.claim_group
  where e.derived`

const TOGETHER = `
  insert into gathered_row
  select a.* exclude (first_id) replace (
    f.own_root as root_id, l.file_id as file_id, l.happened_at as happened_at, l.byte_offset as byte_offset, l.weight as weight,
    ${FIELDS.map((field) => `l.${field} as ${field}`).join(', ')}
  )
  from left_over l join gathered_file f using (file_id) join alone a on a.first_id = l.root_id and a.identity = l.identity
  qualify row_number() over (partition by l.root_id, l.identity order by a.file_id <> l.file_id, a.file_id) = 1`

/** Of sessions that lie in several directories, running totals are compared with the records in all of them. */
export async function gatherResiduals(db: DuckDBConnection, isHere: string): Promise<void> {
  await db.run(FILES)
  if (!(await isFilled(db, '(from claim semi join gathered_file using (file_id))'))) return
  await db.run(SPREAD)
  await db.run(ASK)
  if (!(await isFilled(db, 'ask'))) return
  await db.run('create or replace temp table asked as from ask')
  await db.run(ALONE)
  await db.run('delete from gathered_row where derived and file_id in (select file_id from alone)')
  const anyLeft = await findLeftOver(db, { file: 'gathered_file', entry: 'gathered' })
  if (anyLeft) await db.run(TOGETHER)
  await db.run(`
    create or replace temp view gathered_shortfall as
    select root_id, claim_group, model, missing_tokens
    from claim_shortfall s left join gathered_root g using (root_id)
    where ${isHere}
      and not exists (from asked a where a.root_id = g.first_id and a.claim_group = s.claim_group)
    union all
    from shortfall`)
}
