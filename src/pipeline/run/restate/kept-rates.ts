import type { Rate } from '../../../core/prices.ts'
import type { Sku } from '../../../core/usage.ts'
import type { SkuRates } from '../../../reports/prices.ts'

export const skuKey = ({ provider, model, tier, speed, geo }: Sku): string =>
  JSON.stringify([provider, model, tier, speed, geo])

export const textOfRates = (rates: readonly SkuRates[]): string =>
  JSON.stringify(rates, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))

export const ratesOfText = (text: string): SkuRates[] =>
  (JSON.parse(text) as SkuRates[]).map(({ sku, rates }) => ({ sku, rates: rates.map(withMoney) }))

const withMoney = (rate: Rate): Rate => ({
  ...rate,
  rates: {
    input: BigInt(rate.rates.input),
    output: BigInt(rate.rates.output),
    cacheRead: BigInt(rate.rates.cacheRead),
    cacheWrite5m: BigInt(rate.rates.cacheWrite5m),
    cacheWrite1h: BigInt(rate.rates.cacheWrite1h),
    webSearch: BigInt(rate.rates.webSearch),
  },
})
