import { objectIn } from '../_shared/json.ts'
import type { Database, DatabaseRow } from '../_shared/sqlite.ts'
import { textOf } from '../_shared/tokens.ts'
import { CHANGED, CHANGED_WITHOUT_LEDGER, whatChanged } from './cursor.ts'
import type { Cursor } from './cursor.ts'
import { timeOfStamp } from '../_shared/times.ts'
import { NO_USAGE } from './usage.ts'
import type { Usage } from './usage.ts'

export interface Session {
  readonly id: string
  /** Like the id, but not that of another machine's session. */
  readonly name: string
  readonly parent: string | null
  readonly cwd: string | null
  readonly subagent: boolean
  readonly provider: string | null
  /** The last one: a session may switch. */
  readonly model: string | null
  readonly startedAt: number | null
  readonly updatedAt: number | null
  readonly archived: boolean
  readonly row: DatabaseRow
  /** What the ledger has of it. */
  ledger: Usage
  /** Of that, what it had when it was read before. */
  toldBefore: Usage
  firstLedgerTime: number | null
}

/** Any version of the schema lacks some of these. */
const COLUMNS = [
  'session_type',
  'working_dir',
  'created_at',
  'updated_at',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'total_tokens',
  'accumulated_total_tokens',
  'accumulated_input_tokens',
  'accumulated_output_tokens',
  'accumulated_cache_read_tokens',
  'accumulated_cache_write_tokens',
  'accumulated_cost',
  'provider_name',
  'model_config_json',
  'archived_at',
]

export function changedSessions(database: Database, cursor: Cursor): Map<string, Session> {
  const has = database.columns('sessions')
  const hasLedger = database.columns('usage_ledger').size > 0
  const columns = COLUMNS.map((column) => (has.has(column) ? `s.${column}` : `null as ${column}`)).join(', ')
  const parent = has.has('parent_session_id') ? 's.parent_session_id' : 'null'
  const where = cursor.start ? 'true' : `s.id in (${hasLedger ? CHANGED : CHANGED_WITHOUT_LEDGER})`
  const values = cursor.start ? [] : hasLedger ? whatChanged(cursor) : [cursor.updated]
  const found = database.rows(
    `select s.rowid as number, s.id, ${columns}, p.id as parent_id, p.created_at as parent_created_at
    from sessions s left join sessions p on p.id = ${parent}
    where ${where} order by s.rowid`,
    ...values,
  )
  return new Map(Array.from(found, (row) => [String(row.id), sessionOf(row)]))
}

const sessionOf = (row: DatabaseRow): Session => ({
  id: String(row.id),
  name: nameOf(String(row.id), row.created_at),
  parent: textOf(row.parent_id) === null ? null : nameOf(String(row.parent_id), row.parent_created_at),
  cwd: textOf(row.working_dir),
  subagent: row.session_type === 'sub_agent',
  provider: textOf(row.provider_name),
  model: textOf(objectIn(row.model_config_json)?.model_name),
  startedAt: timeOfStamp(row.created_at),
  updatedAt: timeOfStamp(row.updated_at),
  archived: row.archived_at !== null,
  row,
  ledger: NO_USAGE,
  toldBefore: NO_USAGE,
  firstLedgerTime: null,
})

/**
 * `20261120_1` is the first session of its day in every database there is. The time at which it was made tells them
 * apart, and stays the same in a copy. Older names, `20261120_181352`, have it.
 */
export function nameOf(id: string, createdAt: unknown): string {
  const time = /^\d{8}_\d{1,5}$/.test(id) ? timeOfStamp(createdAt) : null
  return time === null ? id : `${id}-${new Date(time).toISOString().slice(11, 19).replaceAll(':', '')}`
}
