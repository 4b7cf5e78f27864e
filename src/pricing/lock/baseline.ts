import { hash } from 'node:crypto'
import { builtinLists } from '../builtin-lists.ts'
import { catalogueOf } from '../catalogue.ts'
import type { CatalogueModel, DatedPrice, PriceList } from '../price-list.ts'
import { modelsOffered } from './answer.ts'
import { lineOf } from './lines.ts'
import { inOrder } from './order.ts'
import type { LockedPrice, LockSource, PriceLock } from './types.ts'

/** The lists that come with the program as a lock: what `rimuru init` writes, and what the first sync starts from. */
export function baselineLock(lists: readonly PriceList[] = builtinLists()): PriceLock {
  const days = new Map(lists.map((list) => [list.source, list.date]))
  const nameOf = (source: string): string => `${source}@${days.get(source)}`
  return {
    sources: Object.fromEntries(lists.map((list) => [nameOf(list.source), sourceOf(list)])),
    prices: catalogueOf(lists)
      .flatMap((model) => model.prices.map((price, index) => lineIn(model, price, index, nameOf(price.source))))
      .sort(inOrder),
  }
}

const sourceOf = (list: PriceList): LockSource => ({
  file: 'built in',
  fetched_at: list.date,
  sha256: digestOf(list.prices),
  models: modelsOffered(list.prices).size,
})

/** What came with the program is no file of its own: its prices are what is hashed. */
export const digestOf = (prices: PriceList['prices']): string => hash('sha256', JSON.stringify(prices))

function lineIn(model: CatalogueModel, { entry }: DatedPrice, index: number, source: string): LockedPrice {
  const { from: _, contextWindow: __, ...first } = entry
  const line = lineOf({ ...(index === 0 ? first : entry), provider: model.provider, model: model.model }, source)
  return {
    ...line,
    ...(index === 0 && model.aliases.length > 0 && { aliases: model.aliases }),
    ...(index === 0 && model.contextWindow !== null && { contextWindow: model.contextWindow }),
  }
}
