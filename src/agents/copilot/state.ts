import type { SessionSignal } from '../../core/usage.ts'
import { NO_METERS } from './meters.ts'
import type { Meters } from './meters.ts'
import type { Part, Usage } from './usage.ts'

/** A response that was told and may have to be told again when more is known. */
export interface Told {
  readonly identity: string
  readonly time: number
  readonly cwd: string | null
  readonly branch: string | null
  readonly offset: number
  readonly parts: readonly Part[]
}

/** What a model has used so far. */
export interface Metric {
  readonly model: string
  readonly usage: Usage
  readonly nanoCredits: number
}

/** All that the reader of a log knows at a place in it; kept with the file, so that a longer one is read on from there. */
export interface State {
  /** The file has events of a session, not only spans. */
  hasEvents: boolean
  /** It has a usage record: from there on only those count. */
  hasRecords: boolean
  /** The last of them that has the provider's id, its number in its session, and what it is known by. */
  record: { readonly id: string; readonly number: string | null; readonly key: string } | null
  startedAt: number | null
  firstTime: number | null
  lastTime: number | null
  cwd: string | null
  branch: string | null
  signal: SessionSignal
  meters: Meters
  /** The metrics of the last shutdown. */
  totals: readonly Metric[]
  /** What the shutdowns so far have added. */
  legs: Told[]
  /** Answers and compactions since the last shutdown, which the next one will include. */
  tail: Told[]
}

export const startState = (): State => ({
  hasEvents: false,
  hasRecords: false,
  record: null,
  startedAt: null,
  firstTime: null,
  lastTime: null,
  cwd: null,
  branch: null,
  signal: 'open',
  meters: NO_METERS,
  totals: [],
  legs: [],
  tail: [],
})
