import { formatMoney, parseMoney } from '../core/money.ts'
import { PRICE_CLASSES } from '../core/price-rules.ts'
import type { Figures, HourPrice, PriceEntry, PromptTier, ServicePrices, Times } from './price-list.ts'

/** What decides the cost of a request, without whose price it is and since when. */
export type PriceTerms = Pick<
  PriceEntry,
  keyof Figures | keyof ServicePrices | 'tiers' | 'regions' | 'hours' | 'byHour'
>

export const SERVICES = ['fast', 'batch', 'flex'] as const

/** In one form: its keys in one order, its figures plain decimals, nothing empty. */
export function termsIn(price: PriceTerms): PriceTerms {
  const { tiers = [], regions = {}, hours = [], byHour } = price
  const names = Object.keys(regions).sort()
  return {
    ...figuresIn(price),
    ...(tiers.length > 0 && { tiers: tiers.map(tierIn).sort((a, b) => a.promptOver - b.promptOver) }),
    ...servicesIn(price),
    ...(names.length > 0 && {
      regions: Object.fromEntries(names.map((name) => [name, { times: decimal(regions[name]?.times ?? '') }])),
    }),
    ...(hours.length > 0 && { hours: hours.map(hourIn) }),
    ...(byHour && { byHour }),
  }
}

/** The same for prices that cost the same for every request, and for no others. */
export const termsText = (price: PriceTerms): string => JSON.stringify(termsIn(price))

const tierIn = (tier: PromptTier): PromptTier => ({
  promptOver: tier.promptOver,
  ...figuresIn(tier),
  ...servicesIn(tier),
})

const hourIn = (hour: HourPrice): HourPrice => ({
  utc: hour.utc,
  ...(hour.days && { days: hour.days }),
  ...figuresIn(hour),
})

function servicesIn(price: ServicePrices): ServicePrices {
  const found: { -readonly [K in keyof ServicePrices]: Figures | Times } = {}
  for (const name of SERVICES) {
    const service = price[name]
    if (service !== undefined) found[name] = 'times' in service ? { times: decimal(service.times) } : figuresIn(service)
  }
  return found
}

function figuresIn<T extends Partial<Figures>>(price: T): Pick<T, keyof T & keyof Figures> {
  const found: Partial<Record<keyof Figures, string>> = {}
  for (const name of PRICE_CLASSES) {
    const figure = price[name]
    if (figure !== undefined) found[name] = decimal(figure)
  }
  return found as T
}

/** What is no figure stays as it is, to be found and named. */
function decimal(text: string): string {
  const value = typeof text === 'string' ? parseMoney(text) : null
  return value === null ? text : formatMoney(value)
}
