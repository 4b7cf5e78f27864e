import { withEarlier } from './earlier-prices.ts'
import { lookupIn, sellersOf } from './lookup.ts'
import type { CatalogueModel, DatedPrice, PriceEntry, PriceList } from './price-list.ts'

type Models = Map<string, CatalogueModel>

/** Lays lists over each other: a later list wins from its first price of a model on, older dated prices stay as history. */
export function catalogueOf(lists: readonly PriceList[]): readonly CatalogueModel[] {
  const [first, ...others] = lists
  const models: Models = first === undefined ? new Map() : modelsOf(first, 0)
  for (const [index, list] of others.entries())
    for (const model of modelsOf(list, 1 + index).values()) lay(models, model)
  return sorted(models)
}

/** The same on top of models that are there already, and whose prices stay until the day that a list names. */
export function laidOver(base: readonly CatalogueModel[], lists: readonly PriceList[]): readonly CatalogueModel[] {
  const models: Models = new Map(base.map((model) => [keyOf(model.provider, model.model), model]))
  const last = base.reduce((entered, model) => Math.max(entered, model.entered), 0)
  for (const [index, list] of lists.entries()) {
    const over = [...modelsOf(list, last + 1 + index).values()]
    const added = over.filter(({ provider, model }) => !models.has(keyOf(provider, model)))
    for (const model of over) if (!added.includes(model) || isForever(model)) lay(models, model)
    const before = lookupIn(sellersOf(sorted(models)))
    for (const model of added) if (!isForever(model)) lay(models, withEarlier(model, before))
  }
  return sorted(models)
}

const isForever = ({ prices }: CatalogueModel): boolean => prices[0]?.entry.from === undefined

const sorted = (models: Models): readonly CatalogueModel[] =>
  [...models.values()].sort((a, b) => compare(a.provider, b.provider) || compare(a.model, b.model))

function lay(models: Models, over: CatalogueModel): void {
  const key = keyOf(over.provider, over.model)
  const under = [key, ...over.aliases.map((alias) => keyOf(over.provider, alias))].filter((name) => models.has(name))
  const model = under.reduce((above, name) => merged(above, models.get(name)), over)
  for (const name of under) models.delete(name)
  models.set(key, model)
}

function merged(over: CatalogueModel, under: CatalogueModel | undefined): CatalogueModel {
  if (under === undefined) return over
  const start = over.prices[0]?.entry.from
  const history = start === undefined ? [] : under.prices.filter(({ entry }) => (entry.from ?? '') < start)
  return {
    ...over,
    aliases: union(over.aliases, [under.model, ...under.aliases], over.model),
    contextWindow: over.contextWindow ?? under.contextWindow,
    entered: under.entered,
    prices: [...history, ...over.prices],
  }
}

function modelsOf(list: PriceList, entered: number): Models {
  const models: Models = new Map()
  for (const entry of list.prices) {
    const key = keyOf(entry.provider, entry.model)
    const known = models.get(key)
    const price: DatedPrice = { entry, source: list.source, priceDate: entry.from ?? list.date }
    models.set(key, known === undefined ? modelOf(entry, entered, [price]) : withPrice(known, price))
  }
  return models
}

const modelOf = (entry: PriceEntry, entered: number, prices: readonly DatedPrice[]): CatalogueModel => ({
  provider: entry.provider,
  model: entry.model,
  aliases: entry.aliases ?? [],
  contextWindow: entry.contextWindow ?? null,
  entered,
  prices,
})

const withPrice = (known: CatalogueModel, price: DatedPrice): CatalogueModel => ({
  ...known,
  aliases: union(known.aliases, price.entry.aliases ?? [], known.model),
  contextWindow: price.entry.contextWindow ?? known.contextWindow,
  prices: [...known.prices, price].sort((a, b) => compare(a.entry.from ?? '', b.entry.from ?? '')),
})

const union = (a: readonly string[], b: readonly string[], model: string): readonly string[] =>
  [...new Set([...a, ...b].map((name) => name.toLowerCase()))].filter((name) => name !== model.toLowerCase()).sort()

const keyOf = (provider: string, name: string): string => `${provider}\0${name.toLowerCase()}`

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
