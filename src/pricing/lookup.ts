import type { Sku } from '../core/usage.ts'
import { makersOf } from './makers.ts'
import { nameCandidates } from './model-names.ts'
import type { CatalogueModel } from './price-list.ts'
import { sellerId } from './seller-names.ts'

export interface Match {
  readonly model: CatalogueModel
  /** The model's name itself asked for the fast table. */
  readonly fast: boolean
  /** The seller that was named does not list the model, so another seller's price is taken. */
  readonly otherSeller: boolean
}

export type Find = (sku: Sku) => Match | null

type ModelsByName = ReadonlyMap<string, CatalogueModel>

/** docs/formats.md 8.4: by seller and model first, by the bare model second; names are compared whole, never in part. */
export function lookupIn(models: readonly CatalogueModel[]): Find {
  const sellers = bySeller(models)
  const everyone = [...sellers.keys()]
  return (sku) => {
    const names = nameCandidates(sku.model)
    const own = sku.provider === null ? null : sellerId(sku.provider)
    for (const seller of [...(own === null ? [] : [own]), ...makersOf(sku.model), ...everyone]) {
      const listed = sellers.get(seller)
      for (const { name, fast } of listed === undefined ? [] : names) {
        const model = listed?.get(name)
        if (model) return { model, fast, otherSeller: own !== null && own !== seller }
      }
    }
    return null
  }
}

function bySeller(models: readonly CatalogueModel[]): ReadonlyMap<string, ModelsByName> {
  const sellers = new Map<string, Map<string, CatalogueModel>>()
  for (const model of models) {
    const names = sellers.get(model.provider) ?? new Map<string, CatalogueModel>()
    sellers.set(model.provider, names.set(model.model.toLowerCase(), model))
  }
  // A model's own name goes before another model's alias.
  for (const model of models) {
    const names = sellers.get(model.provider)
    for (const alias of model.aliases.map((name) => name.toLowerCase()))
      if (names && !names.has(alias)) names.set(alias, model)
  }
  return sellers
}
