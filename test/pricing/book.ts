import type { Rate } from '../../src/core/prices.ts'
import type { Sku, TokenCounts } from '../../src/core/usage.ts'
import { formatMoney } from '../../src/core/money.ts'
import { loadPriceBook } from '../../src/pricing/index.ts'

export const book = await loadPriceBook()

export const NOVEMBER = '2026-11-20'

export const sku = (model: string, rest: Partial<Sku> = {}): Sku => ({
  provider: null,
  model,
  tier: 'standard',
  speed: 'standard',
  geo: null,
  ...rest,
})

export const tokens = (input: number, cacheRead = 0, cacheWrite5m = 0, cacheWrite1h = 0, output = 0): TokenCounts => ({
  input,
  cacheRead,
  cacheWrite5m,
  cacheWrite1h,
  output,
})

/** The one rate that holds at a moment for a prompt size; more or fewer than one is a hole or an overlap. */
export function rateAt(of: Sku, prompt = 0, day = NOVEMBER): Rate {
  const time = Date.parse(day)
  const found = book
    .ratesFor(of)
    .filter((rate) => (rate.from ?? -Infinity) <= time && time < (rate.until ?? Infinity))
    .filter((rate) => (rate.promptOver ?? -1) < prompt && prompt <= (rate.promptUpTo ?? Infinity))
  const [rate] = found
  if (rate === undefined || found.length > 1) throw new Error(`${found.length} rates for ${of.model}`)
  return rate
}

export function costOf(of: Sku, counts: TokenCounts, searches = 0, day = NOVEMBER): string {
  const { input, output, cacheRead, cacheWrite5m, cacheWrite1h } = counts
  const { rates } = rateAt(of, input + cacheRead + cacheWrite5m + cacheWrite1h, day)
  return formatMoney(
    BigInt(input) * rates.input +
      BigInt(output) * rates.output +
      BigInt(cacheRead) * rates.cacheRead +
      BigInt(cacheWrite5m) * rates.cacheWrite5m +
      BigInt(cacheWrite1h) * rates.cacheWrite1h +
      BigInt(searches) * rates.webSearch,
  )
}

/** USD per million tokens: input / output / 5m write / 1h write / read, the order of FORMATS 2.7. */
export function perMillion(rate: Rate): string {
  const { input, output, cacheWrite5m, cacheWrite1h, cacheRead } = rate.rates
  return [input, output, cacheWrite5m, cacheWrite1h, cacheRead]
    .map((money) => formatMoney(money * 1_000_000n))
    .join('/')
}
