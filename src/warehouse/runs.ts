import { sep } from 'node:path'
import type { DuckDBConnection } from './duckdb.ts'
import type { DuckDBValue } from './duckdb-values.ts'
import { IN_FOLDER } from './job-series.ts'
import type { JobAt } from './job-series.ts'
import { rememberReported } from './reported.ts'
import type { Reported } from './reported.ts'
import { inTransaction } from './transaction.ts'
import { numberOrNull, textOrNull } from './values.ts'

export type RunStatus = 'running' | 'ok' | 'alarm' | 'stopped' | 'incomplete' | 'failed' | 'unknown' | 'interrupted'

export interface RunRow {
  readonly id: string
  readonly job: string
  readonly since: string | null
  readonly until: string | null
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  readonly endedAt: number | null
  readonly status: RunStatus
  readonly exitCode: number | null
  /** What it wrote, path -> sha256, also where it was cut off. */
  readonly outputs: Readonly<Record<string, string>>
  /** The JSON of the run record; null where it did not get that far. */
  readonly record: string | null
}

export interface RunStart {
  readonly id: string
  readonly job: string
  readonly series: string
  readonly since: string | null
  readonly until: string | null
  readonly startedAt: number
}

/** Whoever holds the warehouse is alone: what else is said to be running was cut off. */
export async function beginRun(db: DuckDBConnection, run: RunStart): Promise<void> {
  await db.run("update run set status = 'interrupted' where status = 'running'")
  await db.run("insert into run select ?, ?, ?, ?, epoch_ms(?::bigint), null, 'running', null, '{}', null, ?, false", [
    run.id,
    run.job,
    run.since,
    run.until,
    String(run.startedAt),
    run.series,
  ])
}

export async function recordOutputs(
  db: DuckDBConnection,
  id: string,
  outputs: Readonly<Record<string, string>>,
): Promise<void> {
  await db.run('update run set outputs = ? where run_id = ?', [JSON.stringify(outputs), id])
}

export interface RunEnd {
  readonly endedAt: number
  readonly status: RunStatus
  readonly exitCode: number
  readonly record: string
  /** What its report says of days that are over; null where none was written. */
  readonly told: readonly Reported[] | null
}

/** Both or neither: what a run has told is known from the moment on at which the run counts. */
export async function endRun(db: DuckDBConnection, id: string, series: string, end: RunEnd): Promise<void> {
  await inTransaction(db, async () => {
    await db.run(
      'update run set ended_at = epoch_ms(?::bigint), status = ?, exit_code = ?, record = ?, reported = ? where run_id = ?',
      [String(end.endedAt), end.status, end.exitCode, end.record, end.told !== null, id],
    )
    for (const each of end.told ?? []) await rememberReported(db, series, each)
  })
}

const COLUMNS =
  'run_id, job, since, until, epoch_ms(started_at), epoch_ms(ended_at), status, exit_code, outputs, record'

export interface WhichRuns {
  /** Of jobs of this name, wherever their configs are. */
  readonly job?: string
  readonly series?: string
}

/** Newest first. */
export async function listRuns(db: DuckDBConnection, { job, series }: WhichRuns, most: number): Promise<RunRow[]> {
  const wanted = Object.entries({ job, series }).filter((each): each is [string, string] => each[1] !== undefined)
  const where = wanted.length === 0 ? '' : `where ${wanted.map(([column]) => `${column} = ?`).join(' and ')}`
  const rows = await db.runAndReadAll(
    `select ${COLUMNS} from run ${where} order by started_at desc, rowid desc limit ${most}`,
    wanted.map(([, value]) => value),
  )
  return rows.getRows().map(rowOf)
}

/** The last day before this one that was reported. */
export async function lastDayReported(db: DuckDBConnection, series: string, before: string): Promise<string | null> {
  const rows = await db.runAndReadAll('select max(until) from run where series = ? and reported and until < ?', [
    series,
    before,
  ])
  return textOrNull(rows.getRows()[0]?.[0])
}

/** The records of a job's reports from the last one of these days on, the newest first; none where there is none of them. */
export async function reportsSince(
  db: DuckDBConnection,
  series: string,
  { since, until }: { readonly since: string; readonly until: string },
): Promise<string[]> {
  const reports = 'from run where series = ? and reported and record is not null'
  const rows = await db.runAndReadAll(
    `select record ${reports} and started_at >= (select max(started_at) ${reports} and since = ? and until = ?)
     order by started_at desc, rowid desc`,
    [series, series, since, until],
  )
  return rows.getRows().map(([record]) => String(record))
}

/** Those whose id begins like this. */
export async function findRuns(db: DuckDBConnection, start: string): Promise<RunRow[]> {
  const rows = await db.runAndReadAll(
    `select ${COLUMNS} from run where starts_with(run_id, ?) order by started_at desc`,
    [start],
  )
  return rows.getRows().map(rowOf)
}

/** The newest of each job of a config's folder. */
export async function lastRuns(db: DuckDBConnection, folder: string): Promise<ReadonlyMap<string, RunRow>> {
  const rows = await db.runAndReadAll(
    `select ${COLUMNS} from run where ${IN_FOLDER}
     qualify row_number() over (partition by job order by started_at desc, rowid desc) = 1`,
    [folder],
  )
  return new Map(rows.getRows().map((row) => [String(row[1]), rowOf(row)]))
}

/** One that failed or was cut off has not made up for anything. */
const DONE = "status not in ('failed', 'interrupted', 'running')"

/** When a job last reported up to this day; null where it has not. */
export async function lastRunUntil(
  db: DuckDBConnection,
  { job, folder }: JobAt,
  until: string,
): Promise<number | null> {
  const rows = await db.runAndReadAll(
    `select epoch_ms(max(started_at)) from run where ${IN_FOLDER} and job = ? and until = ? and ${DONE}`,
    [folder, job, until],
  )
  return numberOrNull(rows.getRows()[0]?.[0])
}

/** All contents that runs gave the paths below a folder: a file that has another was changed by somebody else. */
export async function knownOutputs(db: DuckDBConnection, folder: string): Promise<ReadonlyMap<string, string[]>> {
  const rows = await db.runAndReadAll("select distinct outputs from run where outputs <> '{}'")
  const known = new Map<string, string[]>()
  for (const [outputs] of rows.getRows()) {
    for (const [path, sha256] of Object.entries(JSON.parse(String(outputs)) as Record<string, string>)) {
      if (!path.startsWith(folder + sep)) continue
      const before = known.get(path)
      if (before) before.push(sha256)
      else known.set(path, [sha256])
    }
  }
  return known
}

function rowOf(row: readonly DuckDBValue[]): RunRow {
  const [id, job, since, until, startedAt, endedAt, status, exitCode, outputs, record] = row
  return {
    id: String(id),
    job: String(job),
    since: textOrNull(since),
    until: textOrNull(until),
    startedAt: Number(startedAt),
    endedAt: numberOrNull(endedAt),
    status: String(status) as RunStatus,
    exitCode: numberOrNull(exitCode),
    outputs: JSON.parse(String(outputs)) as Record<string, string>,
    record: textOrNull(record),
  }
}
