import type { DuckDBConnection } from '../duckdb.ts'
import { isFilled } from '../is-filled.ts'
import { FIELDS } from './unexplained.ts'

/**
 * A sub-agent's log alone tells of a model that it asked for where another one answered: the total of a model that no
 * record names holds what sub-agents alone used of models that no total names.
 */
export async function takeUnnamed(db: DuckDBConnection, table: string): Promise<void> {
  if (!(await isFilled(db, `(from ${table} where model is null)`))) return
  const unnamed = FIELDS.map((field) => `-sum(${field}) as ${field}`).join(', ')
  const left = FIELDS.map(
    (field) =>
      `t.${field} - greatest(0, least(t.${field}, u.${field} - coalesce(sum(t.${field}) over before, 0))) as ${field}`,
  )
  await db.run(`
    update ${table} set ${FIELDS.map((field) => `${field} = rest.${field}`).join(', ')}
    from (
      select t.rowid as row_id, ${left.join(', ')}
      from (select *, rowid from ${table}) t
      join (
        select root_id, claim_group, until, ${unnamed} from ${table} where model is null and by_subagents group by all
      ) u using (root_id, claim_group, until)
      where t.by_subagents is null
      window before as (
        partition by root_id, claim_group, until order by t.output desc, base_model
        rows between unbounded preceding and 1 preceding
      )
    ) rest
    where ${table}.rowid = rest.row_id`)
  await db.run(`delete from ${table} where model is null`)
}
