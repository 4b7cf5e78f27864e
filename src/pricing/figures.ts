import { parseMoney, scaleMoney } from '../core/money.ts'
import type { Money } from '../core/money.ts'
import type { Rates } from '../core/prices.ts'
import type { DatedPrice, Figures } from './price-list.ts'
import { ONE, times } from './ratio.ts'
import type { Ratio } from './ratio.ts'
import { CONFIG } from './rules/overrides.ts'

export interface FilledRates {
  readonly rates: Rates
  /** Each price that was missing, and what was taken instead. */
  readonly notes: readonly string[]
}

const PER_MILLION: Ratio = { over: 1n, under: 1_000_000n }
const TWICE: Ratio = { over: 2n, under: 1n }
const FIVE_QUARTERS: Ratio = { over: 5n, under: 4n }
const ANTHROPIC_SEARCH = '0.01'
const NOT_RECORDED = '0'

/**
 * A search costs the same in every table that does not say otherwise. Lists have prices of other makers' searches, which
 * their agents do not record (docs/formats.md 8.4); whoever gives one in the config has some that are.
 */
export function withSearch(figures: Figures, { entry, source }: DatedPrice, isAnthropic: boolean): Figures {
  const { webSearch = entry.webSearch, ...tokens } = figures
  return webSearch !== undefined && (isAnthropic || source === CONFIG) ? { ...tokens, webSearch } : tokens
}

/** Fills what a price leaves out by docs/formats.md 8.4 (3) and turns it into exact rates per token. */
export function ratesFrom(figures: Figures, isAnthropic: boolean, factor: Ratio): FilledRates {
  const rate = (price: string, extra: Ratio = ONE): Money =>
    scaleMoney(money(price), ...parts(times(factor, extra, PER_MILLION)))
  const { input, output, cacheRead, cacheWrite5m, cacheWrite1h } = figures
  const write5m = cacheWrite5m === undefined ? rate(input, isAnthropic ? FIVE_QUARTERS : ONE) : rate(cacheWrite5m)
  const missing1h = isAnthropic ? rate(input, TWICE) : write5m
  return {
    rates: {
      input: rate(input),
      output: rate(output),
      cacheRead: rate(cacheRead ?? input),
      cacheWrite5m: write5m,
      cacheWrite1h: cacheWrite1h === undefined ? missing1h : rate(cacheWrite1h),
      webSearch: money(figures.webSearch ?? (isAnthropic ? ANTHROPIC_SEARCH : NOT_RECORDED)),
    },
    notes: isAnthropic ? anthropicNotes(figures) : otherNotes(figures),
  }
}

const anthropicNotes = ({ cacheRead, cacheWrite5m, cacheWrite1h }: Figures): readonly string[] => [
  ...(cacheRead === undefined ? ['cache read as input'] : []),
  ...(cacheWrite5m === undefined ? ['5m write 1.25 x input'] : []),
  ...(cacheWrite1h === undefined ? ['1h write 2 x input'] : []),
]

const otherNotes = ({ cacheRead, cacheWrite5m, cacheWrite1h, webSearch }: Figures): readonly string[] => [
  ...(cacheRead === undefined ? ['cache read as input'] : []),
  ...(cacheWrite5m === undefined ? [cacheWrite1h === undefined ? 'cache write as input' : '5m write as input'] : []),
  ...(cacheWrite5m !== undefined && cacheWrite1h === undefined ? ['1h write as 5m'] : []),
  ...(webSearch === undefined ? ['web search not recorded'] : []),
]

const parts = (ratio: Ratio): [bigint, bigint] => [ratio.over, ratio.under]

export function money(text: string): Money {
  const value = parseMoney(text)
  if (value === null) throw new Error(`not a price: ${text}`)
  return value
}
