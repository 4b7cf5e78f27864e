import type { PriceBook } from '../core/prices.ts'
import type { Sku } from '../core/usage.ts'
import { builtinLists } from './builtin-lists.ts'
import { catalogueOf } from './catalogue.ts'
import { freeRate } from './free.ts'
import { listed } from './listing.ts'
import { lookupIn } from './lookup.ts'
import type { PriceList } from './price-list.ts'
import { ratesOf } from './rates.ts'
import { isLocal } from './seller-names.ts'
import { versionOf } from './version.ts'

interface PriceBookOptions {
  /** In rising order of authority; without it the lists that come with the program. */
  readonly lists?: readonly PriceList[]
}

export async function loadPriceBook(options: PriceBookOptions = {}): Promise<PriceBook> {
  const lists = options.lists ?? builtinLists()
  const models = catalogueOf(lists)
  const find = lookupIn(models)
  const asOf = lists.map((list) => list.date).reduce((newest, date) => (date > newest ? date : newest), '')
  return {
    version: versionOf(lists),
    asOf,
    models: () => listed(models),
    ratesFor: (sku: Sku) => {
      if (sku.provider !== null && isLocal(sku.provider)) return [freeRate(sku.provider, asOf)]
      const match = find(sku)
      return match === null ? [] : ratesOf(match, sku)
    },
  }
}
