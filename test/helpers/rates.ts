import type { Rate } from '../../src/core/prices.ts'

/** What a token of input costs, and nothing else. */
export const rateOf = (input: bigint, rest: Partial<Rate> = {}): Rate => ({
  rates: { input, output: 0n, cacheRead: 0n, cacheWrite5m: 0n, cacheWrite1h: 0n, webSearch: 0n },
  from: null,
  until: null,
  promptOver: null,
  promptUpTo: null,
  hours: null,
  rule: 'a rule',
  source: 'a list',
  priceDate: '2026-01-01',
  ...rest,
})
