import type { DuckDBConnection } from '../duckdb.ts'
import { isFilled } from '../is-filled.ts'
import { rememberBefore } from './restatements.ts'

const ENTRY_COLUMNS =
  'file_id, root_id, identity, variant, copy_of, part, requests, session_id, sku_id, place_id, branch_id, happened_at, input, output, ' +
  'cache_read, cache_write_5m, cache_write_1h, reasoning, web_searches, weight, recorded_cost, byte_offset, demoted, copied, ' +
  'subagent, outside_claim, derived, quality, source_rank, summed'

/** A moved, archived or compressed file takes the place of the one it was, if it holds all that was known from there, and in full. */
const SUPERSEDED = `
  create or replace temp table superseded as
  select gone.file_id
  from file gone
  where gone.state = 'gone'
    and exists (
      select 1 from file heir
      where heir.state = 'read' and heir.root_id = gone.root_id
        -- An inode is used again: only what it holds shows that it is the same file.
        and (heir.file_key = gone.file_key or (heir.inode = gone.inode and gone.records > 0))
        and not exists (
          from entry e
          where e.file_id = gone.file_id and not e.derived
            and not exists (
              from (select file_id, identity, variant, weight from entry union all select file_id, identity, variant, weight from incoming) h
              where h.file_id = heir.file_id and h.identity = e.identity and h.variant is not distinct from e.variant
                and h.weight >= e.weight
            )
        )
        and not exists (
          from claim c
          where c.file_id = gone.file_id
            and not exists (from claim h where h.file_id = heir.file_id and h.model = c.model and h.byte_offset = c.byte_offset)
        )
    )`

const NONE_SUPERSEDED = 'create or replace temp table superseded (file_id integer)'

/**
 * Everything that may have to be decided anew: what comes in or is outdated, what was a copy of it or is freed by a
 * superseded file, and what a worse source told of a session of which a better one tells now, or copies of it.
 */
const TOUCHED = `
  create or replace temp table touched as
  with anew as (select identity from incoming union select identity from outdated)
  from anew
  union select identity from entry where copy_of in (from anew)
  union select identity from entry where file_id in (select file_id from superseded)
  union select e.identity from entry e
    join (select root_id, session_id, min(source_rank) as best from incoming group by all) better using (root_id, session_id)
    where e.source_rank > better.best or e.copied`

/**
 * One version of each response and file: the heaviest; of equals the one that was just read. A file that is rewritten
 * takes back what it said before; one that was cut short does not.
 */
const POOL = `
  create or replace temp table pool as
  select * exclude (age) from (
    select ${ENTRY_COLUMNS}, 0 as age from incoming
    union all
    select ${ENTRY_COLUMNS}, 1 as age
    from (
      from entry e anti join outdated o
      on o.file_id = e.file_id and o.identity = e.identity and o.variant is not distinct from e.variant
    )
    semi join touched using (identity)
    where file_id not in (select file_id from superseded) and not derived
  )
  qualify rank() over (partition by file_id, identity, variant order by case when file_id in (from rewritten) then age end, demoted, weight desc, source_rank,
    case when file_id in (from shortened) then happened_at end desc, age, byte_offset desc) = 1`

export const CONTESTED = (pool: string): string => `
  create or replace temp table contested as
  select root_id, identity, arg_min(variant, (demoted, variant)) filter (where variant is not null) as first_variant
  from ${pool} where part = 0 group by root_id, identity having count(*) > 1`

/**
 * Which of several versions stands for a response, whatever the order in which files were read: not a replay in a side
 * log, then the most complete, then an original before a marked copy, then the one that is surest, then the earliest file, of equals by its place in its data directory. Versions that differ in
 * their variant but not in their numbers are one response, and one that tells no variant is no response of its own. The
 * first is the least by a tuple: of few rows it is found in a third of the time that a window takes.
 */
export const WINNER = (pool: string): string => `
  create or replace temp table winner as
  with log as (
    select f.file_id, f.first_at, concat(substr(f.path, length(r.path) + 1), ' ', f.path) as path
    from file f join root r using (root_id)
  ), version as (
    select p.*, coalesce(p.variant, c.first_variant) as told_apart, l.path, l.first_at
    from ${pool} p join contested c using (root_id, identity) join log l using (file_id)
    where p.part = 0
  ), best as (
    select root_id, identity, unnest(arg_min(
      { variant: variant, file_id: file_id, weight: weight, input: input, output: output, cache_read: cache_read, cache_write_5m: cache_write_5m,
        cache_write_1h: cache_write_1h, demoted: demoted, copied: copied, quality: quality, first_at: first_at, path: path },
      (demoted, -weight, copied, quality, first_at, path, -byte_offset)
    ))
    from version group by root_id, identity, told_apart
  )
  select root_id, identity, unnest(arg_min({ variant: variant, file_id: file_id }, (demoted, copied, quality, first_at, path, coalesce(variant, ''))))
  from best
  group by root_id, identity, weight, input, output, cache_read, cache_write_5m, cache_write_1h`

const INSERT = `
  insert into entry by name
  select ${ENTRY_COLUMNS.split(', ')
    .map((column) => `p.${column}`)
    .join(', ')},
    c.identity is null or w.file_id is not null as counted,
    c.identity is not null as contested,
    false as shared
  from pool p
  left join contested c on c.root_id = p.root_id and c.identity = p.identity
  left join winner w on w.root_id = p.root_id and w.identity = p.identity and w.file_id = p.file_id
    and w.variant is not distinct from p.variant`

const INSERT_UNCONTESTED = `insert into entry by name select ${ENTRY_COLUMNS}, true as counted, false as contested, false as shared from pool`

/** Of the copies that count still, as far as they are there: few, while every row may name one. */
const ORIGINAL = `
  create or replace temp table original as
  select root_id, identity, file_id
  from entry semi join (select distinct copy_of as identity from entry where counted and copy_of is not null) using (identity)`

/** A record that names its original yields to it. */
const YIELD_TO_ORIGINAL = `
  update entry set counted = false, contested = true
  from (
    select distinct e.rowid as entry_row
    from entry e join original o on o.identity = e.copy_of and o.root_id = e.root_id
    where e.counted and (o.file_id <> e.file_id or o.identity <> e.identity)
  ) copy
  where entry.rowid = copy.entry_row`

/** Of several copies whose original is not there, as of two forks of a thread that is gone, the earliest stands for it. */
export const FIRST_OF_COPIES = (entries: string, root: string): string => `
  update ${entries} e set counted = false, contested = true
  from (
    select c.file_id, c.identity
    from (select *, ${root} as joint_root from ${entries} where counted and copied and copy_of is not null) c
    join file f using (file_id) join root r on r.root_id = f.root_id
    qualify dense_rank() over (
      partition by c.joint_root, c.copy_of
      order by c.demoted, c.quality, f.first_at, concat(substr(f.path, length(r.path) + 1), ' ', f.path), c.identity
    ) > 1
  ) later
  where e.file_id = later.file_id and e.identity = later.identity and e.counted`

export async function yieldToOriginals(db: DuckDBConnection): Promise<void> {
  await db.run(ORIGINAL)
  if (await isFilled(db, 'original')) await db.run(YIELD_TO_ORIGINAL)
  await db.run(FIRST_OF_COPIES('entry', 'root_id'))
}

/** The best source of a session. What a fork has copied of it is none, unless there is nothing else. */
export const BEST_SOURCE = 'coalesce(min(source_rank) filter (not copied), min(source_rank)) as best'

/** One source for each session, never two. Without `contested` the session's running total would still have both. */
const YIELD_TO_BETTER_SOURCE = `
  update entry set counted = false, contested = true
  from (
    select root_id, session_id, ${BEST_SOURCE} from entry
    where (root_id, session_id) in (select root_id, session_id from entry where source_rank > 0 and counted)
    group by all
  ) source
  where entry.source_rank <> source.best and entry.root_id = source.root_id and entry.session_id = source.session_id
    and entry.counted`

export async function rankSources(db: DuckDBConnection): Promise<void> {
  if (await isFilled(db, '(from entry where source_rank > 0 and counted)')) await db.run(YIELD_TO_BETTER_SOURCE)
}

/** Responses that several data directories hold: which one counts depends on the directories a report covers. */
export const SHARED = `
  update entry set shared = true
  where not shared and counted and identity in (
    select identity from entry where counted and identity in (from touched) group by identity having count(distinct root_id) > 1
  )`

/** Copies whose original is in another data directory: the same. */
export const SHARED_COPIES = `
  update entry set shared = true
  where not shared and counted and copy_of is not null and exists (
    from entry original where original.identity = entry.copy_of and original.root_id <> entry.root_id
  )`

/** Brings the rows of the table `incoming` in among those of earlier loads. */
export async function mergeUsage(db: DuckDBConnection, severalRoots: boolean): Promise<void> {
  const hasGone = await isFilled(db, "(from file where state = 'gone')")
  await db.run(hasGone ? SUPERSEDED : NONE_SUPERSEDED)
  await db.run(TOUCHED)
  await db.run(POOL)
  await rememberBefore(db)
  await db.run('delete from entry where not derived and (identity in (from touched) or file_id in (from superseded))')
  await db.run(CONTESTED('pool'))
  if (await isFilled(db, 'contested')) {
    await db.run(WINNER('pool'))
    await db.run(INSERT)
  } else await db.run(INSERT_UNCONTESTED)
  if (await isFilled(db, '(from pool where copy_of is not null)')) await yieldToOriginals(db)
  await rankSources(db)
  if (severalRoots) {
    await db.run(SHARED)
    await db.run(SHARED_COPIES)
  }
  if (hasGone) await forgetSuperseded(db)
}

/** Their entries are gone already; what they told of sessions and totals stands in their heirs. */
async function forgetSuperseded(db: DuckDBConnection): Promise<void> {
  const tables = ['claim', 'session_fact', 'entry', 'file']
  await db.run(tables.map((table) => `delete from ${table} where file_id in (from superseded)`).join('; '))
}
