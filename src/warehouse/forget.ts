import type { DuckDBConnection } from './duckdb.ts'
import { inTransaction } from './transaction.ts'
import { quote } from './values.ts'

export interface Forgettable {
  readonly id: number
  readonly agent: string
  readonly source: string
  readonly files: number
  readonly requests: number
  readonly tokens: number
  /** Requests whose log is gone: this is the only copy of them. */
  readonly only_copy: number
}

/** What is known from a data directory or an agent. */
export async function previewForget(
  db: DuckDBConnection,
  by: { source?: string; agent?: string },
): Promise<Forgettable[]> {
  const conditions = [
    ...(by.source === undefined ? [] : [`r.path = ${quote(by.source)}`]),
    ...(by.agent === undefined ? [] : [`r.agent = ${quote(by.agent)}`]),
  ]
  const result = await db.runAndReadAll(`
    select r.root_id, r.agent, r.path, count(distinct f.file_id),
      coalesce(sum(e.requests), 0), coalesce(sum(e.input + e.output + e.cache_read + e.cache_write_5m + e.cache_write_1h), 0),
      coalesce(sum(e.requests) filter (f.state = 'gone'), 0)
    from root r left join file f using (root_id) left join entry e on e.file_id = f.file_id and e.counted
    where ${conditions.join(' and ')}
    group by all order by r.agent, r.path`)
  return result.getRows().map(([id, agent, source, files, requests, tokens, gone]) => ({
    id: Number(id),
    agent: String(agent),
    source: String(source),
    files: Number(files),
    requests: Number(requests),
    tokens: Number(tokens),
    only_copy: Number(gone),
  }))
}

/** Tables of names, and those that refer to them. */
const NAMES = [
  ['session', ['entry', 'session_fact']],
  ['place', ['entry', 'session_fact']],
  ['branch', ['entry', 'session_fact']],
  ['sku', ['entry']],
] as const

export async function forgetRoots(db: DuckDBConnection, roots: readonly number[]): Promise<void> {
  const ids = roots.join(', ')
  await inTransaction(db, async () => {
    await db.run(`delete from entry where root_id in (${ids})`)
    for (const table of ['claim', 'session_fact']) {
      await db.run(`delete from ${table} where file_id in (select file_id from file where root_id in (${ids}))`)
    }
    for (const table of ['restatement', 'claim_shortfall', 'file', 'root'])
      await db.run(`delete from ${table} where root_id in (${ids})`)
    // Nor are names kept of which nothing else tells.
    for (const [table, tellers] of NAMES) {
      const told = tellers.map((teller) => `select ${table}_id from ${teller}`).join(' union ')
      await db.run(`delete from ${table} where ${table}_id not in (from (${told}) where ${table}_id is not null)`)
    }
    // What was up to date is so no longer.
    const scans = roots.map((id) => `'scan ${id}'`).join(', ')
    await db.run(`delete from meta where name like 'inventory %' or name in (${scans})`)
  })
  await db.run('checkpoint')
}
