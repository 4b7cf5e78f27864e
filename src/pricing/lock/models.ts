import { once } from '../../core/once.ts'
import type { Sellers } from '../lookup.ts'
import type { CatalogueModel, DatedPrice } from '../price-list.ts'
import { bySeller } from './by-seller.ts'
import type { LockBySeller } from './by-seller.ts'
import { sourceParts } from './order.ts'
import type { LockedPrice, PriceLock } from './types.ts'

type Parts = ReadonlyMap<string, { readonly source: string; readonly day: string; readonly order: number }>

/** The models of a lock with all their prices. */
export function sellersIn(lock: PriceLock | LockBySeller): Sellers {
  const sources = Object.keys(lock.sources)
  const parts: Parts = new Map(sources.map((name, order) => [name, { ...sourceParts(name), order }]))
  const { sellers } = 'sellers' in lock ? lock : bySeller(lock)
  return new Map([...sellers].map(([seller, prices]) => [seller, once(() => modelsAmong(prices(), parts))]))
}

/** The lines of one model stand together. */
function modelsAmong(prices: readonly LockedPrice[], parts: Parts): readonly CatalogueModel[] {
  const models: CatalogueModel[] = []
  for (let start = 0, end = 0; start < prices.length; start = end) {
    const { provider, model } = prices[start]!
    while (prices[end]?.model === model) end += 1
    const lines = prices.slice(start, end)
    models.push({
      provider,
      model,
      aliases: aliasesOf(lines),
      contextWindow: lines.findLast((line) => line.contextWindow !== undefined)?.contextWindow ?? null,
      entered: parts.get((lines.find(isOwn) ?? lines[0]!).source)!.order,
      prices: lines.map((line): DatedPrice => {
        const { source, day } = parts.get(line.source)!
        const priceDate = line.valid_from ?? day
        return { entry: entryOf(line), source, priceDate, ...(line.copy_of && { copyOf: line.copy_of }) }
      }),
    })
  }
  return models
}

const entryOf = (line: LockedPrice): DatedPrice['entry'] =>
  line.valid_from === undefined ? line : { ...line, from: line.valid_from }

/** What was another seller's price before says nothing about when this seller's came. */
const isOwn = ({ provider, copy_of: copied }: LockedPrice): boolean =>
  copied === undefined || copied.startsWith(`${provider}/`)

const aliasesOf = (lines: readonly LockedPrice[]): readonly string[] =>
  lines.length === 1 ? (lines[0]!.aliases ?? []) : [...new Set(lines.flatMap((line) => line.aliases ?? []))].sort()
