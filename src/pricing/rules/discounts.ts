import { formatMoney, parseMoney, scaleMoney } from '../../core/money.ts'
import type { Money } from '../../core/money.ts'
import { PRICE_CLASSES } from '../../core/price-rules.ts'
import type { Discount, PriceClass } from '../../core/price-rules.ts'
import type { Rate, Rates } from '../../core/prices.ts'
import { sellerId } from '../seller-names.ts'
import { CONFIG } from './overrides.ts'

interface Terms {
  readonly seller: string
  readonly percent: Readonly<Record<PriceClass, Money>>
  /** Moments; the end no longer in it. */
  readonly from: number
  readonly until: number
  readonly words: string
}

const HUNDRED = parseMoney('100')!
const DAY_MS = 86_400_000

/** Takes discounts off rates, each of them cut where a discount begins or ends. What the config itself prices stays as it is. */
export function discounting(discounts: readonly Discount[]): (rates: readonly Rate[]) => readonly Rate[] {
  const terms = discounts.map(termsOf)
  return (rates) => rates.flatMap((rate) => (rate.source === CONFIG ? [rate] : discounted(rate, terms)))
}

function discounted(rate: Rate, all: readonly Terms[]): readonly Rate[] {
  const own = all.filter(({ seller }) => rate.rule.startsWith(`${seller}/`))
  if (own.length === 0) return [rate]
  const start = rate.from ?? -Infinity
  const end = rate.until ?? Infinity
  const inside = own.flatMap(({ from, until }) => [from, until]).filter((moment) => moment > start && moment < end)
  const edges = [start, ...[...new Set(inside)].sort((a, b) => a - b), end]
  return edges.slice(1).map((until, i) => {
    const from = edges[i]!
    const span = { ...rate, from: from === -Infinity ? null : from, until: until === Infinity ? null : until }
    const found = own.findLast((each) => each.from <= from && from < each.until)
    return found === undefined ? span : reduced(span, found)
  })
}

const reduced = (rate: Rate, { percent, words }: Terms): Rate => ({
  ...rate,
  rates: Object.fromEntries(
    PRICE_CLASSES.map((each) => [each, scaleMoney(rate.rates[each], HUNDRED - percent[each], HUNDRED)]),
  ) as unknown as Rates,
  rule: `${rate.rule}; ${words}`,
  source: `${rate.source}, discount of the ${CONFIG}`,
})

function termsOf({ provider, percent, from, until }: Discount): Terms {
  const off = (each: PriceClass): Money =>
    parseMoney(String((typeof percent === 'object' ? percent[each] : percent) ?? 0)) ?? 0n
  const classes = PRICE_CLASSES.map((each) => [each, off(each)] as const)
  return {
    seller: sellerId(provider),
    percent: Object.fromEntries(classes) as Record<PriceClass, Money>,
    from: from === undefined ? -Infinity : Date.parse(from),
    until: until === undefined ? Infinity : Date.parse(until) + DAY_MS,
    words: `discount of ${(typeof percent === 'object' && wordsOf(classes)) || `${formatMoney(off('input'))} %`}`,
  }
}

const wordsOf = (classes: readonly (readonly [PriceClass, Money])[]): string =>
  classes
    .filter(([, percent]) => percent > 0n)
    .map(([each, percent]) => `${formatMoney(percent)} % on ${CLASS_WORDS[each]}`)
    .join(', ')

const CLASS_WORDS: Readonly<Record<PriceClass, string>> = {
  input: 'input',
  output: 'output',
  cacheRead: 'cache reads',
  cacheWrite5m: '5m writes',
  cacheWrite1h: '1h writes',
  webSearch: 'searches',
}
