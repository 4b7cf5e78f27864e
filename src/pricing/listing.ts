import type { ListedModel, ListedPrice, Rates } from '../core/prices.ts'
import { ratesFrom, withSearch } from './figures.ts'
import { makersOf } from './makers.ts'
import type { CatalogueModel, DatedPrice, Figures } from './price-list.ts'
import { ONE } from './ratio.ts'

/** The whole catalogue at standard prices, for people to read. */
export const listed = (models: readonly CatalogueModel[]): readonly ListedModel[] =>
  models.map((model) => ({
    provider: model.provider,
    model: model.model,
    aliases: model.aliases,
    contextWindow: model.contextWindow,
    prices: listedPrices(model),
  }))

function listedPrices({ provider, model, prices }: CatalogueModel): readonly ListedPrice[] {
  const isAnthropic = makersOf(model)[0] === 'anthropic'
  const ratesOf = (figures: Figures, price: DatedPrice): Rates =>
    ratesFrom(withSearch(figures, price, isAnthropic), isAnthropic, ONE).rates
  return prices.map((price, index) => ({
    provider,
    model,
    from: index === 0 ? null : (price.entry.from ?? null),
    rates: ratesOf(price.entry, price),
    tiers: (price.entry.tiers ?? []).map((tier) => ({ promptOver: tier.promptOver, rates: ratesOf(tier, price) })),
    source: price.source,
    priceDate: price.priceDate,
  }))
}
