import { once } from '../core/once.ts'
import type { Sku } from '../core/usage.ts'
import { makersOf } from './makers.ts'
import { nameCandidates } from './model-names.ts'
import type { NameCandidate } from './model-names.ts'
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

/** The models of each seller, made when somebody asks for them. In the order of the sellers' names. */
export type Sellers = ReadonlyMap<string, () => readonly CatalogueModel[]>

type ModelsByName = ReadonlyMap<string, CatalogueModel>

/** No model of its own: each seller that has such a name asks another one under it. */
const ROUTERS: ReadonlySet<string> = new Set(['auto'])

/** docs/formats.md 8.4: by seller and model first, by the bare model second; names are compared whole, never in part. */
export function lookupIn(listed: Sellers): Find {
  const sellers = new Map([...listed].map(([seller, models]) => [seller, once(() => byName(models()))]))
  return (sku) => {
    const names = nameCandidates(sku.model)
    const own = sku.provider === null ? null : sellerId(sku.provider)
    const ownMatch = own === null ? null : matchAmong(names, sellers.get(own)?.())
    if (ownMatch !== null) return { ...ownMatch, otherSeller: false }
    const elsewhere = names.filter(({ name }) => !ROUTERS.has(name))
    for (const seller of makersOf(sku.model)) {
      const match = matchAmong(elsewhere, sellers.get(seller)?.())
      if (match !== null) return { ...match, otherSeller: own !== null && own !== seller }
    }
    const first = firstOf([...sellers.values()].flatMap((listed) => matchAmong(elsewhere, listed()) ?? []))
    return first === null ? null : { ...first, otherSeller: own !== null }
  }
}

type Found = Omit<Match, 'otherSeller'>

function matchAmong(names: readonly NameCandidate[], listed: ModelsByName | undefined): Found | null {
  for (const { name, fast } of listed === undefined ? [] : names) {
    const model = listed?.get(name)
    if (model) return { model, fast }
  }
  return null
}

/** Whoever listed it first keeps it, so that a price that came later changes nothing. Sellers come in the order of their names. */
const firstOf = (matches: readonly Found[]): Found | null =>
  matches.reduce<Found | null>(
    (first, match) => (first === null || match.model.entered < first.model.entered ? match : first),
    null,
  )

export const modelsOf = (sellers: Sellers): readonly CatalogueModel[] =>
  [...sellers.values()].flatMap((models) => models())

/** In the order of the models. */
export function sellersOf(models: readonly CatalogueModel[]): Sellers {
  const sellers = new Map<string, CatalogueModel[]>()
  for (const model of models) {
    const listed = sellers.get(model.provider)
    if (listed === undefined) sellers.set(model.provider, [model])
    else listed.push(model)
  }
  return new Map([...sellers].map(([seller, listed]) => [seller, () => listed]))
}

function byName(models: readonly CatalogueModel[]): ModelsByName {
  const names = new Map(models.map((model) => [model.model.toLowerCase(), model]))
  // A model's own name goes before another model's alias.
  for (const model of models)
    for (const alias of model.aliases.map((name) => name.toLowerCase())) if (!names.has(alias)) names.set(alias, model)
  return names
}
