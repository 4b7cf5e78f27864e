import type { PriceBook } from '../../core/prices.ts'
import type { LockedPrice, PriceLock } from '../../pricing/lock/types.ts'
import { termsText } from '../../pricing/price-terms.ts'
import type { ChangeItem } from './documents.ts'

/** What another lock says of each model at last, where this one says something else. */
export function lockChanges(lock: PriceLock, other: PriceLock): readonly ChangeItem[] {
  const [before, after] = [newestPrices(lock), newestPrices(other)]
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort()
  return keys.flatMap((key) => changeOf(before.get(key) ?? null, after.get(key) ?? null) ?? [])
}

function changeOf(before: LockedPrice | null, after: LockedPrice | null): ChangeItem | null {
  const { provider, model } = (after ?? before)!
  if (before === null) return { kind: 'new', provider, model, before, after }
  if (after === null) return { kind: 'gone', provider, model, before, after }
  return termsText(before) === termsText(after) ? null : { kind: 'changed', provider, model, before, after }
}

/** The lines of a model stand in order of time. */
const newestPrices = ({ prices }: PriceLock): ReadonlyMap<string, LockedPrice> =>
  new Map(prices.map((price) => [`${price.provider}/${price.model.toLowerCase()}`, price]))

/** As if what holds at a moment had always held. */
export const heldAt = (book: PriceBook, moment: number): PriceBook => ({
  ...book,
  ratesFor: (sku) =>
    book
      .ratesFor(sku)
      .filter(({ from, until }) => (from ?? -Infinity) <= moment && moment < (until ?? Infinity))
      .map((rate) => ({ ...rate, from: null, until: null })),
})
