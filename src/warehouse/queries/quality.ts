import type { DuckDBConnection } from '../duckdb.ts'
import type { Problem } from '../../core/usage.ts'
import { quote } from '../values.ts'
import type { Scope } from './scope.ts'
import { startOfDay } from './local-time.ts'
import { scopedSql } from './scope.ts'

export interface FailedFile {
  readonly path: string
  readonly reason: string
}

export interface FileQuality {
  readonly seen: number
  readonly read: number
  readonly failed: readonly FailedFile[]
  readonly linesBad: number
  readonly quarantined: number
  /** What was remarked of records that count as far as they are understood. */
  readonly notes: readonly string[]
  readonly duplicates: number
  /** Left out by a rule within one file, by rule. */
  readonly removed: Readonly<Record<string, number>>
  /** Those that have ever left a file in these data directories. */
  readonly agents: readonly string[]
}

const rooted = ({ roots }: Scope): string => (roots.length === 0 ? 'false' : `root_id in (${roots.join(', ')})`)

/** The files behind a report: of its data directories, with anything in its period or nothing dated at all. */
const behind = (scope: Scope): string => {
  const since = scope.since
    ? `and (f.last_at is null or f.last_at >= ${startOfDay(scope.since, scope.timezone, 0)})`
    : ''
  const until = scope.until
    ? `and (f.first_at is null or f.first_at < ${startOfDay(scope.until, scope.timezone, 1)})`
    : ''
  const named = scope.agents.map(quote).join(', ')
  const agents = named && `and root_id in (select root_id from root where agent in (${named}))`
  return `select f.* from file f where ${rooted(scope)} ${agents} ${since} ${until}`
}

export async function queryFileQuality(db: DuckDBConnection, scope: Scope): Promise<FileQuality> {
  const sql = `
    with behind as (${behind(scope)})
    select
      count(*) as seen,
      count(*) filter (state <> 'failed') as read,
      coalesce(sum(lines_bad), 0) as lines_bad,
      coalesce(sum(quarantined), 0) as quarantined,
      coalesce(sum(records), 0) as records,
      list({ path: path, reason: reason }) filter (state = 'failed') as failed,
      list(problems) filter (problems like '%"note"%') as noted,
      list(removed) filter (removed <> '{}') as removed,
      (select count(*) from (${everythingCounted(scope)}) e where e.file_id in (select file_id from behind) and part = 0 and not derived) as counted,
      (select list(agent) from root where ${rooted(scope)} and root_id in (select root_id from file)) as agents
    from behind`
  const row = (await db.runAndReadAll(sql)).getRowObjectsJson()[0] ?? {}
  const removed = addRules((row.removed as string[] | null) ?? [])
  const byRule = Object.values(removed).reduce((sum, count) => sum + count, 0)
  return {
    seen: Number(row.seen),
    read: Number(row.read),
    failed: (row.failed as unknown as FailedFile[] | null) ?? [],
    linesBad: Number(row.lines_bad),
    quarantined: Number(row.quarantined),
    notes: notesIn((row.noted as string[] | null) ?? []),
    duplicates: Math.max(0, Number(row.records) - Number(row.counted)) + byRule,
    removed,
    agents: (row.agents as string[] | null) ?? [],
  }
}

/** Those behind a report that could not be read. */
export async function countFailedFiles(db: DuckDBConnection, scope: Scope): Promise<number> {
  const found = await db.runAndReadAll(`select count(*) from (${behind(scope)}) where state = 'failed'`)
  return Number(found.getRows()[0]?.[0])
}

/** Which responses of a file count does not depend on the filters, only on the data directories of the report. */
const everythingCounted = (scope: Scope): string =>
  scopedSql({ ...scope, agents: [], models: [], projects: [], branches: [], since: null, until: null })

function addRules(list: readonly string[]): Record<string, number> {
  const sum: Record<string, number> = {}
  for (const text of list) {
    for (const [rule, count] of Object.entries(JSON.parse(text) as Record<string, number>))
      sum[rule] = (sum[rule] ?? 0) + count
  }
  return sum
}

function notesIn(list: readonly string[]): string[] {
  const details = list
    .flatMap((text) => JSON.parse(text) as Problem[])
    .filter(({ kind }) => kind === 'note')
    .map(({ detail }) => detail)
  return [...new Set(details)].sort()
}

export interface FileProblem extends Problem {
  readonly path: string
}

/** The first problems of each file, for `doctor`. */
export async function queryProblems(db: DuckDBConnection, scope: Scope, most: number): Promise<FileProblem[]> {
  const result = await db.runAndReadAll(
    `select path, problems from (${behind(scope)}) where problems <> '[]' order by path limit ${most}`,
  )
  return result
    .getRows()
    .flatMap(([path, problems]) =>
      (JSON.parse(String(problems)) as Problem[]).map((problem) => ({ path: String(path), ...problem })),
    )
    .slice(0, most)
}

/** Models of the report that have no price, each with what it hides. */
export async function queryUnpriced(
  db: DuckDBConnection,
  choice: string,
  rateOfEntry: string,
): Promise<{ model: string; requests: number; tokens: number }[]> {
  const result = await db.runAndReadAll(`
    select k.model, sum(e.requests)::bigint, sum(e.input + e.output + e.cache_read + e.cache_write_5m + e.cache_write_1h)::bigint
    from scoped e join sku k using (sku_id) ${rateOfEntry}
    where ${choice} is null
    group by 1
    having sum(e.requests + e.input + e.output + e.cache_read + e.cache_write_5m + e.cache_write_1h) > 0
    order by 1`)
  return result
    .getRows()
    .map(([model, requests, tokens]) => ({ model: String(model), requests: Number(requests), tokens: Number(tokens) }))
}
