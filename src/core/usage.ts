/** What decides the price of a request besides its model and its token counts. */
export interface Sku {
  /** The seller, where the agent names it (`openai`, `anthropic`, `ollama` ...). */
  readonly provider: string | null
  /** The model exactly as the agent wrote it. */
  readonly model: string
  readonly tier: ServiceTier
  readonly speed: Speed
  /** Data residency as recorded, e.g. `us`. */
  readonly geo: string | null
}

export type ServiceTier = 'standard' | 'priority' | 'flex' | 'batch'
export type Speed = 'standard' | 'fast'

/** Token classes never overlap. Reasoning is a part of output and is never added to a total. */
export interface TokenCounts {
  readonly input: number
  readonly output: number
  readonly cacheRead: number
  readonly cacheWrite5m: number
  readonly cacheWrite1h: number
}

/** How far a number can be trusted: read from a record, read in part, or worked out. */
export type Quality = 'exact' | 'partial' | 'estimated'

/** A figure other than tokens that an agent keeps of a session: what it is billed in, the lines it changed. */
export interface Meter {
  /** As a person reads it: `premium requests`, `lines added`. */
  readonly unit: string
  /** Decimal text, of the whole session. */
  readonly amount: string
  /** When parts of it came, in milliseconds since the epoch. Together they are all of it; without them it came when the session ended. */
  readonly times?: readonly (readonly [time: number, amount: string])[]
}

export type SessionStatus = 'active' | 'completed' | 'cancelled' | 'failed' | 'unknown'

/** How a session's last record leaves it. `open` may be running or killed: the files do not tell. */
export type SessionSignal = 'done' | 'open' | 'cancelled' | 'failed'

export type ProblemKind = 'bad-line' | 'quarantined' | 'note'

export interface Problem {
  readonly kind: ProblemKind
  readonly offset: number
  readonly detail: string
}

/**
 * How the files of a folder change, and what is read of them then.
 * `lines`: text that is only added to; offsets are bytes, and reading goes on where it stopped.
 * `document`: rewritten as a whole; always read from its start, and what it says now replaces what it said before.
 * `database`: SQLite, changed whenever its `-wal` is; offsets are row numbers, and reading goes on after the reader's own
 * cursor. A row that is delivered again replaces what it was.
 */
export type LogKind = 'lines' | 'document' | 'database'
