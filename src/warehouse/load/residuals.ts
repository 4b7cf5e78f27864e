import type { Sku } from '../../core/usage.ts'
import type { DuckDBConnection } from '../duckdb.ts'
import { appendWith, openBulkAppender } from '../bulk.ts'
import { isFilled } from '../is-filled.ts'
import { findLeftOver } from '../residuals/left-over.ts'
import { FIELDS } from '../residuals/unexplained.ts'

export interface ResidualContext {
  sessionId(agent: string, name: string): number
  skuId(sku: Sku): number
  save(): void
  readonly firstLoad: boolean
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

/** What the last load found out about these sessions. */
const FORGET = [
  'delete from claim_shortfall where (root_id, claim_group) in (select root_id, claim_group from ask)',
  `delete from entry where derived and exists (
    select 1 from file f join ask a on a.root_id = f.root_id and a.claim_group = f.claim_group
    where f.file_id = entry.file_id
  )`,
]

const FOUND = `
  select l.root_id, r.agent, l.claim_group, l.model
  from left_over l join root r using (root_id)
  order by l.root_id, l.claim_group, l.model`

const WRITE = `
  insert into entry by name
  select l.file_id, l.root_id, l.identity, null as variant, null as copy_of, 0 as part, 1 as requests, i.session_id, i.sku_id,
    null as place_id, null as branch_id, l.happened_at, ${FIELDS.map((field) => `l.${field}`).join(', ')}, l.weight,
    null as recorded_cost, l.byte_offset, false as demoted, false as copied, false as subagent, true as outside_claim,
    true as derived, 1 as quality, true as counted, false as contested, false as shared, 0 as source_rank, true as summed
  from left_over l join left_over_ids i using (root_id, claim_group, model)`

/** Writes one row for what each session's own total holds beyond its records, in place of the row of the last load. */
export async function writeResiduals(db: DuckDBConnection, context: ResidualContext): Promise<void> {
  await db.run(context.firstLoad ? AFFECTED : AFFECTED_BY)
  if (!(await isFilled(db, 'ask'))) return
  if (!context.firstLoad) for (const sql of FORGET) await db.run(sql)
  const anyLeft = await findLeftOver(db, { file: 'file', entry: 'entry' })
  await db.run('insert into claim_shortfall from shortfall')
  if (!anyLeft) return
  const found = (await db.runAndReadAll(FOUND)).getRows().map(([root, agent, group, model]) => ({
    root: Number(root),
    group: String(group),
    model: String(model),
    session: context.sessionId(String(agent), String(group)),
    sku: context.skuId({
      provider: null,
      model: String(model),
      tier: 'standard',
      speed: 'standard',
      geo: null,
    }),
  }))
  context.save()
  await db.run(
    'create or replace temp table left_over_ids (root_id integer, claim_group varchar, model varchar, session_id integer, sku_id integer)',
  )
  appendWith(openBulkAppender(db, 'left_over_ids', ['int', 'text', 'text', 'int', 'int']), ({ append }) =>
    append(
      [
        Int32Array.from(found, ({ root }) => root),
        found.map(({ group }) => group),
        found.map(({ model }) => model),
        Int32Array.from(found, ({ session }) => session),
        Int32Array.from(found, ({ sku }) => sku),
      ],
      found.length,
    ),
  )
  await db.run(WRITE)
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
