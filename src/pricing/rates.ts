import type { Rate } from '../core/prices.ts'
import type { Sku } from '../core/usage.ts'
import { ratesFrom, withSearch } from './figures.ts'
import { weekSpans } from './hours.ts'
import type { WeekSpan } from './hours.ts'
import type { Match } from './lookup.ts'
import { makersOf } from './makers.ts'
import { termsOf } from './modifiers.ts'
import type { Order, Standard, Terms } from './modifiers.ts'
import type { DatedPrice, PriceEntry, PromptTier } from './price-list.ts'

interface PromptSpan {
  readonly promptOver: number | null
  readonly promptUpTo: number | null
  /** Null is the price of ordinary prompts. */
  readonly long: PromptTier | null
}

/** All rates of a matched model: its spans of time times its prompt sizes times its hours, without gap or overlap. */
export function ratesOf({ model, fast, otherSeller }: Match, sku: Sku): readonly Rate[] {
  return model.prices.flatMap((price, index) => {
    // The first price known holds for all earlier usage.
    const from = index === 0 ? null : startOf(price)
    const until = startOf(model.prices[index + 1])
    const [seller, name] = whosePrice(price, model)
    const found = otherSeller || seller !== model.provider ? ['found by model name alone'] : []
    const maker = makersOf(name)[0] ?? null
    const isAnthropic = maker === 'anthropic'
    const order: Order = { maker, tier: sku.tier, fast: fast || sku.speed === 'fast', geo: sku.geo }
    return promptSpans(price.entry).flatMap((span) =>
      hourlyTerms(price.entry, span, order).map(({ hours, terms, words }): Rate => {
        const figures = withSearch(terms.figures, price, isAnthropic)
        const { rates, notes } = ratesFrom(figures, isAnthropic, terms.factor)
        const head = [`${seller}/${name}`, ...terms.words, ...words, ...promptWords(span)].join(', ')
        const rule = [head, ...terms.notes, ...notes, ...hourNotes(price.entry, hours), ...found].join('; ')
        const { promptOver, promptUpTo } = span
        const { source, priceDate } = price
        return { rates, from, until, promptOver, promptUpTo, hours, rule, source, priceDate }
      }),
    )
  })
}

function whosePrice({ copyOf }: DatedPrice, { provider, model }: Match['model']): readonly [string, string] {
  if (copyOf === undefined) return [provider, model]
  const slash = copyOf.indexOf('/')
  return [copyOf.slice(0, slash), copyOf.slice(slash + 1)]
}

interface HourlyTerms {
  readonly hours: Rate['hours']
  readonly terms: Terms
  readonly words: readonly string[]
}

/** Hours change the standard price of ordinary prompts; what has figures of its own is the same around the clock. */
function hourlyTerms(entry: PriceEntry, { long }: PromptSpan, order: Order): readonly HourlyTerms[] {
  const standard = long === null ? standardOf(entry, false) : standardOf(long, true)
  const terms = termsOf(entry, standard, order)
  if (entry.hours === undefined || long !== null || terms.figures !== standard.figures)
    return [{ hours: null, terms, words: [] }]
  return weekSpans(entry.hours).map((span) => ({
    hours: { from: span.from, until: span.until },
    terms: termsOf(entry, standardOf(Object.assign({}, entry, ...span.prices), false), order),
    words: [hourWords(span)],
  }))
}

const standardOf = (figures: PriceEntry | PromptTier, isLong: boolean): Standard => ({ ...figures, figures, isLong })

const hourNotes = ({ byHour, hours }: PriceEntry, applied: Rate['hours']): readonly string[] =>
  byHour || (hours && applied === null) ? ['price by the hour not applied'] : []

function hourWords({ prices }: WeekSpan): string {
  const last = prices.at(-1)
  if (last === undefined) return 'at other hours'
  return `at ${last.utc} UTC${last.days ? ` on ${last.days.join(' ')}` : ''}`
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
