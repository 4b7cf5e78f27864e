import type { Sku } from '../core/usage.ts'
import { money } from './figures.ts'
import type { Figures, PriceEntry, ServicePrices } from './price-list.ts'
import { ONE, times } from './ratio.ts'
import type { Ratio } from './ratio.ts'
import { withDefaults } from './service-figures.ts'

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

/** What a prompt of some size at some hour costs, before service, speed and region. */
export interface Standard extends ServicePrices {
  readonly figures: Figures
  readonly isLong: boolean
}

const HALF: Ratio = { over: 1n, under: 2n }
const ELEVEN_TENTHS: Ratio = { over: 11n, under: 10n }

/** The figures that count, and everything that multiplies them. */
export function termsOf(price: PriceEntry, standard: Standard, order: Order): Terms {
  const speed = speedTerms(price, standard, order)
  const tier = tierTerms(price, standard, speed, order)
  const geo = geoTerms(price, order)
  const words = [...speed.words, ...tier.words, ...geo.words]
  return {
    figures: tier.figures,
    factor: times(speed.factor, tier.factor, geo.factor),
    words: speed.words.length === 0 ? ['standard', ...words] : words,
    notes: [...speed.notes, ...tier.notes],
  }
}

function speedTerms(price: PriceEntry, { figures, fast, isLong }: Standard, order: Order): Terms {
  const wanted = wantedSpeed(order)
  if (wanted === null) return { figures, factor: ONE, words: [], notes: [] }
  if (fast === undefined) {
    // docs/formats.md 3.6: priority does not exist for long context in some models, and no list says what it would cost.
    const size = isLong && price.fast ? ' for long prompts' : ''
    return { figures, factor: ONE, words: [], notes: [`no ${wanted} price known${size}, priced as standard`] }
  }
  if (!('times' in fast)) return { figures: fast, factor: ONE, words: [wanted], notes: [] }
  return { figures, factor: factorOf(fast.times), words: [`${wanted} ${fast.times} x`], notes: [] }
}

/** OpenAI sells speed as the priority tier; Anthropic's priority tier is about capacity and its fast mode is apart. */
function wantedSpeed({ maker, fast, tier }: Order): 'fast' | 'priority' | null {
  if (maker === 'anthropic') return fast ? 'fast' : null
  if (tier === 'priority' || (fast && maker === 'openai')) return 'priority'
  return fast ? 'fast' : null
}

/** Figures of its own count for ordinary speed alone: no list says what both together cost. */
function tierTerms(price: PriceEntry, standard: Standard, { figures, words }: Terms, { tier, maker }: Order): Terms {
  const unchanged: Terms = { figures, factor: ONE, words: [], notes: [] }
  if (tier === 'priority' && maker === 'anthropic')
    return { ...unchanged, notes: ['priority is committed capacity, priced as standard'] }
  if (tier !== 'batch' && tier !== 'flex') return unchanged
  // A factor says the same of every prompt size, a figure does not.
  const service = standard[tier] ?? (price[tier] && 'times' in price[tier] ? price[tier] : undefined)
  if (service !== undefined && 'times' in service)
    return { ...unchanged, factor: factorOf(service.times), words: [`${tier} ${service.times} x`] }
  if (service !== undefined && words.length === 0) {
    const filled = withDefaults(service, figures)
    return { figures: filled.figures, factor: ONE, words: [tier], notes: filled.notes.map((note) => `${tier} ${note}`) }
  }
  if (tier === 'batch') return { ...unchanged, factor: HALF, words: ['batch 0.5 x'] }
  if (maker === 'openai') return { ...unchanged, factor: HALF, words: ['flex 0.5 x as batch'] }
  return { ...unchanged, notes: ['no flex price known, priced as standard'] }
}

type Modifier = Pick<Terms, 'factor' | 'words'>

/** docs/formats.md 2.7: data kept in the US costs a tenth more on every token class, not on searches. */
function geoTerms({ regions = {} }: PriceEntry, { geo, maker }: Order): Modifier {
  const region = geo?.toLowerCase() ?? ''
  const listed = Object.hasOwn(regions, region) ? regions[region] : undefined
  if (listed !== undefined) return { factor: factorOf(listed.times), words: [`geo ${region} ${listed.times} x`] }
  if (maker === 'anthropic' && region === 'us') return { factor: ELEVEN_TENTHS, words: ['geo us 1.1 x'] }
  return { factor: ONE, words: [] }
}

const factorOf = (text: string): Ratio => ({ over: money(text), under: money('1') })
