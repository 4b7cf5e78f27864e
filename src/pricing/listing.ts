import type { ListedModel, ListedPrice } from '../core/prices.ts'
import { ratesFrom } from './figures.ts'
import { makersOf } from './makers.ts'
import type { CatalogueModel } from './price-list.ts'
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
  return prices.map(({ entry, source, priceDate }, index) => ({
    provider,
    model,
    from: index === 0 ? null : (entry.from ?? null),
    rates: ratesFrom(entry, isAnthropic, ONE).rates,
    tiers: (entry.tiers ?? []).map((tier) => ({
      promptOver: tier.promptOver,
      rates: ratesFrom(tier, isAnthropic, ONE).rates,
    })),
    source,
    priceDate,
  }))
}
