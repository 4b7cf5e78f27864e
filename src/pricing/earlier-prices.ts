import { asFast } from './lock/as-fast.ts'
import { FAST, skuOf } from './lock/copies.ts'
import type { Find, Match } from './lookup.ts'
import type { CatalogueModel, DatedPrice } from './price-list.ts'

/**
 * A model that is priced from a day on may have been priced before, through an alias, a dropped date or another seller.
 * That price stays its own for all earlier usage.
 */
export function withEarlier(model: CatalogueModel, before: Find): CatalogueModel {
  const match = before(skuOf(model.model, model.provider))
  if (match === null) return model
  const start = model.prices[0]?.entry.from ?? ''
  const earlier = match.model.prices.filter(({ entry }) => (entry.from ?? '') < start)
  return {
    ...model,
    // When another seller listed it says nothing about when this one did.
    entered: match.otherSeller ? model.entered : match.model.entered,
    prices: [...earlier.map((price) => copyOf(price, match)), ...model.prices],
  }
}

function copyOf(price: DatedPrice, { model, fast }: Match): DatedPrice {
  const origin = price.copyOf ?? `${model.provider}/${model.model}`
  const isFast = fast && price.entry.fast !== undefined
  return { ...price, entry: fast ? asFast(price.entry) : price.entry, copyOf: isFast ? `${origin}${FAST}` : origin }
}
