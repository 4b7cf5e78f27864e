import type { DuckDBConnection } from '../duckdb.ts'
import type { SessionSignal } from '../../core/usage.ts'
import { numberOrNull, quote } from '../values.ts'
import { figuresOf, FIGURES, pricedSql } from './costs.ts'
import type { CostFigures } from './costs.ts'
import type { CostMode } from './rates.ts'
import { startOfDay } from './local-time.ts'
import { filters } from './scope.ts'
import type { Scope } from './scope.ts'

export type SessionFigures = Omit<CostFigures, 'sessions'>

/** A session with its usage in the report's period; times in milliseconds since the epoch. */
export interface SessionRow {
  readonly id: string
  readonly agent: string
  readonly parent: string | null
  readonly project: string | null
  readonly branch: string | null
  /** null: no file says how it was left. */
  readonly signal: SessionSignal | null
  readonly startedAt: number | null
  readonly endedAt: number | null
  /** When one of its files was last written. */
  readonly writtenAt: number | null
  /** Its last request in the period. */
  readonly lastRequestAt: number | null
  readonly models: readonly string[]
  readonly figures: SessionFigures
}

/** Sessions with usage in the report, and those without any that began or ended in its period. Needs `session_info`. */
export const listedIn = (scope: Scope): string => {
  const bare = [
    'u.session_id is null',
    scope.models.length === 0 ? 'true' : 'false',
    'i.started_at is not null',
    agentsSql(scope),
    ...filters({ ...scope, agents: [], models: [], since: null, until: null }).map((condition) =>
      condition.replace(/^e\./, 'i.'),
    ),
    `(${withinPeriod('i.started_at', scope)} or ${withinPeriod('i.ended_at', scope)})`,
  ]
  return `(u.session_id is not null or (${bare.join(' and ')}))`
}

const agentsSql = ({ agents }: Scope): string =>
  agents.length === 0 ? 'true' : `i.agent in (${agents.map(quote).join(', ')})`

function withinPeriod(moment: string, { since, until, timezone }: Scope): string {
  const from = since ? `${moment} >= ${startOfDay(since, timezone, 0)}` : 'true'
  const to = until ? `${moment} < ${startOfDay(until, timezone, 1)}` : 'true'
  return `(${from} and ${to})`
}

export async function querySessions(db: DuckDBConnection, mode: CostMode, where: string): Promise<SessionRow[]> {
  const result = await db.runAndReadAll(sessionsSql(mode, where))
  return result.getRowObjectsJson().map(fromRow)
}

/** The same a part at a time, for more sessions than should be held at once. */
export async function* streamSessions(
  db: DuckDBConnection,
  mode: CostMode,
  where: string,
): AsyncGenerator<readonly SessionRow[]> {
  const result = await db.stream(sessionsSql(mode, where))
  for await (const rows of result.yieldRowObjectJson()) yield rows.map(fromRow)
}

const sessionsSql = (mode: CostMode, where: string): string => `
    with ${pricedSql({ mode, keys: ['e.sku_id'] })},
    usage as (
      select session_id, list(distinct k.model order by k.model) as models, ${FIGURES}
      from priced join sku k on k.sku_id = k0
      group by session_id
    ), latest as (
      select session_id, max(happened_at) as last_at,
        arg_max(place_id, (happened_at, byte_offset)) as place_id,
        arg_max(branch_id, (happened_at, byte_offset)) as branch_id
      from scoped group by 1
    )
    select i.name, i.agent, i.parent, i.signal, p.project, b.name as branch, i.written_at, coalesce(u.models, []) as models,
      epoch_ms(i.started_at) as started, epoch_ms(i.ended_at) as ended, epoch_ms(l.last_at) as last_request,
      u.* exclude (session_id, models)
    from session_info i
    left join usage u using (session_id)
    left join latest l using (session_id)
    left join place p on p.place_id = coalesce(l.place_id, i.place_id)
    left join branch b on b.branch_id = coalesce(l.branch_id, i.branch_id)
    where ${where}
    order by i.started_at nulls last, i.name, i.agent`

function fromRow(row: Readonly<Record<string, unknown>>): SessionRow {
  const text = (field: string): string | null => (row[field] === null ? null : String(row[field]))
  const number = (field: string): number | null => (row[field] === null ? null : Number(row[field]))
  const { sessions: _, ...figures } = figuresOf({ ...row, cost: row.cost ?? '0' })
  return {
    id: String(row.name),
    agent: String(row.agent),
    parent: text('parent'),
    project: text('project'),
    branch: text('branch'),
    signal: text('signal') as SessionSignal | null,
    startedAt: number('started'),
    endedAt: number('ended'),
    writtenAt: number('written_at'),
    lastRequestAt: number('last_request'),
    models: row.models as string[],
    figures,
  }
}

export interface PeriodEnd {
  /** The first moment after the period, where it was given. */
  readonly until: number | null
  /** The newest record of all data of the report, null without any. */
  readonly newest: number | null
}

export async function queryPeriodEnd(db: DuckDBConnection, { until, timezone }: Scope): Promise<PeriodEnd> {
  const end = until ? `epoch_ms(${startOfDay(until, timezone, 1)})` : 'null'
  const row = (await db.runAndReadAll(`select ${end}, epoch_ms(max(ended_at)) from session_info`)).getRows()[0]
  return { until: numberOrNull(row?.[0]), newest: numberOrNull(row?.[1]) }
}
