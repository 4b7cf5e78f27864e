import { divideHalfEven } from '../../core/money.ts'
import type { Money } from '../../core/money.ts'
import { sumOf } from './stats.ts'

/** What one model cost for one kind of token. */
export interface CostItem {
  /** Model and kind of token, such as `claude-opus-5-5/output`. */
  readonly key: string
  readonly model: string
  readonly tokens: bigint
  readonly cost: Money
}

/** The same of two periods. */
export interface ItemChange {
  readonly model: string
  readonly tokensBefore: bigint
  readonly tokensAfter: bigint
  readonly costBefore: Money
  readonly costAfter: Money
  /** What it would have cost had the mix stayed: as before, times the change of all tokens. */
  readonly atOldMix: Money
  /** What it would have cost at the old price of its own; of a new item that is its new one. */
  readonly atOldPrice: Money
}

/** Why a cost changed. The parts add up to the change to the last digit. */
export interface CostChange {
  readonly change: Money
  /** More or fewer tokens at the old average price, and what is not charged per token. */
  readonly volume: Money
  /** Another mix of models and kinds of tokens, at old prices. */
  readonly mix: Money
  readonly price: Money
  readonly tokensBefore: bigint
  readonly tokensAfter: bigint
  /** What the change of tokens came from; empty where there were none before. */
  readonly items: readonly ItemChange[]
}

type Pair = Omit<ItemChange, 'atOldMix' | 'atOldPrice'>

export function explainChange(before: readonly CostItem[], after: readonly CostItem[]): CostChange {
  const pairs = pairUp(before, after)
  const change = sumOf(pairs.map((pair) => pair.costAfter - pair.costBefore))
  const perToken = pairs.filter((pair) => !isFlat(pair))
  const tokensBefore = sumOf(perToken.map((pair) => pair.tokensBefore))
  const tokensAfter = sumOf(perToken.map((pair) => pair.tokensAfter))
  if (tokensBefore === 0n) {
    return { change, volume: change, mix: 0n, price: 0n, tokensBefore, tokensAfter, items: [] }
  }
  const items = perToken.map((pair) => ({
    ...pair,
    atOldMix: divideHalfEven(pair.costBefore * tokensAfter, tokensBefore),
    atOldPrice: costAtOldPrice(pair),
  }))
  const costAfter = sumOf(items.map((item) => item.costAfter))
  const costBefore = sumOf(items.map((item) => item.costBefore))
  const atOldMix = divideHalfEven(costBefore * tokensAfter, tokensBefore)
  const atOldPrices = sumOf(items.map((item) => item.atOldPrice))
  const flat = change - (costAfter - costBefore)
  return {
    change,
    volume: atOldMix - costBefore + flat,
    mix: atOldPrices - atOldMix,
    price: costAfter - atOldPrices,
    tokensBefore,
    tokensAfter,
    items,
  }
}

const costAtOldPrice = ({ tokensBefore, tokensAfter, costBefore, costAfter }: Pair): Money =>
  tokensBefore === 0n ? costAfter : divideHalfEven(tokensAfter * costBefore, tokensBefore)

/** A cost without tokens has no price per token. */
const isFlat = ({ tokensBefore, tokensAfter, costBefore, costAfter }: Pair): boolean =>
  (tokensBefore === 0n && costBefore !== 0n) || (tokensAfter === 0n && costAfter !== 0n)

function pairUp(before: readonly CostItem[], after: readonly CostItem[]): Pair[] {
  const pairs = new Map<string, Pair>()
  const pairOf = ({ key, model }: CostItem): Pair =>
    pairs.get(key) ?? { model, tokensBefore: 0n, tokensAfter: 0n, costBefore: 0n, costAfter: 0n }
  for (const item of before) {
    const pair = pairOf(item)
    const { tokensBefore, costBefore } = pair
    pairs.set(item.key, { ...pair, tokensBefore: tokensBefore + item.tokens, costBefore: costBefore + item.cost })
  }
  for (const item of after) {
    const pair = pairOf(item)
    const { tokensAfter, costAfter } = pair
    pairs.set(item.key, { ...pair, tokensAfter: tokensAfter + item.tokens, costAfter: costAfter + item.cost })
  }
  return [...pairs.values()]
}
