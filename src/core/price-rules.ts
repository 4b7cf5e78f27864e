/** In USD; a text is taken to the last digit. */
export type Amount = number | string

export const PRICE_CLASSES = ['input', 'output', 'cacheRead', 'cacheWrite5m', 'cacheWrite1h', 'webSearch'] as const
export type PriceClass = (typeof PRICE_CLASSES)[number]

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

/** Of a million tokens of each class; what is left out follows the rules of docs/costs.md. */
export interface PriceFigures {
  readonly input: Amount
  readonly output: Amount
  readonly cacheRead?: Amount | undefined
  readonly cacheWrite5m?: Amount | undefined
  readonly cacheWrite1h?: Amount | undefined
  /** For one search. */
  readonly webSearch?: Amount | undefined
}

export type ByClass = { readonly [Class in PriceClass]?: Amount | undefined }

/** A factor on the standard price. */
export interface PriceFactor {
  readonly times: Amount
}

export interface PriceServices {
  /** Fast mode, or priority. */
  readonly fast?: PriceFigures | PriceFactor | undefined
  readonly batch?: PriceFigures | PriceFactor | undefined
  readonly flex?: PriceFigures | PriceFactor | undefined
}

/** The whole price of a model from a day on, instead of what the lists say. */
export interface PriceOverride extends PriceFigures, PriceServices {
  /** Who sells it: anthropic, aws, azure, openrouter ... */
  readonly provider: string
  readonly model: string
  /** First day, from 00:00 UTC. Default: it always held. */
  readonly from?: string | undefined
  /** For prompts of more tokens, the whole request. */
  readonly tiers?: readonly (PriceFigures & PriceServices & { readonly promptOver: number })[] | undefined
  /** For data kept in a region, by its short name. */
  readonly regions?: Readonly<Record<string, PriceFactor>> | undefined
  readonly hours?:
    | readonly (ByClass & {
        /** `HH:MM-HH:MM` in UTC; it may pass midnight. */
        readonly utc: string
        readonly days?: readonly (typeof WEEKDAYS)[number][] | undefined
      })[]
    | undefined
}

/** What a seller takes off its list prices. */
export interface Discount {
  readonly provider: string
  /** Of every class, or of each class its own. */
  readonly percent: Amount | ByClass
  /** First and last day, in UTC. Default: always. */
  readonly from?: string | undefined
  readonly until?: string | undefined
}

/** What a user says of prices, over what the lists say. */
export interface PriceRules {
  /** Names that agents write, and the model that each is: `model` or `provider/model`. */
  readonly aliases: Readonly<Record<string, string>>
  readonly overrides: readonly PriceOverride[]
  /** Where several hold, the last counts. */
  readonly discounts: readonly Discount[]
}
