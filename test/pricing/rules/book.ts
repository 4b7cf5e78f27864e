import { formatMoney } from '../../../src/core/money.ts'
import type { PriceRules } from '../../../src/core/price-rules.ts'
import type { PriceBook, Rate } from '../../../src/core/prices.ts'
import type { Sku } from '../../../src/core/usage.ts'
import type { PriceEntry } from '../../../src/pricing/index.ts'
import { loadBookWithRules } from '../../../src/pricing/rules/load-book.ts'

export const PRICES: readonly PriceEntry[] = [
  {
    provider: 'anthropic',
    model: 'claude-a-1',
    aliases: ['claude-first'],
    input: '4',
    output: '20',
    cacheRead: '0.4',
    cacheWrite5m: '5',
  },
  { provider: 'anthropic', model: 'claude-a-1', from: '2026-03-01', input: '2', output: '10', cacheRead: '0.2' },
  { provider: 'openai', model: 'gpt-b', input: '1', output: '8', cacheRead: '0.1', fast: { times: '2' } },
  { provider: 'azure', model: 'gpt-b', input: '3', output: '9', cacheRead: '0.3' },
]

const NO_RULES: PriceRules = { aliases: {}, overrides: [], discounts: [] }

export const bookWith = (rules: Partial<PriceRules>): Promise<PriceBook> =>
  loadBookWithRules({ ...NO_RULES, ...rules }, { lists: [{ source: 'list', date: '2026-01-05', prices: PRICES }] })

export const sku = (model: string, rest: Partial<Sku> = {}): Sku => ({
  provider: null,
  model,
  tier: 'standard',
  speed: 'standard',
  geo: null,
  ...rest,
})

const day = (moment: number | null): string => (moment === null ? '' : new Date(moment).toISOString().slice(0, 10))

/** `from..until input/output/read` in USD per million. */
export const spans = (rates: readonly Rate[]): string[] =>
  rates.map(({ from, until, rates: { input, output, cacheRead } }) => {
    const figures = [input, output, cacheRead].map((money) => formatMoney(money * 1_000_000n)).join('/')
    return `${day(from)}..${day(until)} ${figures}`
  })
