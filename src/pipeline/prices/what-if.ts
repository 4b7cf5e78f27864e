import type { PricingSettings } from '../../config/pricing.ts'
import { RimuruError } from '../../core/errors.ts'
import type { PriceBook } from '../../core/prices.ts'
import { readLock } from '../../pricing/lock/file.ts'
import type { PriceLock } from '../../pricing/lock/types.ts'
import { loadBookWithRules } from '../../pricing/rules/load-book.ts'
import { ratesAs } from '../../pricing/rules/aliases.ts'

/** Every request priced as if it had been one of this model. Null where it has no price. */
export function asModel(name: string, book: PriceBook): PriceBook | null {
  const sku = { provider: null, model: name, tier: 'standard', speed: 'standard', geo: null } as const
  if (ratesAs(name, sku, book.ratesFor).length === 0) return null
  return { ...book, ratesFor: (each) => ratesAs(name, { ...each, provider: null }, book.ratesFor) }
}

/** Every request at the prices of another lock, under the rules of this config. */
export const asLock = (path: string, pricing: PricingSettings): Promise<PriceBook> =>
  loadBookWithRules(pricing, { lock: readOtherLock(path) })

export function readOtherLock(path: string): PriceLock {
  const lock = readLock(path)
  if (lock !== null) return lock
  throw new RimuruError('E6001', 'there is no such price lock', { where: path, hint: 'name a prices.lock.json' })
}
