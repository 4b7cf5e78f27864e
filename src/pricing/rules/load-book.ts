import { hash } from 'node:crypto'
import type { PriceRules } from '../../core/price-rules.ts'
import type { PriceBook } from '../../core/prices.ts'
import { loadPriceBook } from '../load-price-book.ts'
import type { PriceBookOptions } from '../load-price-book.ts'
import { aliased } from './aliases.ts'
import { discounting } from './discounts.ts'
import { overrideList } from './overrides.ts'

/** The listed prices with what the config says over them. */
export async function loadBookWithRules(
  { aliases, overrides, discounts }: PriceRules,
  options: Omit<PriceBookOptions, 'over'> = {},
): Promise<PriceBook> {
  const over = overrides.length === 0 ? [] : [overrideList(overrides)]
  const book = await loadPriceBook({ ...options, over })
  if (Object.keys(aliases).length + overrides.length + discounts.length === 0) return book
  const ratesFor = aliased(aliases, book.ratesFor)
  const discount = discounting(discounts)
  return {
    get version() {
      return `sha256:${hash('sha256', JSON.stringify([book.version, aliases, discounts]))}`
    },
    asOf: book.asOf,
    models: () => book.models().map((model) => ({ ...model, prices: model.prices.map(dated) })),
    ratesFor: (sku) => discount(ratesFor(sku)).map(dated),
  }
}

/** A price that the config gives without a day was seen on none. */
const dated = <Price extends { readonly priceDate: string | null }>(price: Price): Price =>
  price.priceDate === '' ? { ...price, priceDate: null } : price
