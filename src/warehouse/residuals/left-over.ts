import { baseModel } from '../../core/base-model.ts'
import { appendWith, openBulkAppender } from '../bulk.ts'
import type { DuckDBConnection } from '../duckdb.ts'
import { isFilled } from '../is-filled.ts'
import { FIELDS, onceSql, sumsSql, unexplainedSql } from './unexplained.ts'
import type { Tables } from './unexplained.ts'
import { takeUnnamed } from './unnamed.ts'

/** Names of one model in totals and records: `claude-x[1m]` is `claude-x`, as is what a cloud or a proxy makes of it. */
async function nameModels(db: DuckDBConnection): Promise<void> {
  await db.run('create or replace temp table model_base (model varchar, base varchar)')
  const result = await db.runAndReadAll('select distinct model from claim union select distinct model from sku')
  const models = result.getRows().map(([model]) => String(model))
  const names = openBulkAppender(db, 'model_base', ['text', 'text'])
  appendWith(names, ({ append }) => append([models, models.map(baseModel)], models.length))
}

/** A total that is lower than the records it sums up: the log was rewritten, or the agent lost count. Nothing is subtracted. */
const SHORTFALL = `
  create or replace temp table shortfall as
  select root_id, claim_group, model, -(${FIELDS.slice(0, 5)
    .map((field) => `least(0, ${field})`)
    .join(' + ')}) as missing_tokens
  from own where ${FIELDS.slice(0, 5)
    .map((field) => `${field} < 0`)
    .join(' or ')}`

/**
 * A fork goes on from the total of the session it was made from, so that what was unexplained there is unexplained here
 * too. The origin is where the last response it copied counts, the moment that of its first own response.
 */
const forksSql = ({ file, entry }: Tables): string => `
  create or replace temp table fork as
  with grown as (
    select distinct f.file_id, f.root_id, f.claim_group from own join ${file} f using (root_id, claim_group)
  ), mine as (
    select g.root_id, g.claim_group, e.identity, e.variant, e.counted, e.happened_at, e.byte_offset
    from ${entry} e join grown g using (file_id)
    where e.part = 0 and not e.derived
  ), copy as (
    from mine where not counted
  ), original as (
    select f.root_id, e.identity, e.variant, f.claim_group
    from (from ${entry} semi join copy using (identity)) e join ${file} f using (file_id)
    where e.counted and e.part = 0
  ), origin as (
    select c.root_id, c.claim_group, arg_max(o.claim_group, (c.happened_at, c.byte_offset)) as origin, max(c.happened_at) as copied_to
    from copy c
    join original o on o.root_id = c.root_id and o.identity = c.identity and o.variant is not distinct from c.variant
    where o.claim_group <> c.claim_group
    group by all
  ), first_own as (
    select root_id, claim_group, min(happened_at) as forked_at from mine where counted group by all
  ), began as (
    -- The first row of a fork's own log has the time of the fork, before the history that it copied.
    select g.root_id, g.claim_group, min(t.started_at) as began_at
    from grown g join session_fact t using (file_id) where t.parent is null group by all
  )
  select o.root_id, o.claim_group, o.origin,
    case when b.began_at > o.copied_to then b.began_at else coalesce(f.forked_at, timestamp 'infinity') end as forked_at
  from origin o left join first_own f using (root_id, claim_group) left join began b using (root_id, claim_group)`

const INHERITED_ASK = `
  create or replace temp table ask as
  select distinct root_id, origin as claim_group, forked_at as until from fork`

/**
 * The total that a fork goes on from holds all of its origin, of which it need not have copied every record: those of
 * sub-agents stand in files of their own.
 */
const uncopiedSql = ({ file, entry }: Tables): string => `
  create or replace temp table uncopied as
  with copied as (
    select k.root_id, k.claim_group, e.identity, bool_or(e.variant is null) as has_plain, list(distinct e.variant) as variants,
      list(distinct e.weight) as weights
    from fork k
    join ${file} f on f.root_id = k.root_id and f.claim_group = k.claim_group
    join ${entry} e on e.file_id = f.file_id
    where not e.derived
    group by all
  ), origin_in as materialized (
    select k.*, f.file_id as in_file from fork k join ${file} f on f.root_id = k.root_id and f.claim_group = k.origin
  ), record as (
    select k.root_id as root, k.claim_group, e.*
    from origin_in k
    join ${entry} e on e.file_id = k.in_file and e.happened_at <= k.forked_at
    left join copied c on c.root_id = k.root_id and c.claim_group = k.claim_group and c.identity = e.identity
    where not e.derived and not e.outside_claim and (c.identity is null or not (
      c.has_plain or e.variant is null or list_contains(c.variants, e.variant) or list_contains(c.weights, e.weight)
    ))
  ), once as (
    ${onceSql('record', 'root, claim_group')}
  )
  select root as root_id, claim_group, base as base_model, ${sumsSql('once')}
  from once join sku using (sku_id) join model_base using (model)
  group by all`

const LEFT_OVER = `
  create or replace temp table left_over as
  with more as (
    select u.root_id, u.claim_group, u.file_id, u.byte_offset, u.model, u.happened_at,
      ${FIELDS.map((field) => `greatest(0, u.${field} - greatest(0, coalesce(i.${field}, 0)) - coalesce(c.${field}, 0))::bigint as ${field}`).join(', ')}
    from own u
    left join fork f using (root_id, claim_group)
    left join inherited i on i.root_id = f.root_id and i.claim_group = f.origin and i.until = f.forked_at
      and i.base_model = u.base_model
    left join uncopied c on c.root_id = u.root_id and c.claim_group = u.claim_group and c.base_model = u.base_model
  )
  select * replace (least(reasoning, output) as reasoning),
    input + output + cache_read + cache_write_5m + cache_write_1h as weight,
    concat('unlogged:', claim_group, ':', model) as identity
  from more
  -- Thinking is a part of the output: more of it alone is no request.
  where ${FIELDS.filter((field) => field !== 'reasoning')
    .map((field) => `${field} > 0`)
    .join(' or ')}`

/**
 * The tables `left_over` and `shortfall`: what the running totals of the sessions in table `ask` hold beyond their
 * records, and what they lack. False where nothing is left over, and there is no such table.
 */
export async function findLeftOver(db: DuckDBConnection, tables: Tables): Promise<boolean> {
  await nameModels(db)
  await db.run(unexplainedSql('own', tables))
  await takeUnnamed(db, 'own')
  await db.run(SHORTFALL)
  await db.run(`delete from own where not (${FIELDS.map((field) => `${field} > 0`).join(' or ')})`)
  if (!(await isFilled(db, 'own'))) return false
  await db.run(forksSql(tables))
  await db.run(INHERITED_ASK)
  await db.run(unexplainedSql('inherited', tables))
  await takeUnnamed(db, 'inherited')
  await db.run(uncopiedSql(tables))
  await db.run(LEFT_OVER)
  return isFilled(db, 'left_over')
}
