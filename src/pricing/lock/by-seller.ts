import type { LockedPrice, PriceLock } from './types.ts'

/** A lock of which most is not looked at: a report meets few of its sellers. */
export interface LockBySeller extends Pick<PriceLock, 'sources'> {
  /** In the order of their names, each with its prices as they stand in the lock. */
  readonly sellers: ReadonlyMap<string, () => readonly LockedPrice[]>
}

export const wholeLock = ({ sources, sellers }: LockBySeller): PriceLock => ({
  sources,
  prices: [...sellers.values()].flatMap((prices) => prices()),
})

export const bySeller = ({ sources, prices }: PriceLock): LockBySeller => ({
  sources,
  sellers: new Map(
    [...Map.groupBy(prices, ({ provider }) => provider)].map(([seller, listed]) => [seller, () => listed]),
  ),
})
