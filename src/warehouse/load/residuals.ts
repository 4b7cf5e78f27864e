import type { Sku } from '../../core/usage.ts'
import type { DuckDBConnection } from '../duckdb.ts'
import { isFilled } from '../is-filled.ts'
import { findLeftOver } from '../residuals/left-over.ts'
import { FIELDS } from '../residuals/unexplained.ts'
import { quote } from '../values.ts'

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
  select r.agent, l.*, epoch_ms(l.happened_at) as at
  from left_over l join root r using (root_id)
  order by l.root_id, l.claim_group, l.model`

/** Writes one row for what each session's own total holds beyond its records, in place of the row of the last load. */
export async function writeResiduals(db: DuckDBConnection, context: ResidualContext): Promise<void> {
  await db.run(context.firstLoad ? AFFECTED : AFFECTED_BY)
  if (!(await isFilled(db, 'ask'))) return
  if (!context.firstLoad) for (const sql of FORGET) await db.run(sql)
  const anyLeft = await findLeftOver(db, { file: 'file', entry: 'entry' })
  await db.run('insert into claim_shortfall from shortfall')
  if (!anyLeft) return
  const found = (await db.runAndReadAll(FOUND)).getRowObjects()
  const values = found.map((row) => {
    const session = context.sessionId(String(row.agent), String(row.claim_group))
    const model = String(row.model)
    const sku = context.skuId({ provider: null, model, tier: 'standard', speed: 'standard', geo: null })
    const counts = [...FIELDS, 'weight'].map((field) => Number(row[field])).join(', ')
    return (
      `(${Number(row.file_id)}, ${Number(row.root_id)}, ${quote(String(row.identity))}, null, null, 0, 1, ${session}, ${sku}, null, null, ` +
      `epoch_ms(${Number(row.at)}), ${counts}, null, ` +
      `${Number(row.byte_offset)}, false, false, false, true, true, 1, true, false, false, 0, true)`
    )
  })
  context.save()
  await db.run(`insert into entry values ${values.join(', ')}`)
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
