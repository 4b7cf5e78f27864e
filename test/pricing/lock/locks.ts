import { formatMoney } from '../../../src/core/money.ts'
import type { Rate } from '../../../src/core/prices.ts'
import { loadPriceBook } from '../../../src/pricing/index.ts'
import { merge } from '../../../src/pricing/lock/merge.ts'
import type { Accepted, Answer, LockedPrice, Merged, PriceLock } from '../../../src/pricing/lock/types.ts'
import type { PriceEntry } from '../../../src/pricing/index.ts'
import { sku } from '../book.ts'

export const EMPTY: PriceLock = { sources: {}, prices: [] }

/** `openai/gpt-9 2/8/0.2`: input, output, cache read. */
export function priced(text: string, rest: Partial<PriceEntry> = {}): PriceEntry {
  const [, provider = '', model = '', figures = ''] = /^([^/]+)\/(\S+) (\S+)$/.exec(text) ?? []
  const [input = '', output = '', cacheRead] = figures.split('/')
  return { provider, model, input, output, ...(cacheRead !== undefined && { cacheRead }), ...rest }
}

export const answer = (
  provider: string,
  entries: readonly PriceEntry[],
  day = '2026-01-01',
  sha = provider,
): Answer => ({
  provider,
  source: { url: `https://${provider}.example/prices`, fetchedAt: `${day}T03:00:00.000Z`, sha256: sha },
  entries,
})

/** One provider after the other, each on its day. */
export const synced = (...syncs: readonly [day: string, ...entries: PriceEntry[]][]): PriceLock =>
  syncs.reduce((lock, [day, ...entries]) => syncOf(lock, day, entries).lock, EMPTY)

export const syncOf = (
  lock: PriceLock,
  day: string,
  entries: readonly PriceEntry[],
  accepted: Accepted = [],
  provider = 'litellm',
): Merged => merge(lock, [answer(provider, entries, day)], day, accepted)

/** A line for people: `openai/gpt-9 2026-02-01 3/9 litellm@2026-02-01`. */
export const shown = ({
  provider,
  model,
  valid_from: from,
  input,
  output,
  copy_of: copied,
  source,
}: LockedPrice): string =>
  [`${provider}/${model}`, from, `${input}/${output}`, copied && `as ${copied}`, source].filter(Boolean).join(' ')

export const linesOf = (lock: PriceLock): readonly string[] => lock.prices.map(shown)

/** Input price of a million tokens on a day, null where there is none. */
export async function inputOn(lock: PriceLock, day: string, model: string, provider: string | null = null) {
  const book = await loadPriceBook({ lock })
  const rate = book.ratesFor(sku(model, { provider })).find((each) => holdsOn(each, day))
  return rate === undefined ? null : formatMoney(rate.rates.input * 1_000_000n)
}

export const holdsOn = (rate: Rate, day: string): boolean =>
  (rate.from ?? -Infinity) <= Date.parse(day) && Date.parse(day) < (rate.until ?? Infinity)
