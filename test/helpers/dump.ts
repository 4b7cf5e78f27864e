import type { DuckDBConnection } from '../../src/warehouse/duckdb.ts'

export interface Totals {
  readonly requests: number
  readonly input_tokens: number
  readonly cache_read_tokens: number
  readonly cache_write_tokens: number
  readonly output_tokens: number
  readonly reasoning_tokens: number
  readonly cw1h: number
}

/** Of the view `scoped`: what a report would say. */
const TOTALS = `
  select coalesce(sum(requests), 0) as requests, coalesce(sum(input), 0) as input_tokens,
    coalesce(sum(cache_read), 0) as cache_read_tokens,
    coalesce(sum(cache_write_5m + cache_write_1h), 0) as cache_write_tokens, coalesce(sum(output), 0) as output_tokens,
    coalesce(sum(reasoning), 0) as reasoning_tokens, coalesce(sum(cache_write_1h), 0) as cw1h
  from scoped`

export async function readTotals(db: DuckDBConnection): Promise<Totals> {
  const [row] = (await db.runAndReadAll(TOTALS)).getRowObjects()
  return Object.fromEntries(Object.entries(row!).map(([name, value]) => [name, Number(value)])) as unknown as Totals
}

/** What counts in each data directory on its own. */
export const readTotalsByRoot = (db: DuckDBConnection): Promise<Row[]> =>
  readRows(
    db,
    `select o.path as root, sum(requests) as requests, sum(input) as input, sum(output) as output,
      sum(cache_read) as cache_read, sum(cache_write_5m) as cache_write_5m, sum(cache_write_1h) as cache_write_1h
    from entry join root o using (root_id) where counted group by 1 order by 1`,
  )

const relativePath = 'substr(f.path, length(o.path) + 2)'

/** Numbers of rows, which depend on the order of loading, are replaced by names. */
const entries = (from: string): string => `
  select ${relativePath} as file, e.byte_offset, e.identity, e.variant, e.part, e.copy_of, e.requests, o.agent,
    s.name as session, k.provider, k.model, k.tier, k.speed, k.geo, p.cwd, p.project, b.name as branch,
    epoch_ms(e.happened_at) as time, e.input, e.output, e.cache_read, e.cache_write_5m, e.cache_write_1h, e.reasoning,
    e.web_searches, e.weight, e.recorded_cost, e.demoted, e.copied, e.subagent, e.outside_claim, e.derived, e.quality, e.counted,
    o.path as root
  from ${from} e
  join file f using (file_id) join root o on o.root_id = e.root_id join session s using (session_id) join sku k using (sku_id)
  left join place p on p.place_id = e.place_id left join branch b on b.branch_id = e.branch_id
  order by all`

const FACTS = `
  select o.path as root, ${relativePath} as file, s.name as session, t.parent, epoch_ms(t.started_at) as started, epoch_ms(t.ended_at) as ended,
    p.cwd, b.name as branch, t.signal
  from session_fact t join file f using (file_id) join root o using (root_id) join session s using (session_id)
  left join place p using (place_id) left join branch b using (branch_id)
  order by all`

const CLAIMS = `
  select o.path as root, ${relativePath} as file, c.* exclude (file_id, happened_at), epoch_ms(c.happened_at) as time
  from claim c join file f using (file_id) join root o using (root_id)
  order by all`

const FILES = `
  select o.path as root, ${relativePath} as file, f.file_key, f.state, f.reason, f.size, f.read_to, f.claim_group, f.lines, f.lines_bad,
    f.torn_tail, f.records, f.quarantined, f.removed, f.problems, epoch_ms(f.first_at) as first, epoch_ms(f.last_at) as last,
    f.resume
  from file f join root o using (root_id)
  order by all`

export type Row = Record<string, unknown>

export const readRows = async (db: DuckDBConnection, sql: string): Promise<Row[]> =>
  (await db.runAndReadAll(sql)).getRowObjectsJson()

/** The rows that a report covers, ordered by everything. */
export const readScoped = (db: DuckDBConnection): Promise<Row[]> => readRows(db, entries('scoped'))

export const readEntries = (db: DuckDBConnection): Promise<Row[]> => readRows(db, entries('entry'))

export async function readFileRows(db: DuckDBConnection): Promise<Row[]> {
  const rows = await readRows(db, FILES)
  return rows.map((row) => ({
    ...row,
    removed: sortedKeys(String(row.removed)),
    problems: JSON.parse(String(row.problems)),
  }))
}

/** All that a report could show: two warehouses with the same dump are the same. */
export async function readDump(db: DuckDBConnection) {
  return {
    entries: await readEntries(db),
    sessions: await readRows(db, FACTS),
    claims: await readRows(db, CLAIMS),
    files: await readFileRows(db),
  }
}

const sortedKeys = (json: string): unknown =>
  Object.fromEntries(Object.entries(JSON.parse(json) as Record<string, number>).sort(([a], [b]) => (a < b ? -1 : 1)))
