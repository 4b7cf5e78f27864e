import { createHash } from 'node:crypto'
import { formatMoney } from '../core/money.ts'
import type { Rate } from '../core/prices.ts'
import type { Sku } from '../core/usage.ts'
import { daysBetween } from '../core/zone.ts'
import { querySkus } from '../warehouse/queries/skus.ts'
import type { PeriodBlock, PricesBlock, ReportInput } from './costs.ts'

/** What a kind of request costs. */
export interface SkuRates {
  readonly sku: Sku
  readonly rates: readonly Rate[]
}

type PricedInput = Pick<ReportInput, 'db' | 'book'>

/** The prices behind a report: those that its usage can meet in its period, and no others. */
export async function pricesOf(input: PricedInput, period: PeriodBlock): Promise<PricesBlock> {
  return blockOf(await ratesInUse(input, period), period, input.book.asOf)
}

export async function ratesInUse({ db, book }: PricedInput, period: PeriodBlock): Promise<SkuRates[]> {
  const { since, until, timezone } = period
  if (since === null || until === null) return []
  const days = daysBetween(timezone, since, until)
  return (await querySkus(db)).map((sku) => ({ sku, rates: ratesWithin(book.ratesFor(sku), days.from, days.until) }))
}

/** Where nothing has a price, the last day of the period stands for the day of the prices. */
export const blockOf = (inUse: readonly SkuRates[], { until }: Pick<PeriodBlock, 'until'>, asOf: string) => ({
  version: `sha256:${createHash('sha256').update(figuresText(inUse)).digest('hex')}`,
  as_of:
    inUse
      .flatMap(({ rates }) => rates.flatMap(({ priceDate }) => (priceDate === null ? [] : [priceDate])))
      .reduce<string | null>((newest, day) => (newest === null || day > newest ? day : newest), null) ??
    until ??
    asOf,
})

/** Those that hold between two moments; one that holds all along has no beginning and no end. */
export const ratesWithin = (rates: readonly Rate[], start: number, end: number): readonly Rate[] =>
  rates
    .filter(({ from, until }) => (from === null || from < end) && (until === null || until > start))
    .map((rate) => ({
      ...rate,
      from: rate.from === null || rate.from <= start ? null : rate.from,
      until: rate.until === null || rate.until >= end ? null : rate.until,
    }))

/** The figures alone: where they are from, and how they were found, changes no cost. */
const figuresText = (inUse: readonly SkuRates[]): string =>
  JSON.stringify(
    inUse
      .filter(({ rates }) => rates.length > 0)
      .map(({ sku, rates }) => [
        [sku.provider, sku.model, sku.tier, sku.speed, sku.geo],
        rates.map(({ from, until, promptOver, promptUpTo, hours, rates: each }) => [
          [from, until, promptOver, promptUpTo, hours && [hours.from, hours.until]],
          [each.input, each.output, each.cacheRead, each.cacheWrite5m, each.cacheWrite1h, each.webSearch].map(
            formatMoney,
          ),
        ]),
      ]),
  )
