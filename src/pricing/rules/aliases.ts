import type { PriceBook, Rate } from '../../core/prices.ts'
import type { Sku } from '../../core/usage.ts'
import { nameCandidates } from '../model-names.ts'
import { isLocal, sellerId } from '../seller-names.ts'

type RatesFor = PriceBook['ratesFor']

/** Prices a name that agents write as the model that the config says it is. */
export function aliased(aliases: Readonly<Record<string, string>>, ratesFor: RatesFor): RatesFor {
  const targets = new Map(Object.entries(aliases).map(([name, target]) => [name.trim().toLowerCase(), target.trim()]))
  return (sku) => {
    const found = nameCandidates(sku.model).find(({ name }) => targets.has(name))
    if (found === undefined) return ratesFor(sku)
    const words = `by the alias "${found.name}" of the config`
    const asked: Sku = found.fast ? { ...sku, speed: 'fast' } : sku
    return ratesAs(targets.get(found.name)!, asked, ratesFor).map((rate) => ({
      ...rate,
      rule: `${rate.rule}; ${words}`,
    }))
  }
}

/** A request as if it had been one of `provider/model` where there is such a one, else of a model of that name: names have slashes too. */
export function ratesAs(target: string, sku: Sku, ratesFor: RatesFor): readonly Rate[] {
  const slash = target.indexOf('/')
  if (slash > 0) {
    const provider = sellerId(target.slice(0, slash))
    const rates = ratesFor({ ...sku, provider, model: target.slice(slash + 1) })
    if (isLocal(provider) || rates.some(({ rule }) => rule.startsWith(`${provider}/`))) return rates
  }
  return ratesFor({ ...sku, model: target })
}
