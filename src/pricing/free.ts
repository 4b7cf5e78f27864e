import type { Rate } from '../core/prices.ts'

/** A model on the user's own machine: known to cost nothing, which is not the same as having no known price. */
export const freeRate = (provider: string): Rate => ({
  rates: { input: 0n, output: 0n, cacheRead: 0n, cacheWrite5m: 0n, cacheWrite1h: 0n, webSearch: 0n },
  from: null,
  until: null,
  promptOver: null,
  promptUpTo: null,
  hours: null,
  rule: `local provider ${provider.trim().toLowerCase()}, no price per token`,
  source: 'rule',
  priceDate: null,
})
