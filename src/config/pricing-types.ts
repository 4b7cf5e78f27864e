import type { Amount, Discount, PriceOverride } from '../core/price-rules.ts'
import type { BudgetConfig } from './job-types.ts'

export type { Discount, PriceOverride }

export const COST_MODES = ['calculate', 'recorded', 'auto'] as const
export type CostMode = (typeof COST_MODES)[number]

/** Whom `rimuru prices sync` asks, in this order. */
export const PRICE_PROVIDERS = ['anthropic', 'openai', 'google', 'openrouter', 'litellm', 'models-dev'] as const
export type PriceProviderName = (typeof PRICE_PROVIDERS)[number]

export const SUBSCRIPTION_PERIODS = ['month', 'year'] as const

/** A flat price for usage that is not paid by token. */
export interface SubscriptionConfig {
  readonly name: string
  /** In USD, for all seats together. */
  readonly amount: Amount
  /** What the amount pays for. Default: month. */
  readonly period?: (typeof SUBSCRIPTION_PERIODS)[number] | undefined
  /** First and last day. Default: always. */
  readonly from?: string | undefined
  readonly until?: string | undefined
  /** Which usage it covers; * stands for anything. Default: all. */
  readonly scope?: BudgetConfig['scope']
}

export interface PricingConfig {
  /** Which cost counts: ours (`calculate`), the one the agent recorded (`recorded`), or recorded where there is one (`auto`). */
  readonly cost?: CostMode | undefined
  /** The price lock. Default: prices/prices.lock.json beside the config. */
  readonly lock?: string | undefined
  /** Whom a sync asks; the first that lists a model counts. Default: all, official ones first. */
  readonly providers?: readonly PriceProviderName[] | undefined
  /** Names that agents write, and the model that each is: `model` or `provider/model`. */
  readonly aliases?: Readonly<Record<string, string>> | undefined
  /** Prices that count instead of the listed ones. */
  readonly overrides?: readonly PriceOverride[] | undefined
  /** Where several hold, the last counts. */
  readonly discounts?: readonly Discount[] | undefined
  readonly subscriptions?: readonly SubscriptionConfig[] | undefined
}
