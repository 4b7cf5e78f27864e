import type { SessionSignal } from '../../core/usage.ts'
import type { Lineage, Turn } from './copied.ts'
import type { TokenCount } from './events.ts'
import type { Totals } from './totals.ts'

/** What holds for a response besides its numbers. */
export interface Setting {
  /** Of the turn. */
  model: string | null
  /** Of the settings, which begin with the next turn: it counts where no turn names one. */
  threadModel: string | null
  provider: string | null
  tier: 'standard' | 'priority' | 'flex'
  cwd: string | null
  branch: string | null
}

export interface Held {
  readonly count: TokenCount
  /** Of its time: that of the thread may have changed when it is known to count. */
  readonly setting: Setting
}

/** All that the reader of a rollout knows at a place in it; kept with the file, so that a longer one is read on from there. */
export interface State extends Setting {
  lineage: Lineage | null
  turn: Turn
  totals: Totals
  /** The first token event of a fork, while it may be the last one of its origin told again. */
  held: Held | null
  /** A turn has begun and is not complete: what is held may still turn out to be no response. */
  inTurn: boolean
  /** The last token event belonged to a copied history. */
  wasCopied: boolean
  /** The file has a `token_usage_record`: from there on only those count. */
  hasRecords: boolean
  /** The last of them that has an id, and what it is known by. */
  record: { readonly id: string; readonly total: string | null; readonly key: string } | null
  /** Fields of the last event that had no running total. */
  lastOnly: string | null
  firstTime: number | null
  lastTime: number | null
  signal: SessionSignal
}

export const startState = (): State => ({
  lineage: null,
  turn: { id: null, startedAt: null },
  totals: { prev: null, epoch: 0 },
  held: null,
  inTurn: false,
  wasCopied: false,
  hasRecords: false,
  record: null,
  lastOnly: null,
  model: null,
  threadModel: null,
  provider: null,
  tier: 'standard',
  cwd: null,
  branch: null,
  firstTime: null,
  lastTime: null,
  signal: 'open',
})
