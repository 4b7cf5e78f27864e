import { builtinLists } from '../builtin-lists.ts'
import type { PriceEntry } from '../price-list.ts'
import { termsText } from '../price-terms.ts'
import { asFast } from './as-fast.ts'
import { digestOf } from './baseline.ts'
import { FAST } from './copies.ts'
import { keyOf, nameOf } from './order.ts'
import type { LockedPrice, LockProblem, PriceLock } from './types.ts'

/** Looks up what was fetched by its sha256, where it is still at hand. */
export type Fetched = (sha256: string) => readonly PriceEntry[] | null

/** Lines that do not say what their source said. What came with the program is always at hand, as long as it is the same. */
export function figureProblems(lock: PriceLock, fetched: Fetched): readonly LockProblem[] {
  const builtin = new Map(builtinLists().map(({ prices }) => [digestOf(prices), prices]))
  const said = new Map(
    Object.entries(lock.sources).map(([name, { sha256 }]) => {
      const entries = fetched(sha256) ?? builtin.get(sha256) ?? null
      return [name, entries && new Set(entries.flatMap(termsSaid))]
    }),
  )
  const names = namesByModel(lock.prices)
  return lock.prices.flatMap((price): LockProblem[] => {
    const entries = said.get(price.source)
    if (!entries) return []
    const terms = termsText(price)
    const keys = price.copy_of === undefined ? names.get(keyOf(price))! : [keyNamed(price.copy_of)]
    if (keys.some((key) => entries.has(`${key}\0${terms}`))) return []
    return [{ level: 'error', where: nameOf(price), what: `it is not what ${price.source} said` }]
  })
}

const termsSaid = (entry: PriceEntry): readonly string[] => [
  `${keyOf(entry)}\0${termsText(entry)}`,
  ...(entry.fast ? [`${keyOf(entry)}${FAST}\0${termsText(asFast(entry))}`] : []),
]

/** A list may know a model by what is an alias now. */
function namesByModel(prices: readonly LockedPrice[]): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>()
  for (const price of prices) {
    const known = names.get(keyOf(price)) ?? [keyOf(price)]
    names.set(keyOf(price), [...known, ...(price.aliases ?? []).map((model) => keyOf({ ...price, model }))])
  }
  return names
}

const keyNamed = (name: string): string => {
  const slash = name.indexOf('/')
  return keyOf({ provider: name.slice(0, slash), model: name.slice(slash + 1) })
}
