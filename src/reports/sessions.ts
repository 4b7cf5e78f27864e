import { formatMoney, parseMoney } from '../core/money.ts'
import type { SessionStatus } from '../core/usage.ts'
import type { CostFigures } from '../warehouse/queries/costs.ts'
import { allSessionNames } from '../warehouse/queries/session-family.ts'
import { createSessionInfo } from '../warehouse/queries/session-info.ts'
import { listedIn, queryPeriodEnd, querySessions } from '../warehouse/queries/sessions.ts'
import type { PeriodEnd, SessionFigures, SessionRow } from '../warehouse/queries/sessions.ts'
import { periodOf } from './costs.ts'
import type { PeriodBlock, PricesBlock, ReportInput } from './costs.ts'
import { pricesOf } from './prices.ts'
import { buildQuality } from './quality.ts'
import type { QualityBlock } from './quality.ts'
import { isActiveNow, statusAt } from './sessions-status.ts'

export interface SessionItem extends SessionFigures {
  readonly id: string
  readonly agent: string
  readonly parent_id: string | null
  readonly project: string | null
  readonly git_branch: string | null
  readonly status: SessionStatus
  readonly started_at: string | null
  readonly ended_at: string | null
  readonly models: readonly string[]
}

export interface SessionsDocument {
  readonly schema_version: 1
  readonly kind: 'sessions'
  readonly period: PeriodBlock
  readonly sessions: readonly SessionItem[]
  readonly totals: CostFigures
  readonly quality: QualityBlock
  readonly prices: PricesBlock
}

export interface SessionsReport {
  readonly document: SessionsDocument
  /** All ids that `sessions show` may be asked for. */
  readonly knownIds: readonly string[]
}

/** `now`: only what runs at that moment by the clock. */
export async function buildSessions(input: ReportInput, now: number | null): Promise<SessionsReport> {
  const { db, scope, mode } = input
  await createSessionInfo(db, scope)
  const end = await queryPeriodEnd(db, scope)
  const rows = await querySessions(db, mode, listedIn(scope))
  const sessions =
    now === null
      ? rows.map((row) => itemOf(row, end))
      : rows
          .filter((row) => isActiveNow(row, now))
          .map((row): SessionItem => ({ ...itemOf(row, end), status: 'active' }))
  const quality = await buildQuality(db, scope, input.sources, mode)
  const period = await periodOf(db, scope)
  const document: SessionsDocument = {
    schema_version: 1,
    kind: 'sessions',
    period,
    sessions,
    totals: sumOf(sessions),
    quality: quality.block,
    prices: await pricesOf(input, period),
  }
  return { document, knownIds: (await allSessionNames(db)).map(({ id }) => id) }
}

export const itemOf = (row: SessionRow, end: PeriodEnd): SessionItem => ({
  id: row.id,
  agent: row.agent,
  parent_id: row.parent,
  project: row.project,
  git_branch: row.branch,
  status: statusAt(row, end),
  started_at: isoOf(row.startedAt),
  ended_at: isoOf(endWithin(row, end.until)),
  models: row.models,
  ...row.figures,
})

/** A session that went on after the period is shown up to what it did within: a report of a day stays what it was. */
const endWithin = (row: SessionRow, until: number | null): number | null =>
  until !== null && row.endedAt !== null && row.endedAt >= until ? (row.lastRequestAt ?? row.startedAt) : row.endedAt

export const isoOf = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString())

/** Exact: the figures of a session are not rounded. */
export function sumOf(items: readonly SessionFigures[]): CostFigures {
  const sum = (field: Exclude<keyof SessionFigures, 'cost_usd'>): number =>
    items.reduce((total, item) => total + item[field], 0)
  return {
    requests: sum('requests'),
    sessions: items.length,
    input_tokens: sum('input_tokens'),
    output_tokens: sum('output_tokens'),
    cache_read_tokens: sum('cache_read_tokens'),
    cache_write_5m_tokens: sum('cache_write_5m_tokens'),
    cache_write_1h_tokens: sum('cache_write_1h_tokens'),
    reasoning_tokens: sum('reasoning_tokens'),
    total_tokens: sum('total_tokens'),
    cost_usd: formatMoney(items.reduce((total, item) => total + (parseMoney(item.cost_usd) ?? 0n), 0n)),
    unpriced_requests: sum('unpriced_requests'),
    unpriced_tokens: sum('unpriced_tokens'),
  }
}
