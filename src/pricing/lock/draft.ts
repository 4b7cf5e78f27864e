import { basename } from 'node:path'
import { lookupIn } from '../lookup.ts'
import type { Find } from '../lookup.ts'
import { modelsOffered } from './answer.ts'
import { sellersIn } from './models.ts'
import { inOrder, keyOf } from './order.ts'
import type { Answer, LockedPrice, LockSource, PriceChange, PriceLock } from './types.ts'

export interface Skipped {
  readonly key: string
  readonly offered: readonly LockedPrice[]
  readonly provider: string
}

export interface Draft {
  readonly today: string
  /** What the lock found for a request before anything changed. */
  readonly before: Find
  linesBefore(key: string): readonly LockedPrice[]
  linesOf(key: string): readonly LockedPrice[]
  /** All prices of a model from now on. */
  put(key: string, lines: readonly LockedPrice[], change: PriceChange): void
  /** As it was. */
  undo(key: string): void
  readonly changes: ReadonlyMap<string, PriceChange>
  /** A model whose price is the one that its name finds anyway. */
  skip(skipped: Skipped): void
  readonly skipped: readonly Skipped[]
  /** The name under which the lock will know what was fetched. */
  sourceOf(answer: Answer): string
  lock(): PriceLock
}

export function createDraft(lock: PriceLock, today: string): Draft {
  const before = linesByModel(lock.prices)
  const lines = new Map(before)
  const changes = new Map<string, PriceChange>()
  const skipped: Skipped[] = []
  const sources: Record<string, LockSource> = { ...lock.sources }
  const names = new Map<Answer, string>()
  return {
    today,
    before: lookupIn(sellersIn(lock)),
    linesBefore: (key) => before.get(key) ?? [],
    linesOf: (key) => lines.get(key) ?? [],
    put(key, prices, change) {
      lines.set(key, prices)
      changes.set(key, change)
    },
    undo(key) {
      const old = before.get(key)
      if (old === undefined) lines.delete(key)
      else lines.set(key, old)
      changes.delete(key)
    },
    changes,
    skip: (model) => void skipped.push(model),
    skipped,
    sourceOf(answer) {
      const name = names.get(answer) ?? freeName(`${answer.provider}@${today}`, sources)
      names.set(answer, name)
      sources[name] ??= lockSource(answer)
      return name
    },
    lock() {
      if (changes.size === 0) return lock
      const prices = [...lines.values()].flat().sort(inOrder)
      const used = new Set(prices.map(({ source }) => source))
      return { sources: Object.fromEntries(Object.entries(sources).filter(([name]) => used.has(name))), prices }
    },
  }
}

function linesByModel(prices: readonly LockedPrice[]): Map<string, readonly LockedPrice[]> {
  const models = new Map<string, LockedPrice[]>()
  for (const price of prices) {
    const known = models.get(keyOf(price))
    if (known === undefined) models.set(keyOf(price), [price])
    else known.push(price)
  }
  return models
}

/** A second answer of one day is another source, also where it is the same bytes: the order in which prices came counts. */
function freeName(name: string, sources: Readonly<Record<string, LockSource>>): string {
  for (let count = 1; ; count += 1) {
    const free = count === 1 ? name : `${name}.${count}`
    if (!Object.hasOwn(sources, free)) return free
  }
}

/** A path of this machine means nothing in a file that others read. */
const lockSource = ({ source: { url, file, fetchedAt, sha256 }, entries }: Answer): LockSource => ({
  ...(url !== undefined && { url }),
  ...(file !== undefined && { file: basename(file) }),
  fetched_at: fetchedAt,
  sha256,
  models: modelsOffered(entries).size,
})
