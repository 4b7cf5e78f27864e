import type { Sku } from '../core/usage.ts'
import { money } from './figures.ts'
import type { Figures, PriceEntry } from './price-list.ts'
import { ONE, times } from './ratio.ts'
import type { Ratio } from './ratio.ts'

/** What the request was besides its model, once it is known who makes that model. */
export interface Order {
  readonly maker: string | null
  readonly tier: Sku['tier']
  readonly fast: boolean
  readonly geo: string | null
}

export interface Terms {
  readonly figures: Figures
  readonly factor: Ratio
  /** Follow the model in the rule, e.g. `fast`, `geo us 1.1 x`. */
  readonly words: readonly string[]
  readonly notes: readonly string[]
}

const HALF: Ratio = { over: 1n, under: 2n }
const ELEVEN_TENTHS: Ratio = { over: 11n, under: 10n }

/** The figures that count for a prompt size, and everything that multiplies them. */
export function termsOf(price: PriceEntry, long: Figures | null, order: Order): Terms {
  const speed = speedTerms(price, long, order)
  const tier = tierTerms(order)
  const geo = geoTerms(order)
  const words = [...speed.words, ...tier.words, ...geo.words]
  return {
    figures: speed.figures,
    factor: times(speed.factor, tier.factor, geo.factor),
    words: speed.words.length === 0 ? ['standard', ...words] : words,
    notes: [...speed.notes, ...tier.notes],
  }
}

function speedTerms(price: PriceEntry, long: Figures | null, order: Order): Terms {
  const figures = long ?? price
  const wanted = wantedSpeed(order)
  if (wanted === null) return { figures, factor: ONE, words: [], notes: [] }
  const standard = (notes: string): Terms => ({ figures, factor: ONE, words: [], notes: [notes] })
  if (price.fast === undefined) return standard(`no ${wanted} price known, priced as standard`)
  // docs/formats.md 3.6: priority does not exist for long context in some models, and no list says what it would cost.
  if (long !== null) return standard(`no ${wanted} price known for long prompts, priced as standard`)
  if (!('times' in price.fast)) return { figures: price.fast, factor: ONE, words: [wanted], notes: [] }
  const factor = { over: money(price.fast.times), under: money('1') }
  return { figures, factor, words: [`${wanted} ${price.fast.times} x`], notes: [] }
}

/** OpenAI sells speed as the priority tier; Anthropic's priority tier is about capacity and its fast mode is apart. */
function wantedSpeed({ maker, fast, tier }: Order): 'fast' | 'priority' | null {
  if (maker === 'anthropic') return fast ? 'fast' : null
  if (tier === 'priority' || (fast && maker === 'openai')) return 'priority'
  return fast ? 'fast' : null
}

type Modifier = Omit<Terms, 'figures'>

const UNCHANGED: Modifier = { factor: ONE, words: [], notes: [] }

function tierTerms({ tier, maker }: Order): Modifier {
  if (tier === 'batch') return { factor: HALF, words: ['batch 0.5 x'], notes: [] }
  if (tier === 'flex' && maker === 'openai') return { factor: HALF, words: ['flex 0.5 x as batch'], notes: [] }
  if (tier === 'flex') return { ...UNCHANGED, notes: ['no flex price known, priced as standard'] }
  if (tier === 'priority' && maker === 'anthropic')
    return { ...UNCHANGED, notes: ['priority is committed capacity, priced as standard'] }
  return UNCHANGED
}

/** docs/formats.md 2.7: data kept in the US costs a tenth more on every token class, not on searches. */
const geoTerms = ({ geo, maker }: Order): Modifier =>
  maker === 'anthropic' && geo?.toLowerCase() === 'us'
    ? { factor: ELEVEN_TENTHS, words: ['geo us 1.1 x'], notes: [] }
    : UNCHANGED
