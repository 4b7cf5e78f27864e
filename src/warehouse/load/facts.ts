import { openBulkAppender } from '../bulk.ts'
import type { BulkAppender, ColumnType } from '../bulk.ts'
import type { DuckDBConnection } from '../duckdb.ts'
import type { ScannedSession } from './batch.ts'
import type { LoadFile } from './loading.ts'

/** Those of `session_fact`, in its order. */
const FACT_COLUMNS: readonly ColumnType[] = [
  'int',
  'int',
  'nullableText',
  'maybeTime',
  'maybeTime',
  'maybeInt',
  'maybeInt',
  'text',
  'nullableText',
]

export interface FactIds {
  sessionId(agent: string, name: string): number
  placeId(cwd: string): number
  branchId(name: string): number
}

/** Takes back what these files told of their sessions before. */
export async function forgetFacts(
  db: DuckDBConnection,
  files: readonly LoadFile[],
  facts: readonly ScannedSession[],
  ids: FactIds,
): Promise<void> {
  const known = facts.filter((fact) => files[fact.file]!.known)
  const whole = known.filter((fact) => files[fact.file]!.kind !== 'database').map((fact) => files[fact.file]!.record.id)
  if (whole.length > 0) await db.run(`delete from session_fact where file_id in (${whole.join(', ')})`)
  // A database tells only of the sessions that have changed, and those deleted from it stay known.
  const again = known.flatMap(({ file, id }) => {
    const { record, agent, kind } = files[file]!
    return kind === 'database' ? [`(${record.id}, ${ids.sessionId(agent, id)})`] : []
  })
  if (again.length > 0) await db.run(`delete from session_fact where (file_id, session_id) in (${again.join(', ')})`)
}

/** The latest moment (ms) that each of these files tells of. */
export async function endsOf(db: DuckDBConnection, files: readonly number[]): Promise<ReadonlyMap<number, number>> {
  if (files.length === 0) return new Map()
  const rows = await db.runAndReadAll(
    `select file_id, epoch_ms(max(ended_at)) from session_fact where file_id in (${files.join(', ')}) and ended_at is not null group by 1`,
  )
  return new Map(rows.getRows().map(([file, end]) => [Number(file), Number(end)]))
}

export const openFactAppender = (db: DuckDBConnection): BulkAppender =>
  openBulkAppender(db, 'session_fact', FACT_COLUMNS)

/** What files tell of their sessions. */
export function appendFacts(
  appender: BulkAppender,
  files: readonly LoadFile[],
  facts: readonly ScannedSession[],
  ids: FactIds,
): void {
  const id = (text: string | null, idOf: (text: string) => number): number => (text === null ? -1 : idOf(text))
  const time = (of: (fact: ScannedSession) => number | null): Float64Array =>
    Float64Array.from(facts, (fact) => of(fact) ?? Number.NaN)
  appender.append(
    [
      Int32Array.from(facts, ({ file }) => files[file]!.record.id),
      Int32Array.from(facts, (fact) => ids.sessionId(files[fact.file]!.agent, fact.id)),
      facts.map(({ parent }) => parent),
      time(({ startedAt }) => startedAt),
      time(({ endedAt }) => endedAt),
      Int32Array.from(facts, ({ cwd }) => id(cwd, ids.placeId)),
      Int32Array.from(facts, ({ branch }) => id(branch, ids.branchId)),
      facts.map(({ signal }) => signal),
      facts.map(({ meters = [] }) => (meters.length > 0 ? JSON.stringify(meters) : null)),
    ],
    facts.length,
  )
}
