import type { PriceEntry } from '../price-list.ts'
import { termsIn, termsText } from '../price-terms.ts'
import { sourceParts } from './order.ts'
import type { LockedPrice } from './types.ts'

/** A price of a list as the lock has it. */
export const lineOf = (entry: PriceEntry, source: string): LockedPrice => ({
  provider: entry.provider,
  model: entry.model,
  ...(entry.from !== undefined && { valid_from: entry.from }),
  ...termsIn(entry),
  ...(entry.contextWindow !== undefined && { contextWindow: entry.contextWindow }),
  ...(entry.deprecated && { deprecated: true }),
  ...(entry.note !== undefined && { note: entry.note }),
  source,
})

/** Of the prices of one model the one that holds on a day; the first holds for all earlier days. */
export const inForce = (lines: readonly LockedPrice[], day: string): LockedPrice =>
  lines.findLast((line) => (line.valid_from ?? '') <= day) ?? lines[0]!

/** With one more, or another one on its day. A price that was there already begins nothing new. */
export function withPrice(lines: readonly LockedPrice[], price: LockedPrice): readonly LockedPrice[] {
  const others = lines.filter(({ valid_from: from }) => from !== price.valid_from)
  if (others.length > 0 && termsText(inForce(others, price.valid_from ?? '')) === termsText(price)) return others
  return [...others, price].sort(byDay)
}

/** Whoever says less than somebody else did contradicts nothing. */
export function saysNothingNew(price: LockedPrice, current: LockedPrice): boolean {
  const isSameSource = sourceParts(price.source).source === sourceParts(current.source).source
  const said = isSameSource ? price : { ...termsIn(current), ...termsIn(price) }
  return termsText(said) === termsText(current)
}

/** Of a model that had no price: its whole history, of which the first price holds for all earlier usage. */
export function wholeHistory(offered: readonly LockedPrice[]): readonly LockedPrice[] {
  const [{ valid_from: _, ...first }, ...later] = inTime(offered) as [LockedPrice, ...LockedPrice[]]
  return later.reduce<readonly LockedPrice[]>((lines, price) => withPrice(lines, price), [first])
}

/** Of a model that was priced before: what holds from today on, and what is announced. */
export function fromToday(offered: readonly LockedPrice[], today: string): readonly LockedPrice[] {
  const lines = inTime(offered)
  const now = lines.findLast((line) => (line.valid_from ?? '') <= today)
  const announced = lines.filter((line) => (line.valid_from ?? '') > today)
  return [...(now === undefined ? [] : [{ ...now, valid_from: today }]), ...announced]
}

/** Where two claim one day the first counts. */
const inTime = (offered: readonly LockedPrice[]): readonly LockedPrice[] =>
  offered.filter((line, i) => offered.findIndex((other) => other.valid_from === line.valid_from) === i).sort(byDay)

const byDay = (a: LockedPrice, b: LockedPrice): number => ((a.valid_from ?? '') < (b.valid_from ?? '') ? -1 : 1)
