import type { PriceBook, Rate } from '../core/prices.ts'
import type { Sku } from '../core/usage.ts'
import { entryOf, perMillion } from './models.ts'
import type { PerMillion } from './models.ts'

/** What a model costs on a day, for one service and one span of prompt sizes. */
export interface PriceRow extends PerMillion {
  /** `standard`, `fast`, `priority`, `batch`, `flex`, `region us`, or several of them. */
  readonly service: string
  readonly prompt_over: number | null
  readonly prompt_up_to: number | null
  /** Minutes of the week from Monday 00:00 UTC; null is at any time. */
  readonly hours: Rate['hours']
  readonly rule: string
  readonly source: string
  readonly price_date: string | null
}

export interface PriceDocument {
  readonly schema_version: 1
  readonly kind: 'price'
  readonly name: string
  /** The day whose prices they are, in UTC. */
  readonly at: string
  /** The entry of the price list that was matched; null: it has no price. */
  readonly entry: string | null
  /** First and last day that it holds, in UTC; null: always. */
  readonly from: string | null
  readonly until: string | null
  readonly rates: readonly PriceRow[]
}

const STANDARD = { provider: null, tier: 'standard', speed: 'standard', geo: null } as const

const STANDARD_SERVICE = 'standard'

const SERVICES: readonly (readonly [string, Partial<Sku>])[] = [
  [STANDARD_SERVICE, {}],
  ['fast', { speed: 'fast' }],
  ['priority', { tier: 'priority' }],
  ['batch', { tier: 'batch' }],
  ['flex', { tier: 'flex' }],
  ['region us', { geo: 'us' }],
  ['region eu', { geo: 'eu' }],
]

/** Every price of a model on a day. Services that cost the same share their rows; what costs the standard price has none. */
export function buildPrice(name: string, at: string, ratesFor: PriceBook['ratesFor']): PriceDocument {
  const moment = Date.parse(at)
  const priced = SERVICES.map(([service, sku]) => {
    const rates = holding(ratesFor({ ...STANDARD, model: name, ...sku }), moment)
    return { service, rates, figures: figuresOf(rates) }
  })
  const groups = Map.groupBy(priced, ({ figures }) => figures)
  const rows = [...groups.values()].flatMap((group) => {
    const isStandard = group[0]!.service === STANDARD_SERVICE
    const service = isStandard ? STANDARD_SERVICE : group.map((each) => each.service).join(', ')
    return group[0]!.rates.map((rate) => row(service, rate))
  })
  const [first] = priced[0]!.rates
  return {
    schema_version: 1,
    kind: 'price',
    name,
    at,
    entry: first ? entryOf(first.rule) : null,
    from: dayOf(first?.from ?? null),
    until: dayOf(first?.until ? first.until - 1 : null),
    rates: rows,
  }
}

const holding = (rates: readonly Rate[], moment: number): readonly Rate[] =>
  rates.filter(({ from, until }) => (from ?? -Infinity) <= moment && moment < (until ?? Infinity))

const figuresOf = (rates: readonly Rate[]): string =>
  JSON.stringify(rates.map(({ rates: figures, promptOver, hours }) => [perMillion(figures), promptOver, hours]))

const row = (service: string, rate: Rate): PriceRow => ({
  service,
  prompt_over: rate.promptOver,
  prompt_up_to: rate.promptUpTo,
  hours: rate.hours,
  ...perMillion(rate.rates),
  rule: rate.rule,
  source: rate.source,
  price_date: rate.priceDate,
})

const dayOf = (moment: number | null): string | null =>
  moment === null ? null : new Date(moment).toISOString().slice(0, 10)
