/** Where files and their rows stand: those of one data directory have one `root_id`, or those of several of an agent. */
export interface Tables {
  readonly file: string
  readonly entry: string
}

export const FIELDS = [
  'input',
  'output',
  'cache_read',
  'cache_write_5m',
  'cache_write_1h',
  'reasoning',
  'web_searches',
] as const

export const sumsSql = (table: string): string => FIELDS.map((field) => `sum(${table}.${field}) as ${field}`).join(', ')

/** A total may not tell the two kinds of cache writes apart: what one has too little of, the other has too much. */
const writes = (own: string, other: string): string =>
  `case when sign(${own}) * sign(${other}) >= 0 then ${own}
    when sign(${own}) = sign(${own} + ${other}) then ${own} + ${other} else 0 end as ${own}`

/**
 * Each response in some records once: of its versions the one that counts, else the heaviest. What tells responses of one
 * identity apart is as for the load: their variants, unless the numbers are the same; a version without one is none of its own.
 */
export const onceSql = (records: string, per: string): string => `
    select ${per}, bool_and(subagent) as subagent,
      unnest(coalesce(list(distinct response) filter (where variant is not null), list(response)), recursive := true)
    from (
      select ${per}, identity, part, variant, bool_and(subagent) as subagent, arg_min(
        { sku_id: sku_id, ${FIELDS.map((field) => `${field}: ${field}`).join(', ')} },
        (not counted, -weight, file_id)
      ) as response
      from ${records} group by ${per}, identity, part, variant
    )
    group by ${per}, identity, part`

/**
 * For each question of table `ask` (session, time): what the session's last running total up to then holds beyond its
 * records, by model, whose names table `model_base` makes one. Each record once, copied history included, as the agent's own
 * total has it. What there is of models that no total names stands below 0, and has no `model` (see `takeUnnamed`).
 */
export const unexplainedSql = (table: string, { file, entry }: Tables): string => `
  create or replace temp table ${table} as
  with asked_in as materialized (
    select a.root_id, a.claim_group, a.until, f.file_id, f.path from ask a join ${file} f using (root_id, claim_group)
  ), asked as (
    select a.root_id, a.claim_group, a.until, c.*, a.path
    from asked_in a join claim c using (file_id) where c.happened_at <= a.until
  ), last_at as (
    select root_id, claim_group, until, max((happened_at, byte_offset)) as place from asked group by all
  ), holder as (
    -- Copies of one log hold the same total.
    select a.* from asked a join last_at l using (root_id, claim_group, until)
    where (a.happened_at, a.byte_offset) = l.place
  ), last_claim as (
    select h.* from holder h
    join (select root_id, claim_group, until, arg_min(file_id, path) as file_id from holder group by all) first
      using (root_id, claim_group, until, file_id)
  ), total as (
    select root_id, claim_group, until, base as base_model, min(model) as model, min(file_id) as file_id,
      min(byte_offset) as byte_offset, max(happened_at) as happened_at, ${sumsSql('last_claim')}
    from last_claim join model_base using (model) group by root_id, claim_group, until, base_model
  ), newest as (
    select root_id, claim_group, until, file_id, max(byte_offset) as byte_offset, max(happened_at) as happened_at
    from total group by all
  ), span as (
    select n.*, coalesce(min(e.happened_at), timestamp 'infinity') as next_at
    from newest n
    left join (select distinct root_id, claim_group, until, file_id as held_in from holder) h using (root_id, claim_group, until)
    left join ${entry} e on e.file_id = h.held_in and e.byte_offset > n.byte_offset and not e.derived
    group by n.root_id, n.claim_group, n.until, n.file_id, n.byte_offset, n.happened_at
  ), span_in as materialized (
    select s.*, a.file_id as in_file from span s join asked_in a using (root_id, claim_group, until)
  ), record as not materialized (
    select s.root_id as root, s.claim_group, s.until, e.*
    from span_in s
    join ${entry} e on e.file_id = s.in_file
      -- In its own file the total holds what stands before it. A sub-agent may end after the last dated row there.
      and case when e.file_id = s.file_id then e.byte_offset < s.byte_offset
        else e.happened_at <= s.happened_at or e.happened_at < s.next_at end
    where not e.outside_claim and not e.derived and e.happened_at <= s.until
  ), once as (
    select root, claim_group, until, sku_id, bool_and(subagent) as subagent, ${sumsSql('record')}
    from record where not contested group by all
    union all
    select root, claim_group, until, sku_id, subagent, ${FIELDS.join(', ')}
    from (${onceSql('(from record where contested)', 'root, claim_group, until')})
  ), recorded as (
    select root as root_id, claim_group, until, base as base_model, bool_and(subagent) as by_subagents, ${sumsSql('once')}
    from once join sku using (sku_id) join model_base using (model)
    group by all
  ), rest as (
    select root_id, claim_group, until, base_model, t.model, t.file_id, t.byte_offset, t.happened_at, r.by_subagents,
      ${FIELDS.map((field) => `coalesce(t.${field}, 0) - coalesce(r.${field}, 0) as ${field}`).join(', ')}
    from total t full join recorded r using (root_id, claim_group, until, base_model)
  )
  select * replace (${writes('cache_write_5m', 'cache_write_1h')}, ${writes('cache_write_1h', 'cache_write_5m')}) from rest`
