import { divideHalfEven } from '../../core/money.ts'
import type { Money } from '../../core/money.ts'
import type { CostChange, ItemChange } from './cost-change.ts'
import { sumOf } from './stats.ts'

/** One short sentence from the largest part that goes the way of the change. */
export function reasonOf(change: CostChange): string {
  const up = change.change > 0n
  const along = (part: Money): Money => (up ? part : -part)
  const [volume, mix, price] = [along(change.volume), along(change.mix), along(change.price)]
  if (volume >= mix && volume >= price) return volumeReason(change, up)
  return mix >= price ? mixReason(change, up) : priceReason(change, along)
}

function volumeReason({ tokensBefore, tokensAfter }: CostChange, up: boolean): string {
  if (up) return tokensAfter > tokensBefore ? 'more tokens' : 'more charges that are not per token'
  return tokensAfter < tokensBefore ? 'fewer tokens' : 'fewer charges that are not per token'
}

function mixReason({ items, tokensBefore, tokensAfter }: CostChange, up: boolean): string {
  const costBefore = sumOf(items.map((item) => item.costBefore))
  /** What more tokens of an item than in the old mix cost above the old average. */
  const effectOf = (item: ItemChange): Money => {
    const moreTokens = item.tokensAfter * tokensBefore - item.tokensBefore * tokensAfter
    const atAverage = divideHalfEven(moreTokens * costBefore, tokensBefore ** 2n)
    return item.atOldPrice - item.atOldMix - atAverage
  }
  const shareGrew = (ofModel: readonly ItemChange[]): boolean =>
    sumOf(ofModel.map((item) => item.tokensAfter)) * tokensBefore >
    sumOf(ofModel.map((item) => item.tokensBefore)) * tokensAfter
  const gained = largest(items, (ofModel) =>
    shareGrew(ofModel) ? sumOf(ofModel.map((item) => (up ? effectOf(item) : -effectOf(item)))) : 0n,
  )
  return `${up ? 'dearer' : 'cheaper'} mix of models and tokens${gained === null ? '' : ` (more ${gained})`}`
}

function priceReason({ items }: CostChange, along: (part: Money) => Money): string {
  const model = largest(items, (ofModel) => sumOf(ofModel.map((item) => along(item.costAfter - item.atOldPrice))))
  return model === null ? 'prices changed' : `price of ${model} changed`
}

/** The model with the largest effect above 0; of equal ones the first by name. */
function largest(items: readonly ItemChange[], effectOf: (ofModel: readonly ItemChange[]) => Money): string | null {
  let best: { model: string; effect: Money } | null = null
  for (const [model, ofModel] of Map.groupBy(items, (item) => item.model)) {
    const effect = effectOf(ofModel)
    const isBetter = best === null || effect > best.effect || (effect === best.effect && model < best.model)
    if (effect > 0n && isBetter) best = { model, effect }
  }
  return best === null ? null : best.model
}
