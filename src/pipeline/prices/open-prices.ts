import type { PricingSettings } from '../../config/pricing.ts'
import type { PriceBook } from '../../core/prices.ts'
import { loadBookWithRules } from '../../pricing/rules/load-book.ts'
import { lockOf } from './lock-of.ts'

/** The lock, else the prices that come with the program, under what the config says of prices. */
export const openPrices = async (pricing: PricingSettings): Promise<PriceBook> =>
  loadBookWithRules(pricing, { lock: lockOf(pricing) })
