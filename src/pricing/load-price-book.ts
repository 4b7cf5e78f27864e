import type { PriceBook } from '../core/prices.ts'
import type { Sku } from '../core/usage.ts'
import { catalogueOf, laidOver } from './catalogue.ts'
import { freeRate } from './free.ts'
import { listed } from './listing.ts'
import type { LockBySeller } from './lock/by-seller.ts'
import { sellersIn } from './lock/models.ts'
import { sourceParts } from './lock/order.ts'
import type { PriceLock } from './lock/types.ts'
import { lookupIn, modelsOf, sellersOf } from './lookup.ts'
import type { Sellers } from './lookup.ts'
import type { PriceList } from './price-list.ts'
import { ratesOf } from './rates.ts'
import { isLocal } from './seller-names.ts'
import { versionOf } from './version.ts'

export interface PriceBookOptions {
  /** In rising order of authority; without it the lists that come with the program. */
  readonly lists?: readonly PriceList[]
  /** Where there is one, prices are taken from it alone. */
  readonly lock?: PriceLock | LockBySeller | null
  /** Laid over either, in rising order of authority: what the config says. */
  readonly over?: readonly PriceList[]
}

export async function loadPriceBook(options: PriceBookOptions = {}): Promise<PriceBook> {
  const { base, days } = await baseOf(options)
  const over = options.over ?? []
  const sellers = over.length === 0 ? base : sellersOf(laidOver(modelsOf(base), over))
  const find = lookupIn(sellers)
  let version: string | null = null
  return {
    get version() {
      version ??= versionOf(modelsOf(sellers))
      return version
    },
    asOf: [...days, ...over.map((list) => list.date)].reduce((newest, day) => (day > newest ? day : newest), ''),
    models: () => listed(modelsOf(sellers)),
    ratesFor: (sku: Sku) => {
      if (sku.provider !== null && isLocal(sku.provider)) return [freeRate(sku.provider)]
      const match = find(sku)
      return match === null ? [] : ratesOf(match, sku)
    },
  }
}

interface Base {
  readonly base: Sellers
  /** On which its prices were seen. */
  readonly days: readonly string[]
}

async function baseOf({ lists, lock }: PriceBookOptions): Promise<Base> {
  if (lock) return { base: sellersIn(lock), days: Object.keys(lock.sources).map((name) => sourceParts(name).day) }
  const given = lists ?? (await import('./builtin-lists.ts')).builtinLists()
  return { base: sellersOf(catalogueOf(given)), days: given.map((list) => list.date) }
}
