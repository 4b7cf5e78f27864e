import type { CatalogueModel, DatedPrice } from '../price-list.ts'
import { sourceParts } from './order.ts'
import type { LockedPrice, PriceLock } from './types.ts'

/** The models of a lock with all their prices. The lines of one stand together. */
export function modelsIn({ sources, prices }: PriceLock): readonly CatalogueModel[] {
  const parts = new Map(Object.keys(sources).map((name, order) => [name, { ...sourceParts(name), order }]))
  const models: CatalogueModel[] = []
  for (let start = 0, end = 0; start < prices.length; start = end) {
    const { provider, model } = prices[start]!
    while (prices[end]?.model === model && prices[end]!.provider === provider) end += 1
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
