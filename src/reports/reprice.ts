import type { PriceBook } from '../core/prices.ts'
import type { Calendar } from '../warehouse/queries/group-keys.ts'
import { compareCosts } from './cost-comparison.ts'
import type { ComparedFigures, ComparedModel } from './cost-comparison.ts'
import { periodOf } from './costs.ts'
import type { PeriodBlock, PricesBlock, ReportInput } from './costs.ts'
import { pricesOf } from './prices.ts'
import { buildQuality } from './quality.ts'
import type { QualityBlock } from './quality.ts'

export interface RepriceDocument {
  readonly schema_version: 1
  readonly kind: 'reprice'
  readonly period: PeriodBlock
  /** What everything was priced with: one model, or a lock. */
  readonly with: { readonly model: string | null; readonly lock: string | null }
  readonly models: readonly ComparedModel[]
  readonly totals: ComparedFigures
  readonly caveat: string
  readonly quality: QualityBlock
  readonly prices: PricesBlock
}

const CAVEAT = 'Arithmetic only: the same tokens at other prices. Another model would have used other tokens.'

export async function buildReprice(
  input: ReportInput,
  calendar: Calendar,
  what: RepriceDocument['with'],
  other: PriceBook,
): Promise<RepriceDocument> {
  const { db, scope, sources, book } = input
  // What the agents recorded says nothing of other prices.
  const quality = await buildQuality(db, scope, sources, 'calculate')
  const period = await periodOf(db, scope)
  const prices = await pricesOf(input, period)
  const { rows, totals } = await compareCosts(db, calendar, book, other)
  return {
    schema_version: 1,
    kind: 'reprice',
    period,
    with: what,
    models: rows,
    totals,
    caveat: CAVEAT,
    quality: quality.block,
    prices,
  }
}
