import { formatMoney, parseMoney } from '../core/money.ts'
import type { PriceRules } from '../core/price-rules.ts'
import { resolveScope } from './budgets.ts'
import type { BudgetScope } from './budgets.ts'
import { PRICE_PROVIDERS } from './pricing-types.ts'
import type { CostMode, PriceProviderName, PricingConfig, SubscriptionConfig } from './pricing-types.ts'

export interface SubscriptionSettings {
  readonly name: string
  /** In USD, a decimal text. */
  readonly amount: string
  readonly period: 'month' | 'year'
  readonly from: string | null
  readonly until: string | null
  readonly scope: BudgetScope
}

/** `pricing` of the config with every default filled. */
export interface PricingSettings extends PriceRules {
  readonly cost: CostMode
  /** Absolute; null: only the prices that come with the program count. */
  readonly lock: string | null
  /** The config names the lock, so it has to be there. */
  readonly lockIsNamed: boolean
  readonly providers: readonly PriceProviderName[]
  readonly subscriptions: readonly SubscriptionSettings[]
}

export const resolvePricing = (pricing: PricingConfig, lock: string | null): PricingSettings => ({
  cost: pricing.cost ?? 'calculate',
  lock: pricing.lock ?? lock,
  lockIsNamed: pricing.lock !== undefined,
  providers: pricing.providers ?? PRICE_PROVIDERS,
  aliases: pricing.aliases ?? {},
  overrides: pricing.overrides ?? [],
  discounts: pricing.discounts ?? [],
  subscriptions: (pricing.subscriptions ?? []).map(resolveSubscription),
})

const resolveSubscription = (subscription: SubscriptionConfig): SubscriptionSettings => ({
  name: subscription.name,
  // Checked to be an amount with the config.
  amount: formatMoney(parseMoney(String(subscription.amount)) ?? 0n),
  period: subscription.period ?? 'month',
  from: subscription.from ?? null,
  until: subscription.until ?? null,
  scope: resolveScope(subscription.scope),
})
