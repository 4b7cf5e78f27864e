import type { DuckDBConnection } from './duckdb.ts'

/** What a job has told of days that were over. */
export interface Reported {
  /** Days, both included. */
  readonly since: string
  readonly until: string
  readonly toldAt: number
  readonly basis: string
  readonly rules: string
  readonly mode: string
  /** Both as JSON. */
  readonly totals: string
  readonly rates: string
}

/** What was told last of each period, in the order in which it was told. */
export async function listReported(db: DuckDBConnection, series: string): Promise<Reported[]> {
  const rows = await db.runAndReadAll(
    `select since, until, told_at, basis, rules, mode, totals, terms from reported where job = ?
     order by told_at, since, until`,
    [series],
  )
  return rows.getRows().map(([since, until, toldAt, basis, rules, mode, totals, rates]) => ({
    since: String(since),
    until: String(until),
    toldAt: Number(toldAt),
    basis: String(basis),
    rules: String(rules),
    mode: String(mode),
    totals: String(totals),
    rates: String(rates),
  }))
}

/** In place of what was told of the same period before. */
export async function rememberReported(db: DuckDBConnection, series: string, told: Reported): Promise<void> {
  const { since, until, toldAt, basis, rules, mode, totals, rates } = told
  await db.run('delete from reported where job = ? and since = ? and until = ?', [series, since, until])
  await db.run('insert into reported values (?, ?, ?, ?::bigint, ?, ?, ?, ?, ?)', [
    series,
    since,
    until,
    String(toldAt),
    basis,
    rules,
    mode,
    totals,
    rates,
  ])
}
