import type { PricingSettings } from '../../config/pricing.ts'
import { baselineLock } from '../../pricing/lock/baseline.ts'
import { wholeLock } from '../../pricing/lock/by-seller.ts'
import type { LockSource } from '../../pricing/lock/types.ts'
import { providersNamed } from './ask.ts'
import { lockOf } from './lock-of.ts'

/** Something that prices were taken from. */
export interface PriceSource extends Omit<LockSource, 'models'> {
  /** `litellm@2026-11-21` */
  readonly name: string
  /** How many prices of it are in force or were. */
  readonly prices: number
}

export interface PricesDocument {
  readonly schema_version: 1
  readonly kind: 'prices'
  /** Null without a lock: the prices that come with the program count. */
  readonly lock: string | null
  readonly models: number
  readonly prices: number
  readonly sources: readonly PriceSource[]
  /** What the config says over them. */
  readonly rules: { readonly overrides: number; readonly aliases: number; readonly discounts: number }
  /** Whom a sync asks, in this order. */
  readonly providers: readonly { readonly name: string; readonly official: boolean; readonly about: string }[]
}

export function buildOverview(pricing: PricingSettings): PricesDocument {
  const known = lockOf(pricing)
  const { sources, prices } = known === null ? baselineLock() : wholeLock(known)
  const bySource = Map.groupBy(prices, ({ source }) => source)
  return {
    schema_version: 1,
    kind: 'prices',
    lock: known === null ? null : pricing.lock,
    models: new Set(prices.map(({ provider, model }) => `${provider}/${model}`)).size,
    prices: prices.length,
    sources: Object.entries(sources).map(([name, { models: _, ...source }]) => ({
      name,
      ...source,
      prices: bySource.get(name)?.length ?? 0,
    })),
    rules: {
      overrides: pricing.overrides.length,
      aliases: Object.keys(pricing.aliases).length,
      discounts: pricing.discounts.length,
    },
    providers: providersNamed(pricing.providers).map(({ name, official, about }) => ({ name, official, about })),
  }
}
