import type { Rate } from '../core/prices.ts'
import type { Sku } from '../core/usage.ts'
import { ratesFrom } from './figures.ts'
import type { Match } from './lookup.ts'
import { makersOf } from './makers.ts'
import { termsOf } from './modifiers.ts'
import type { Order } from './modifiers.ts'
import type { DatedPrice, Figures, PriceEntry } from './price-list.ts'

interface PromptSpan {
  readonly promptOver: number | null
  readonly promptUpTo: number | null
  /** Null is the price of ordinary prompts. */
  readonly long: Figures | null
}

/** All rates of a matched model: its spans of time times its prompt sizes, without gap or overlap. */
export function ratesOf({ model, fast, otherSeller }: Match, sku: Sku): readonly Rate[] {
  const maker = makersOf(model.model)[0] ?? null
  const order: Order = { maker, tier: sku.tier, fast: fast || sku.speed === 'fast', geo: sku.geo }
  const found = otherSeller ? ['found by model name alone'] : []
  return model.prices.flatMap((price, index) => {
    // The first price known holds for all earlier usage.
    const from = index === 0 ? null : startOf(price)
    const until = startOf(model.prices[index + 1])
    return promptSpans(price.entry).map((span): Rate => {
      const { words, notes, rates } = priced(price.entry, span.long, order)
      const head = [`${model.provider}/${model.model}`, ...words, ...promptWords(span)].join(', ')
      const rule = [head, ...notes, ...found].join('; ')
      const { promptOver, promptUpTo } = span
      return { rates, from, until, promptOver, promptUpTo, rule, source: price.source, priceDate: price.priceDate }
    })
  })
}

function priced(price: PriceEntry, long: Figures | null, order: Order) {
  const terms = termsOf(price, long, order)
  const filled = ratesFrom(terms.figures, order.maker === 'anthropic', terms.factor)
  const hours = price.byHour ? ['price by the hour not applied'] : []
  return { rates: filled.rates, words: terms.words, notes: [...terms.notes, ...filled.notes, ...hours] }
}

function promptSpans({ tiers = [] }: PriceEntry): readonly PromptSpan[] {
  const upTo = (index: number): number | null => tiers[index]?.promptOver ?? null
  const base: PromptSpan = { promptOver: null, promptUpTo: upTo(0), long: null }
  return [
    base,
    ...tiers.map((tier, index) => ({ promptOver: tier.promptOver, promptUpTo: upTo(index + 1), long: tier })),
  ]
}

function promptWords({ promptOver: over, promptUpTo: upTo }: PromptSpan): readonly string[] {
  if (over !== null && upTo !== null) return [`prompt > ${over} and <= ${upTo}`]
  if (over !== null) return [`prompt > ${over}`]
  return upTo === null ? [] : [`prompt <= ${upTo}`]
}

const startOf = (price: DatedPrice | undefined): number | null =>
  price?.entry.from === undefined ? null : Date.parse(`${price.entry.from}T00:00:00Z`)
