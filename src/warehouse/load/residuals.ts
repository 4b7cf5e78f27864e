import type { Sku } from '../../core/usage.ts'
import type { DuckDBConnection } from '../duckdb.ts'
import { baseModel } from '../../core/base-model.ts'
import { openBulkAppender } from '../bulk.ts'
import { quote } from '../values.ts'
import { FIELDS, ONCE, sumsSql, unexplainedSql } from './unexplained.ts'

export interface ResidualContext {
  sessionId(agent: string, name: string): number
  skuId(sku: Sku): number
  save(): Promise<void>
  readonly firstLoad: boolean
  readonly severalRoots: boolean
}

/** Sessions whose records or totals have changed, and the forks of those. */
const AFFECTED = `
  create or replace temp table ask as
  select distinct f.root_id, f.claim_group, timestamp 'infinity' as until
  from claim c join file f using (file_id)
  where f.claim_group is not null`

const AFFECTED_BY = `${AFFECTED} and (f.root_id, f.claim_group) in (
    select g.root_id, g.claim_group from file g where g.file_id in (select file_id from stage_file)
    union
    select g.root_id, g.claim_group from entry e join file g using (file_id) where e.identity in (from touched)
    union
    select g.root_id, g.claim_group from entry e join file g using (file_id)
    where e.contested and not e.counted and e.identity in (
      select o.identity from entry o where o.contested and o.file_id in (select file_id from stage_file)
    )
  )`

/**
 * A fork goes on from the total of the session it was made from, so that what was unexplained there is unexplained here
 * too. The origin is where the last response it copied counts, the moment that of its first own response.
 */
const FORKS = `
  create or replace temp table fork as
  with grown as (
    select distinct f.file_id, f.root_id, f.claim_group from own join file f using (root_id, claim_group)
  ), mine as (
    select g.root_id, g.claim_group, e.identity, e.variant, e.counted, e.happened_at, e.byte_offset
    from entry e join grown g using (file_id)
    where e.part = 0 and not e.derived
  ), copy as (
    from mine where not counted
  ), original as (
    select e.root_id, e.identity, e.variant, f.claim_group
    from entry e semi join copy using (root_id, identity) join file f using (file_id)
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
const UNCOPIED = `
  create or replace temp table uncopied as
  with copied as (
    select k.root_id, k.claim_group, e.identity
    from fork k
    join file f on f.root_id = k.root_id and f.claim_group = k.claim_group
    join entry e on e.file_id = f.file_id
    where not e.derived
  ), record as (
    select k.root_id as root, k.claim_group, e.*
    from fork k
    join file f on f.root_id = k.root_id and f.claim_group = k.origin
    join entry e on e.file_id = f.file_id and e.happened_at <= k.forked_at
    anti join copied c on c.root_id = k.root_id and c.claim_group = k.claim_group and c.identity = e.identity
    where not e.derived and not e.outside_claim
  ), once as (
    select root as root_id, claim_group, ${ONCE}
    from record group by root, claim_group, identity, part
  )
  select root_id, claim_group, base as base_model, ${sumsSql('once')}
  from once join sku using (sku_id) join model_base using (model)
  group by all`

/** A session that lies in several data directories has the same left over in each. */
const SHARED = `
  update entry set shared = true
  where derived and not shared and identity in (
    select identity from entry where derived group by identity having count(distinct root_id) > 1
  )`

/** A total that is lower than the records it sums up: the log was rewritten, or the agent lost count. Nothing is subtracted. */
const SHORTFALL = `
  insert into claim_shortfall
  select root_id, claim_group, model, -(${FIELDS.slice(0, 5)
    .map((field) => `least(0, ${field})`)
    .join(' + ')})
  from own where ${FIELDS.slice(0, 5)
    .map((field) => `${field} < 0`)
    .join(' or ')}`

/** What the last load found out about these sessions. */
const FORGET = [
  'delete from claim_shortfall where (root_id, claim_group) in (select root_id, claim_group from ask)',
  `delete from entry where derived and exists (
    select 1 from file f join ask a on a.root_id = f.root_id and a.claim_group = f.claim_group
    where f.file_id = entry.file_id
  )`,
]

const LEFT_OVER = `
  select r.agent, u.root_id, u.claim_group, u.file_id, u.byte_offset, u.model, epoch_ms(u.happened_at) as happened_at,
    ${FIELDS.map((field) => `greatest(0, u.${field} - greatest(0, coalesce(i.${field}, 0)) - coalesce(c.${field}, 0))::bigint as ${field}`).join(', ')}
  from own u
  join root r using (root_id)
  left join fork f using (root_id, claim_group)
  left join inherited i on i.root_id = f.root_id and i.claim_group = f.origin and i.until = f.forked_at
    and i.base_model = u.base_model
  left join uncopied c on c.root_id = u.root_id and c.claim_group = u.claim_group and c.base_model = u.base_model
  order by u.root_id, u.claim_group, u.model`

/** Names of one model in totals and records: `claude-x[1m]` is `claude-x`, as is what a cloud or a proxy makes of it. */
async function nameModels(db: DuckDBConnection): Promise<void> {
  await db.run('create or replace temp table model_base (model varchar, base varchar)')
  const result = await db.runAndReadAll('select distinct model from claim union select distinct model from sku')
  const models = result.getRows().map(([model]) => String(model))
  const names = openBulkAppender(db, { name: 'model_base', temporary: true }, ['text', 'text'])
  names.append([models, models.map(baseModel)], models.length)
  names.close()
}

/** Writes one row for what each session's own total holds beyond its records, in place of the row of the last load. */
export async function writeResiduals(db: DuckDBConnection, context: ResidualContext): Promise<void> {
  await db.run(context.firstLoad ? AFFECTED : AFFECTED_BY)
  await nameModels(db)
  await db.run(unexplainedSql('own'))
  if (!context.firstLoad) for (const sql of FORGET) await db.run(sql)
  await db.run(SHORTFALL)
  await db.run(`delete from own where not (${FIELDS.map((field) => `${field} > 0`).join(' or ')})`)
  if ((await db.runAndReadAll('select 1 from own limit 1')).currentRowCount === 0) return
  await db.run(FORKS)
  await db.run(INHERITED_ASK)
  await db.run(unexplainedSql('inherited'))
  await db.run(UNCOPIED)
  const rows = (await db.runAndReadAll(LEFT_OVER)).getRowObjects()
  // Thinking is a part of the output: more of it alone is no request.
  const found = rows.filter((row) => FIELDS.some((field) => field !== 'reasoning' && Number(row[field]) > 0))
  if (found.length === 0) return
  const values = found.map((row) => {
    const [input = 0, output = 0, read = 0, short = 0, long = 0, thought = 0, searches = 0] = FIELDS.map((field) =>
      Number(row[field]),
    )
    const session = context.sessionId(String(row.agent), String(row.claim_group))
    const model = String(row.model)
    const sku = context.skuId({ provider: null, model, tier: 'standard', speed: 'standard', geo: null })
    const identity = quote(`unlogged:${String(row.claim_group)}:${model}`)
    const weight = input + output + read + short + long
    return (
      `(${Number(row.file_id)}, ${Number(row.root_id)}, ${identity}, null, null, 0, 1, ${session}, ${sku}, null, null, ` +
      `epoch_ms(${Number(row.happened_at)}), ${input}, ${output}, ${read}, ${short}, ${long}, ${Math.min(thought, output)}, ${searches}, ${weight}, null, ` +
      `${Number(row.byte_offset)}, false, false, false, true, true, 1, true, false, false, 0)`
    )
  })
  await context.save()
  await db.run(`insert into entry values ${values.join(', ')}`)
  if (context.severalRoots) await db.run(SHARED)
  // The session's own last record tells where it was at work.
  await db.run(`
    update entry set place_id = fact.place_id, branch_id = fact.branch_id
    from session_fact fact where entry.derived and fact.file_id = entry.file_id and entry.place_id is null and fact.place_id is not null`)
  // Of a log that was cut, what is left may not tell.
  await db.run(`
    update entry set place_id = last.place_id, branch_id = last.branch_id
    from (
      select file_id, arg_max(place_id, (happened_at, byte_offset)) as place_id, arg_max(branch_id, (happened_at, byte_offset)) as branch_id
      from entry where not derived and file_id in (select file_id from entry where derived and place_id is null) group by 1
    ) last where entry.derived and entry.place_id is null and last.file_id = entry.file_id`)
}
