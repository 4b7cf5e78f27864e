import type { DuckDBConnection } from '../warehouse/queries/connection.ts'
import type { PriceBook } from '../core/prices.ts'
import { queryCosts } from '../warehouse/queries/costs.ts'
import type { CostFigures, CostRow } from '../warehouse/queries/costs.ts'
import type { Calendar, GroupKey } from '../warehouse/queries/group-keys.ts'
import { queryMeters } from '../warehouse/queries/meters.ts'
import type { AgentMeter } from '../warehouse/queries/meters.ts'
import { queryPeriod } from '../warehouse/queries/period.ts'
import type { CostMode } from '../warehouse/queries/rates.ts'
import type { Scope } from '../warehouse/queries/scope.ts'
import { buildQuality } from './quality.ts'
import type { QualityBlock, QualitySource } from './quality.ts'
import { pricesOf } from './prices.ts'

export interface PeriodBlock {
  readonly since: string | null
  readonly until: string | null
  readonly timezone: string
}

export interface PricesBlock {
  readonly version: string
  readonly as_of: string
}

export interface CostsDocument {
  readonly schema_version: 1
  readonly kind: 'costs'
  readonly period: PeriodBlock
  readonly by: readonly GroupKey[]
  readonly rows: readonly CostRow[]
  readonly totals: CostFigures
  /** What the agents keep besides tokens, in the period. */
  readonly meters: readonly AgentMeter[]
  readonly quality: QualityBlock
  readonly prices: PricesBlock
}

export interface ReportInput {
  readonly db: DuckDBConnection
  readonly scope: Scope
  readonly sources: readonly QualitySource[]
  readonly book: PriceBook
  readonly mode: CostMode
}

export async function buildCosts(
  input: ReportInput,
  by: readonly GroupKey[],
  calendar: Calendar,
): Promise<CostsDocument> {
  const { rows, totals } = await queryCosts(input.db, by, calendar, input.mode)
  // Most often everything has a price: then nothing has to look for what has none.
  const isPriced = totals.unpriced_requests + totals.unpriced_tokens === 0
  const quality = await buildQuality(input.db, input.scope, input.sources, input.mode, isPriced ? [] : undefined)
  const period = await periodOf(input.db, input.scope)
  return {
    schema_version: 1,
    kind: 'costs',
    period,
    by,
    rows,
    totals,
    meters: await queryMeters(input.db, input.scope),
    quality: quality.block,
    prices: await pricesOf(input, period),
  }
}

/** Without dates: from the first day with usage to the last. */
export async function periodOf(db: DuckDBConnection, scope: Scope): Promise<PeriodBlock> {
  const { timezone } = scope
  if (scope.since && scope.until) return { since: scope.since, until: scope.until, timezone }
  const found = await queryPeriod(db, timezone)
  return { since: scope.since ?? found.since, until: scope.until ?? found.until, timezone }
}
