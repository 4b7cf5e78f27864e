import type { ModelPrice } from '@pydantic/genai-prices'
import { formatMoney, parseMoney } from '../../core/money.ts'
import type { Figures, PromptTier } from '../price-list.ts'

type Key = keyof Figures

const KEYS: readonly (readonly [Key, string])[] = [
  ['input', 'input_mtok'],
  ['output', 'output_mtok'],
  ['cacheRead', 'cache_read_mtok'],
  ['cacheWrite5m', 'cache_write_mtok'],
  ['cacheWrite1h', 'cache_write_1h_mtok'],
  ['webSearch', 'web_searches_kcount'],
]

/** Charges on text that our token classes cannot carry; such a model is left out rather than priced too low. */
const BEYOND_US = ['requests_kcount', 'output_reasoning_mtok', 'output_citation_mtok']

/** Null where the model is not sold by text tokens in and out. */
export function figuresOf(prices: ModelPrice): Figures | null {
  if (BEYOND_US.some((key) => key in prices)) return null
  return complete(figuresAt(prices, null))
}

export function tiersOf(prices: ModelPrice): readonly PromptTier[] {
  const starts = new Set(KEYS.flatMap(([, key]) => tiersUnder(prices[key]).map((tier) => tier.start)))
  return [...starts]
    .toSorted((a, b) => a - b)
    .flatMap((promptOver) => {
      const figures = complete(figuresAt(prices, promptOver))
      return figures === null ? [] : [{ promptOver, ...figures }]
    })
}

function figuresAt(prices: ModelPrice, promptOver: number | null): Partial<Figures> {
  const found: Partial<Record<Key, string>> = {}
  for (const [key, theirs] of KEYS) {
    const price = priceAt(prices[theirs], promptOver)
    if (price !== undefined) found[key] = decimal(key === 'webSearch' ? price / 1000 : price)
  }
  return found
}

const complete = ({ input, output, ...rest }: Partial<Figures>): Figures | null =>
  input === undefined || output === undefined ? null : { input, output, ...rest }

/** In the package a tier holds for prompts of more than `start` tokens; a class without tiers keeps its base price. */
function priceAt(price: ModelPrice[string], promptOver: number | null): number | undefined {
  if (typeof price !== 'object') return price
  const reached = tiersUnder(price).filter((tier) => promptOver !== null && tier.start <= promptOver)
  return reached.at(-1)?.price ?? price.base
}

const tiersUnder = (price: ModelPrice[string]) =>
  typeof price === 'object' ? price.tiers.toSorted((a, b) => a.start - b.start) : []

/**
 * The shortest text of the literal, rounded to 12 places, which is as fine as money per token goes: a few figures are
 * the result of a division (0.08333333333333334) or of binary arithmetic (0.18000000000000002).
 */
function decimal(price: number): string {
  const money = parseMoney(String(price))
  if (money === null) throw new Error(`not a price: ${price}`)
  return formatMoney(((money + 500_000n) / 1_000_000n) * 1_000_000n)
}
