import type { PriceEntry } from '../price-list.ts'

/** Somebody who says what models cost. It is asked by a sync alone, never while costs are computed. */
export interface PriceProvider {
  /** As it stands in the config, in the lock and after `--provider`. */
  readonly name: string
  /** The prices are the seller's own, not collected by somebody else. */
  readonly official: boolean
  /** What it has and where from, in a sentence for people. */
  readonly about: string
  /** Environment variables that may hold its key; the first that is set counts. Empty: it takes none. */
  readonly keyVariables: readonly string[]
  /** Rejects with one RimuruError E5001 that says what is wrong, whatever it was answered. */
  readonly fetch: (options: FetchOptions) => Promise<Fetched>
}

export interface FetchOptions {
  /** Keys and proxies are taken from it. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Where answers are kept with their ETag; null keeps none. */
  readonly cacheFolder: string | null
  readonly now: Date
  /** Reads this file instead of asking anybody: what the provider would have answered. */
  readonly file?: string
  /** Asks nobody: takes the answer that was kept. */
  readonly offline?: boolean
  /** Stands for the scheme and host of the provider's addresses, such as a mirror inside a company. */
  readonly baseUrl?: string
  readonly signal?: AbortSignal
}

export interface Fetched {
  /** In the form of the lock. Where a source dates its prices, several of one model, each with its `from`. */
  readonly entries: readonly PriceEntry[]
  /** What was in the answer and is no price of ours, by reason. */
  readonly skipped: readonly Skipped[]
  readonly models: readonly ProviderModel[]
  readonly source: FetchedSource
  /** For people: what the answer does not say about itself. */
  readonly notes: readonly string[]
  /** The answer is, byte for byte, the one that was kept before. */
  readonly unchanged: boolean
}

export interface Skipped {
  readonly reason: string
  readonly count: number
}

/** A model that a provider knows, whether or not it says a price. */
export interface ProviderModel {
  readonly provider: string
  readonly model: string
  readonly name?: string
  readonly contextWindow?: number
  readonly maxOutput?: number
  /** In the provider's own words, sorted: `reasoning`, `tool_call`, `vision` ... */
  readonly capabilities?: readonly string[]
  readonly deprecated?: true
}

/** Either an address or a file. */
export interface FetchedSource {
  readonly url?: string
  readonly file?: string
  /** ISO time of the answer; of a kept one, when it was last found to be the newest. */
  readonly fetchedAt: string
  /** Of the bytes that were read, in hex. */
  readonly sha256: string
}
