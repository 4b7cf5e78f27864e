import { formatTime } from './dates.ts'
import type { CostRecord, ExportOptions, Session, TokenCounts } from './types.ts'

/** A column of exported rows. */
export interface Field<Row> {
  readonly name: keyof Row & string
  readonly kind: 'text' | 'time' | 'integer' | 'usd' | 'boolean' | 'list'
}

const TOKEN_FIELDS: readonly Field<TokenCounts>[] = [
  { name: 'input_tokens', kind: 'integer' },
  { name: 'output_tokens', kind: 'integer' },
  { name: 'cache_read_tokens', kind: 'integer' },
  { name: 'cache_write_5m_tokens', kind: 'integer' },
  { name: 'cache_write_1h_tokens', kind: 'integer' },
  { name: 'reasoning_tokens', kind: 'integer' },
  { name: 'total_tokens', kind: 'integer' },
]

/** In the order of the columns of a file. New ones are added at the end: a column keeps its place. */
export const COST_FIELDS: readonly Field<CostRecord>[] = [
  { name: 'id', kind: 'text' },
  { name: 'recorded_at', kind: 'time' },
  { name: 'agent_id', kind: 'text' },
  { name: 'session_id', kind: 'text' },
  { name: 'model_name', kind: 'text' },
  { name: 'provider', kind: 'text' },
  { name: 'project', kind: 'text' },
  { name: 'git_branch', kind: 'text' },
  { name: 'host', kind: 'text' },
  { name: 'user', kind: 'text' },
  { name: 'requests', kind: 'integer' },
  ...TOKEN_FIELDS,
  { name: 'web_searches', kind: 'integer' },
  { name: 'service_tier', kind: 'text' },
  { name: 'subagent', kind: 'boolean' },
  { name: 'quality', kind: 'text' },
  { name: 'cost_usd', kind: 'usd' },
]

export const SESSION_FIELDS: readonly Field<Session>[] = [
  { name: 'id', kind: 'text' },
  { name: 'agent_id', kind: 'text' },
  { name: 'parent_id', kind: 'text' },
  { name: 'project', kind: 'text' },
  { name: 'git_branch', kind: 'text' },
  { name: 'status', kind: 'text' },
  { name: 'started_at', kind: 'time' },
  { name: 'ended_at', kind: 'time' },
  { name: 'models', kind: 'list' },
  { name: 'requests', kind: 'integer' },
  ...TOKEN_FIELDS,
  { name: 'cost_usd', kind: 'usd' },
  { name: 'unpriced_requests', kind: 'integer' },
]

/** The wanted fields in the wanted order, all of them when none are named. */
export function chosenFields<Row>(
  known: readonly Field<Row>[],
  wanted: readonly string[] | null,
): readonly Field<Row>[] {
  if (wanted === null) return known
  return wanted.map((name) => {
    const field = known.find((each) => each.name === name)
    if (field) return field
    throw new Error(`fields: there is no ${name}; there are ${known.map((each) => each.name).join(', ')}`)
  })
}

/** A row with the chosen fields alone, in their order, its times as the options want them. */
export function shapedRow<Row extends object>(
  row: Row,
  fields: readonly Field<Row>[],
  options: ExportOptions,
): Record<string, unknown> {
  const shaped: Record<string, unknown> = {}
  for (const { name, kind } of fields) {
    const value: unknown = row[name]
    shaped[name] = kind === 'time' && typeof value === 'string' ? formatTime(value, options) : value
  }
  return shaped
}
