import type { LockedPrice, PriceChange, Refusal } from '../../pricing/lock/types.ts'
import type { Skipped } from '../../pricing/providers/provider.ts'
import type { Asked } from './ask.ts'
import type { PriceSync } from './sync.ts'

/** What became of asking one price provider. */
export interface AskedItem {
  readonly name: string
  readonly official: boolean
  readonly status: 'new' | 'unchanged' | 'failed'
  readonly url: string | null
  readonly file: string | null
  readonly fetched_at: string | null
  readonly sha256: string | null
  readonly prices: number
  readonly skipped: readonly Skipped[]
  readonly notes: readonly string[]
  readonly failed: string | null
}

/** A model whose price is another one now. The figures are as they stand in the lock. */
export interface ChangeItem {
  readonly kind: 'new' | 'changed' | 'alias' | 'gone'
  readonly provider: string
  readonly model: string
  readonly before: LockedPrice | null
  readonly after: LockedPrice | null
}

export interface RefusalItem {
  /** Who said it. */
  readonly source: string
  readonly provider: string | null
  readonly model: string | null
  readonly reason: string
  /** `--accept` takes it. */
  readonly acceptable: boolean
}

/** A fetched list says otherwise than the table of the model's maker, which counts. */
export interface OtherwiseItem {
  /** Who said it. */
  readonly source: string
  readonly provider: string
  readonly model: string
  readonly current: LockedPrice
  readonly said: LockedPrice
}

export interface SyncDocument {
  readonly schema_version: 1
  readonly kind: 'prices-sync'
  readonly lock: string
  /** The file was written. */
  readonly written: boolean
  readonly dry_run: boolean
  readonly asked: readonly AskedItem[]
  readonly changes: readonly ChangeItem[]
  readonly refused: readonly RefusalItem[]
  readonly otherwise: readonly OtherwiseItem[]
}

export const syncDocument = (sync: PriceSync, dryRun: boolean): SyncDocument => ({
  schema_version: 1,
  kind: 'prices-sync',
  lock: sync.lockPath,
  written: sync.changed && !dryRun,
  dry_run: dryRun,
  asked: sync.asked.map(askedItem),
  changes: sync.changes.map(changeItem),
  refused: sync.refusals.map(refusalItem),
  otherwise: sync.otherwise.map(({ provider, current, said }) => ({
    source: provider,
    provider: current.provider,
    model: current.model,
    current,
    said,
  })),
})

export const askedItem = ({ provider, fetched, failed }: Asked): AskedItem => ({
  name: provider.name,
  official: provider.official,
  status: fetched === null ? 'failed' : fetched.unchanged ? 'unchanged' : 'new',
  url: fetched?.source.url ?? null,
  file: fetched?.source.file ?? null,
  fetched_at: fetched?.source.fetchedAt ?? null,
  sha256: fetched?.source.sha256 ?? null,
  prices: fetched?.entries.length ?? 0,
  skipped: fetched?.skipped ?? [],
  notes: fetched?.notes ?? [],
  failed,
})

const changeItem = ({ kind, seller, model, before, after }: PriceChange): ChangeItem => ({
  kind,
  provider: seller,
  model,
  before,
  after,
})

export const refusalItem = ({ provider, seller, model, reason, acceptable }: Refusal): RefusalItem => ({
  source: provider,
  provider: seller,
  model,
  reason,
  acceptable,
})
