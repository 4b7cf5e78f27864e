import type { z } from 'zod'
import type { Figures, PriceEntry, ServicePrices } from '../../price-list.ts'
import { jsonOf, nonsense } from './json.ts'
import { Collection } from './parsed.ts'
import type { Parsed } from './parsed.ts'
import { asWritten, complete, factor, present, Unusable } from './prices.ts'
import { groupSchema, groupsSchema, originSchema, priceSchema } from './table-schema.ts'

export interface ParsedTable extends Parsed {
  /** The days on which its prices were seen, in order. */
  readonly seen: readonly string[]
}

/** A maker's prices as a file that people keep by hand. */
export function parseTable(text: string, provider: string): ParsedTable {
  const groups = groupsSchema.safeParse(jsonOf(text))
  if (!groups.success) throw nonsense('no list of dated prices')
  const collection = new Collection()
  const days = new Set<string>()
  for (const value of groups.data) {
    const group = groupSchema.safeParse(value)
    const origin = originSchema.safeParse(value)
    if (!group.success) collection.skip('no group of prices')
    else if (!origin.success) collection.skip('a price without its page and day', group.data.prices.length)
    else {
      const { page, seen, via } = origin.data
      days.add(seen)
      const note = `${page} as of ${seen}, by ${via}`
      for (const price of group.data.prices) collection.add(() => [entryOf(provider, price, note)])
    }
  }
  const { entries, skipped } = collection.result()
  const models = new Map(
    entries.map(({ model, contextWindow }) => [model, { provider, model, ...(contextWindow && { contextWindow }) }]),
  )
  return { entries, skipped, models: [...models.values()], seen: [...days].sort() }
}

function entryOf(provider: string, value: unknown, note: string): PriceEntry {
  const price = priceSchema.safeParse(value)
  if (!price.success) throw new Unusable('a price that cannot be read')
  const { model, from, tiers = [], aliases, contextWindow } = price.data
  return {
    provider,
    model,
    ...(from && { from }),
    ...pricesIn(price.data),
    ...(tiers.length > 0 && { tiers: tiers.map((tier) => ({ promptOver: tier.promptOver, ...pricesIn(tier) })) }),
    ...(aliases && { aliases }),
    ...(contextWindow && { contextWindow }),
    note,
  }
}

type Prices = Omit<z.infer<typeof priceSchema>, 'model'>

const SERVICES = ['fast', 'batch', 'flex'] as const

function pricesIn(price: Prices): Figures & ServicePrices {
  const services = SERVICES.flatMap((name) => {
    const given = price[name]
    if (given === undefined) return []
    return [[name, 'times' in given ? { times: factor(given.times) } : figuresIn(given)] as const]
  })
  return { ...figuresIn(price), ...Object.fromEntries(services) }
}

const figuresIn = (price: Prices | Figures): Figures =>
  complete(
    present({
      input: asWritten(price.input),
      output: asWritten(price.output),
      cacheRead: asWritten(price.cacheRead),
      cacheWrite5m: asWritten(price.cacheWrite5m),
      cacheWrite1h: asWritten(price.cacheWrite1h),
      webSearch: asWritten(price.webSearch),
    }),
  )
