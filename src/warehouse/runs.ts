import { sep } from 'node:path'
import type { DuckDBConnection } from './duckdb.ts'
import { rememberReported } from './reported.ts'
import type { Reported } from './reported.ts'

export type RunStatus = 'running' | 'ok' | 'alarm' | 'stopped' | 'incomplete' | 'failed' | 'unknown' | 'interrupted'

/** A run that came to its end, so that its report counts. */
export const REPORTED: ReadonlySet<RunStatus> = new Set(['ok', 'alarm', 'incomplete'])

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
  readonly since: string | null
  readonly until: string | null
  readonly startedAt: number
}

/** Whoever holds the warehouse is alone: what else is said to be running was cut off. */
export async function beginRun(db: DuckDBConnection, run: RunStart): Promise<void> {
  await db.run("update run set status = 'interrupted' where status = 'running'")
  await db.run("insert into run select ?, ?, ?, ?, epoch_ms(?::bigint), null, 'running', null, '{}', null", [
    run.id,
    run.job,
    run.since,
    run.until,
    String(run.startedAt),
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
  /** What it has told of days that were over. */
  readonly told: readonly Reported[]
}

/** Both or neither: what a run has told is known from the moment on at which the run counts. */
export async function endRun(db: DuckDBConnection, id: string, job: string, end: RunEnd): Promise<void> {
  await db.run('begin')
  try {
    await db.run(
      'update run set ended_at = epoch_ms(?::bigint), status = ?, exit_code = ?, record = ? where run_id = ?',
      [String(end.endedAt), end.status, end.exitCode, end.record, id],
    )
    for (const each of end.told) await rememberReported(db, job, each)
    await db.run('commit')
  } catch (error) {
    await db.run('rollback')
    throw error
  }
}

const COLUMNS =
  'run_id, job, since, until, epoch_ms(started_at), epoch_ms(ended_at), status, exit_code, outputs, record'

/** Newest first. */
export async function listRuns(db: DuckDBConnection, job: string | null, most: number): Promise<RunRow[]> {
  const where = job === null ? '' : 'where job = ?'
  const rows = await db.runAndReadAll(
    `select ${COLUMNS} from run ${where} order by started_at desc, rowid desc limit ${most}`,
    job === null ? [] : [job],
  )
  return rows.getRows().map(rowOf)
}

/** The record of the newest run of a job that has reported these days; null where there is none. */
export async function lastReport(
  db: DuckDBConnection,
  job: string,
  { since, until }: { readonly since: string; readonly until: string },
): Promise<string | null> {
  const reported = [...REPORTED].map((status) => `'${status}'`).join(', ')
  const rows = await db.runAndReadAll(
    `select record from run
     where job = ? and since = ? and until = ? and status in (${reported}) and record is not null
     order by started_at desc, rowid desc limit 1`,
    [job, since, until],
  )
  const record = rows.getRows()[0]?.[0]
  return record === undefined ? null : String(record)
}

/** Those whose id begins like this. */
export async function findRuns(db: DuckDBConnection, start: string): Promise<RunRow[]> {
  const rows = await db.runAndReadAll(
    `select ${COLUMNS} from run where starts_with(run_id, ?) order by started_at desc`,
    [start],
  )
  return rows.getRows().map(rowOf)
}

/** The newest of each job. */
export async function lastRuns(db: DuckDBConnection): Promise<ReadonlyMap<string, RunRow>> {
  const rows = await db.runAndReadAll(
    `select ${COLUMNS} from run qualify row_number() over (partition by job order by started_at desc, rowid desc) = 1`,
  )
  return new Map(rows.getRows().map((row) => [String(row[1]), rowOf(row)]))
}

/** All contents that runs gave the paths below a folder: a file that has another was changed by somebody else. */
export async function knownOutputs(db: DuckDBConnection, folder: string): Promise<ReadonlyMap<string, string[]>> {
  const rows = await db.runAndReadAll("select distinct outputs from run where outputs <> '{}'")
  const known = new Map<string, string[]>()
  for (const [outputs] of rows.getRows()) {
    for (const [path, sha256] of Object.entries(JSON.parse(String(outputs)) as Record<string, string>)) {
      if (path.startsWith(folder + sep)) known.set(path, [...(known.get(path) ?? []), sha256])
    }
  }
  return known
}

function rowOf(row: readonly unknown[]): RunRow {
  const [id, job, since, until, startedAt, endedAt, status, exitCode, outputs, record] = row
  const text = (value: unknown): string | null => (value === null || value === undefined ? null : String(value))
  const number = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value))
  return {
    id: String(id),
    job: String(job),
    since: text(since),
    until: text(until),
    startedAt: Number(startedAt),
    endedAt: number(endedAt),
    status: String(status) as RunStatus,
    exitCode: number(exitCode),
    outputs: JSON.parse(String(outputs)) as Record<string, string>,
    record: text(record),
  }
}
