import type { PriceEntry } from '../price-list.ts'

/** Something that was fetched and that prices were taken from. */
export interface LockSource {
  readonly url?: string
  readonly file?: string
  readonly fetched_at: string
  /** Of the bytes, in hex. */
  readonly sha256: string
  /** How many models it listed. */
  readonly models: number
}

/** One line of the lock: a price from one day on. */
export interface LockedPrice extends Omit<PriceEntry, 'from'> {
  /** Absent on the first price of a model, which also holds for all earlier usage. */
  readonly valid_from?: string
  /** `seller/model` whose price it is, where that price held for this name until the model got one of its own. */
  readonly copy_of?: string
  /** A name under `sources`. */
  readonly source: string
}

/** `prices/prices.lock.json`. */
export interface PriceLock {
  /** By `name@day`, in the order in which they came. */
  readonly sources: Readonly<Record<string, LockSource>>
  /** By seller, model and day. */
  readonly prices: readonly LockedPrice[]
}

/** What a price provider answered. */
export interface Answer {
  readonly provider: string
  readonly source: {
    readonly url?: string
    readonly file?: string
    readonly fetchedAt: string
    readonly sha256: string
  }
  readonly entries: readonly PriceEntry[]
}

/** A provider that could not be asked: what it said before stays. */
export interface NoAnswer {
  readonly provider: string
  readonly failed: string
}

export type Offer = Answer | NoAnswer

/** Prices that are taken although they look wrong: of `model` or `seller/model`, or all. */
export type Accepted = 'all' | readonly string[]

export interface PriceChange {
  readonly kind: 'new' | 'changed' | 'alias'
  readonly seller: string
  readonly model: string
  /** The price provider that said so. */
  readonly provider: string
  /** What held until then; null for a model that had no price. */
  readonly before: LockedPrice | null
  readonly after: LockedPrice
}

/** What was not taken, and why. */
export interface Refusal {
  readonly provider: string
  /** Null where the whole answer was refused. */
  readonly seller: string | null
  readonly model: string | null
  readonly reason: string
  /** `--accept` takes it all the same. */
  readonly acceptable: boolean
  readonly before: LockedPrice | null
  readonly offered: PriceEntry | null
}

export interface Merged {
  readonly lock: PriceLock
  readonly changes: readonly PriceChange[]
  readonly refusals: readonly Refusal[]
}

export interface LockProblem {
  /** An error makes the lock unusable or wrong, a note is worth a look. */
  readonly level: 'error' | 'note'
  /** The price or source it is about; null for the whole. */
  readonly where: string | null
  readonly what: string
}
