import { formatMoney, parseMoney } from '../core/money.ts'
import type { PriceBook } from '../core/prices.ts'
import type { DuckDBConnection } from '../warehouse/queries/connection.ts'
import { queryCosts } from '../warehouse/queries/costs.ts'
import type { CostFigures } from '../warehouse/queries/costs.ts'
import type { Calendar } from '../warehouse/queries/group-keys.ts'
import { createRates } from '../warehouse/queries/rates.ts'

/** The same usage at two sets of prices. */
export interface ComparedFigures {
  readonly requests: number
  readonly total_tokens: number
  readonly cost_usd: string
  readonly unpriced_requests: number
  readonly new_cost_usd: string
  readonly new_unpriced_requests: number
  readonly difference_usd: string
}

export interface ComparedModel extends ComparedFigures {
  readonly model: string
}

export interface CostComparison {
  readonly rows: readonly ComparedModel[]
  readonly totals: ComparedFigures
}

/** What was used of each model by both books: tokens times prices, whatever cost an agent recorded. Leaves the second book's rates behind. */
export async function compareCosts(
  db: DuckDBConnection,
  calendar: Calendar,
  book: PriceBook,
  other: PriceBook,
): Promise<CostComparison> {
  await createRates(db, book)
  const before = await queryCosts(db, ['model'], calendar, 'calculate')
  await createRates(db, other)
  const after = await queryCosts(db, ['model'], calendar, 'calculate')
  const byModel = new Map(after.rows.map((row) => [row.model, row]))
  return {
    rows: before.rows.map((row) => ({ model: String(row.model), ...compared(row, byModel.get(row.model)!) })),
    totals: compared(before.totals, after.totals),
  }
}

const compared = (before: CostFigures, after: CostFigures): ComparedFigures => ({
  requests: before.requests,
  total_tokens: before.total_tokens,
  cost_usd: before.cost_usd,
  unpriced_requests: before.unpriced_requests,
  new_cost_usd: after.cost_usd,
  new_unpriced_requests: after.unpriced_requests,
  difference_usd: formatMoney((parseMoney(after.cost_usd) ?? 0n) - (parseMoney(before.cost_usd) ?? 0n)),
})
