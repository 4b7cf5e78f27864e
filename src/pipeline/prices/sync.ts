import { baselineLock } from '../../pricing/lock/baseline.ts'
import { readLock, writeLock } from '../../pricing/lock/file.ts'
import { merge } from '../../pricing/lock/merge.ts'
import { saidOtherwise } from '../../pricing/lock/otherwise.ts'
import type { Otherwise } from '../../pricing/lock/otherwise.ts'
import { lockText } from '../../pricing/lock/text.ts'
import type { Accepted, Answer, Merged, PriceLock } from '../../pricing/lock/types.ts'
import { askProviders, offerOf, providersNamed } from './ask.ts'
import type { Asked, AskOptions } from './ask.ts'

export interface SyncOptions extends AskOptions {
  readonly lockPath: string
  /** All that the config names, in its order. */
  readonly providers: readonly string[]
  /** Only these of them. */
  readonly only?: readonly string[]
  readonly accepted?: Accepted
  readonly dryRun?: boolean
}

export interface PriceSync extends Merged {
  readonly lockPath: string
  /** There was none: it starts with the prices that come with the program. */
  readonly isNew: boolean
  readonly before: PriceLock
  readonly asked: readonly Asked[]
  /** Where a fetched list and a table of a maker differ. */
  readonly otherwise: readonly Otherwise[]
  /** The file is another one now, or would be. */
  readonly changed: boolean
}

/** Asks price providers and takes what they say into the lock. What one of them said before stays where it does not answer. */
export async function syncPrices(options: SyncOptions): Promise<PriceSync> {
  const { lockPath, now, accepted = [], dryRun = false } = options
  const known = readLock(lockPath)
  const before = known ?? baselineLock()
  const order = orderOf(options)
  const asked = await askProviders(
    order.filter(({ name }) => options.only?.includes(name) ?? true),
    options,
  )
  const byName = new Map(asked.map((each) => [each.provider.name, each]))
  const offers = order.map((provider) =>
    offerOf(byName.get(provider.name) ?? { provider, fetched: null, failed: null }),
  )
  const today = now.toISOString().slice(0, 10)
  const merged = merge(before, offers, today, accepted)
  const [tables, lists] = [asked.filter(hasTable), asked.filter((each) => !hasTable(each))]
  const otherwise = saidOtherwise(merged.lock, answersOf(tables), answersOf(lists), today)
  const changed =
    asked.some(({ fetched }) => fetched !== null) && (known === null || lockText(known) !== lockText(merged.lock))
  if (changed && !dryRun) writeLock(lockPath, merged.lock)
  return { ...merged, lockPath, isNew: known === null, before, asked, otherwise, changed }
}

/** Whoever takes a key has no interface for prices: they are a table that came with the program. */
const hasTable = ({ provider }: Asked): boolean => provider.keyVariables.length > 0

const answersOf = (asked: readonly Asked[]): Answer[] =>
  asked.map(offerOf).filter((offer): offer is Answer => !('failed' in offer))

/** Somebody who is asked for once comes after those of the config. */
const orderOf = ({ providers, only = [] }: SyncOptions) => providersNamed([...new Set([...providers, ...only])])

/** Nobody answered. */
export const isUnanswered = ({ asked }: PriceSync): boolean => asked.every(({ fetched }) => fetched === null)

/** Worth a look: somebody did not answer, or something was not taken. */
export const isIncomplete = ({ asked, refusals }: PriceSync): boolean =>
  refusals.length > 0 || asked.some(({ failed }) => failed !== null)

/** For a caller that goes on whatever happens: what went wrong, a line each. */
export const problemsOf = ({ asked, refusals }: PriceSync): readonly string[] => [
  ...asked.flatMap(({ failed }) => (failed === null ? [] : [failed])),
  ...refusals.map(({ provider, seller, model, reason }) =>
    model === null ? `${provider}: ${reason}` : `${provider}: ${seller}/${model}: ${reason}`,
  ),
]
