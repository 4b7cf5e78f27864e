import type { DuckDBConnection } from './duckdb.ts'
import { textOrNull } from './values.ts'

/** `intended`: sent, or about to be, and how that went is not known. */
export type DeliveryState = 'intended' | 'delivered' | 'skipped' | 'failed' | 'unknown'

export interface DeliveryIntent {
  readonly key: string
  readonly runId: string
  readonly job: string
  readonly since: string | null
  readonly until: string | null
  readonly plugin: string
  /** `digest`, or what an alert is about. */
  readonly subject: string
  readonly at: number
}

/** How each of these went when it was last tried; those that never were are not in it. */
export async function deliveryStates(
  db: DuckDBConnection,
  keys: readonly string[],
): Promise<ReadonlyMap<string, DeliveryState>> {
  if (keys.length === 0) return new Map()
  const rows = await db.runAndReadAll(
    `select delivery_key, arg_max(state, rowid) from delivery where delivery_key in (${keys.map(() => '?').join(', ')}) group by 1`,
    [...keys],
  )
  return new Map(rows.getRows().map(([key, state]) => [String(key), String(state) as DeliveryState]))
}

/** Stored before anything is sent. */
export async function intendDeliveries(db: DuckDBConnection, intents: readonly DeliveryIntent[]): Promise<void> {
  for (const each of intents) {
    await db.run("insert into delivery select ?, ?, ?, ?, ?, ?, ?, epoch_ms(?::bigint), null, 'intended', null", [
      each.key,
      each.runId,
      each.job,
      each.since,
      each.until,
      each.plugin,
      each.subject,
      String(each.at),
    ])
  }
}

export async function settleDeliveries(
  db: DuckDBConnection,
  runId: string,
  keys: readonly string[],
  result: { readonly state: DeliveryState; readonly detail: string | null; readonly at: number },
): Promise<void> {
  for (const key of keys) {
    await db.run(
      'update delivery set state = ?, detail = ?, settled_at = epoch_ms(?::bigint) where run_id = ? and delivery_key = ?',
      [result.state, result.detail, String(result.at), runId, key],
    )
  }
}

/** A delivery of which nobody can say whether it arrived. */
export interface OpenDelivery {
  readonly job: string
  readonly since: string | null
  readonly until: string | null
  readonly plugin: string
  readonly subject: string
}

/** Those that were begun since a moment, and neither arrived nor failed when they were last tried. */
export async function openDeliveries(db: DuckDBConnection, from: number): Promise<OpenDelivery[]> {
  const rows = await db.runAndReadAll(
    `select job, since, until, plugin, subject from delivery where intended_at >= epoch_ms(?::bigint)
     qualify row_number() over (partition by delivery_key order by rowid desc) = 1 and state in ('intended', 'unknown')
     order by intended_at, plugin, subject`,
    [String(from)],
  )
  return rows.getRows().map(([job, since, until, plugin, subject]) => ({
    job: String(job),
    since: textOrNull(since),
    until: textOrNull(until),
    plugin: String(plugin),
    subject: String(subject),
  }))
}
