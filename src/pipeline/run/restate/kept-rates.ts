import type { Rate, Rates } from '../../../core/prices.ts'
import type { Sku } from '../../../core/usage.ts'
import type { SkuRates } from '../../../reports/prices.ts'

export const skuKey = ({ provider, model, tier, speed, geo }: Sku): string =>
  JSON.stringify([provider, model, tier, speed, geo])

export const textOf = (value: unknown): string =>
  JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? String(each) : each))

/** Money as text, which JSON has no number for. */
interface KeptRates {
  readonly sku: Sku
  readonly rates: readonly (Omit<Rate, 'rates'> & { readonly rates: Readonly<Record<keyof Rates, string>> })[]
}

export const ratesOfText = (text: string): SkuRates[] =>
  (JSON.parse(text) as KeptRates[]).map(({ sku, rates }) => ({
    sku,
    rates: rates.map((rate) => ({
      ...rate,
      rates: {
        input: BigInt(rate.rates.input),
        output: BigInt(rate.rates.output),
        cacheRead: BigInt(rate.rates.cacheRead),
        cacheWrite5m: BigInt(rate.rates.cacheWrite5m),
        cacheWrite1h: BigInt(rate.rates.cacheWrite1h),
        webSearch: BigInt(rate.rates.webSearch),
      },
    })),
  }))
