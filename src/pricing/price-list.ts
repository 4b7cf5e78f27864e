/** A price of a million tokens in USD as decimal text, exactly as its source wrote it. */
type PerMillion = string

export interface Figures {
  readonly input: PerMillion
  readonly output: PerMillion
  readonly cacheRead?: PerMillion
  readonly cacheWrite5m?: PerMillion
  readonly cacheWrite1h?: PerMillion
  /** USD for one search. */
  readonly webSearch?: string
}

/** Sold as a factor on the standard price where no figures of its own are published. */
export interface Times {
  readonly times: string
}

/** What another service than the standard one costs. */
export interface ServicePrices {
  /** What the seller calls fast or priority. */
  readonly fast?: Figures | Times
  readonly batch?: Figures | Times
  readonly flex?: Figures | Times
}

/** Replaces every class of a request whose prompt has more than `promptOver` tokens. */
export interface PromptTier extends Figures, ServicePrices {
  readonly promptOver: number
}

/** Replaces the classes it names at certain hours. */
export interface HourPrice extends Partial<Figures> {
  /** `HH:MM-HH:MM` in UTC, the end not included; it may pass midnight. */
  readonly utc: string
  /** Only on these days of the week in UTC, `mon` to `sun`. */
  readonly days?: readonly string[]
}

/** One price of one model from one day on. */
export interface PriceEntry extends Figures, ServicePrices {
  readonly provider: string
  readonly model: string
  /** `YYYY-MM-DD`, from 00:00 UTC; absent on the first price known, which also holds for all earlier usage. */
  readonly from?: string
  readonly tiers?: readonly PromptTier[]
  /** Factors for data kept in a region, by its short name in lower case (`us`, `eu`). */
  readonly regions?: Readonly<Record<string, Times>>
  readonly hours?: readonly HourPrice[]
  /** The seller charges something else at certain hours, which is not represented. */
  readonly byHour?: true
  readonly aliases?: readonly string[]
  readonly contextWindow?: number
  readonly deprecated?: true
  readonly note?: string
}

export interface PriceList {
  readonly source: string
  /** The day on which the list was seen, `YYYY-MM-DD`. */
  readonly date: string
  readonly prices: readonly PriceEntry[]
}

/** A price together with where it is from. */
export interface DatedPrice {
  readonly entry: PriceEntry
  readonly source: string
  readonly priceDate: string
  /** `seller/model` whose price it is, where it held for this name before the model was listed itself. */
  readonly copyOf?: string
}

/** One model of one seller after all lists were laid over each other. */
export interface CatalogueModel {
  readonly provider: string
  readonly model: string
  readonly aliases: readonly string[]
  readonly contextWindow: number | null
  /** Which came earlier has a smaller number: a name that several sellers list stays with the first. */
  readonly entered: number
  /** In order of time; the first has no `from`. */
  readonly prices: readonly DatedPrice[]
}
