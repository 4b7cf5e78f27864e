import type { Money } from './money.ts'
import type { Sku } from './usage.ts'

/** USD per token of each class, and per web search. */
export interface Rates {
  readonly input: Money
  readonly output: Money
  readonly cacheRead: Money
  readonly cacheWrite5m: Money
  readonly cacheWrite1h: Money
  readonly webSearch: Money
}

/** One row of the rate table: what a SKU costs in a span of time and of prompt sizes. */
export interface Rate {
  readonly rates: Rates
  /** First moment it holds, ms since the epoch; null means from the beginning. */
  readonly from: number | null
  /** First moment it no longer holds; null means until today. */
  readonly until: number | null
  /** It holds for prompts of more than this many tokens ... */
  readonly promptOver: number | null
  /** ... up to this many. */
  readonly promptUpTo: number | null
  /** Minutes of the week, from Monday 00:00 UTC, in which it holds; null is at any time. */
  readonly hours: { readonly from: number; readonly until: number } | null
  /** In words, how the rate was found: the matched entry, the tier, each multiplier and each fallback. */
  readonly rule: string
  /** Where the figure is from, e.g. `genai-prices 0.1.8` or `overlay`. */
  readonly source: string
  /** The day from which or on which the figure was seen, `YYYY-MM-DD`; null where a rule gives it and no list. */
  readonly priceDate: string | null
}

/** One listed price of one model, for people and for `models show`. */
export interface ListedPrice {
  readonly provider: string
  readonly model: string
  readonly from: string | null
  readonly rates: Rates
  readonly tiers: readonly { readonly promptOver: number; readonly rates: Rates }[]
  readonly source: string
  readonly priceDate: string | null
}

export interface ListedModel {
  readonly provider: string
  readonly model: string
  readonly aliases: readonly string[]
  readonly contextWindow: number | null
  readonly prices: readonly ListedPrice[]
}

export interface PriceBook {
  /** `sha256:...` over everything that can change a cost. */
  readonly version: string
  /** The newest date among the figures, `YYYY-MM-DD`. */
  readonly asOf: string
  /** All rates of a SKU; together they cover all of time and every prompt size. Empty: the model has no known price. */
  ratesFor(sku: Sku): readonly Rate[]
  models(): readonly ListedModel[]
}
