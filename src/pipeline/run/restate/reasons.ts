import type { Money } from '../../../core/money.ts'
import type { Rate } from '../../../core/prices.ts'
import type { SkuRates } from '../../../reports/prices.ts'
import type { RestatementReason } from '../../../reports/sections/restated.ts'
import { skuKey, textOf } from './kept-rates.ts'

interface Change {
  readonly fromUsage: Money
  readonly fromPrices: Money
  /** The config says other things of prices than it did then. */
  readonly hasOtherRules: boolean
  readonly before: readonly SkuRates[]
  readonly now: readonly SkuRates[]
}

export function reasonsOf({ fromUsage, fromPrices, hasOtherRules, before, now }: Change): RestatementReason[] {
  const usage: RestatementReason[] = fromUsage === 0n ? [] : ['usage']
  if (fromPrices === 0n) return usage
  if (!hasOtherRules) return [...usage, 'price']
  const known = new Map(before.map(({ sku, rates }) => [skuKey(sku), rates]))
  const others = now
    .map(({ sku, rates }) => [known.get(skuKey(sku)) ?? rates, rates] as const)
    .filter(([was, is]) => figuresOf(was) !== figuresOf(is))
  // Of what the config has no say in, the lists have changed.
  const isListed = others.some((both) => !both.flat().some(isOfConfig))
  const isRuled = others.length === 0 || others.some((both) => both.flat().some(isOfConfig))
  return [...usage, ...(isListed ? (['price'] as const) : []), ...(isRuled ? (['rules'] as const) : [])]
}

const isOfConfig = ({ rule, source }: Rate): boolean => /\bof the config\b/.test(rule) || /\bconfig$/.test(source)

const figuresOf = (rates: readonly Rate[]): string =>
  textOf(rates.map(({ rule: _, source: __, priceDate: ___, ...figures }) => figures))
