/** What tells a copied history from the thread's own turns. */
export interface Lineage {
  readonly thread: string
  readonly startedAt: number | null
  /** The thread it was forked or spawned from. */
  readonly origin: string | null
  /** The file holds the origin's records too. */
  readonly holdsCopies: boolean
  /** First own ordinal of a sub-agent that was given its parent's history. */
  readonly ownFrom: number | null
  readonly parent: string | null
  readonly subagent: boolean
}

export interface Turn {
  readonly id: string | null
  /** Seconds since the epoch. */
  readonly startedAt: number | null
}

export type Ownership = 'own' | 'copied' | 'unknown'

/**
 * Legacy forks rewrite the times of what they copy but keep its turn ids. An id of version 7 tells its own time: a turn
 * older than the thread it stands in was copied into it (0.105 to 0.144; copied turns were 60 ms to 100 s older, own
 * ones 13 to 112 ms younger).
 */
export function ownershipOf(lineage: Lineage, turn: Turn, ordinal: number | null): Ownership {
  if (!lineage.holdsCopies) return 'own'
  if (lineage.ownFrom !== null && ordinal !== null) return ordinal < lineage.ownFrom ? 'copied' : 'own'
  const thread = timeOfUuid7(lineage.thread)
  const started = turn.id === null ? null : timeOfUuid7(turn.id)
  if (thread !== null && started !== null && started !== thread) return started < thread ? 'copied' : 'own'
  if (turn.startedAt === null || lineage.startedAt === null) return 'unknown'
  const second = Math.floor(lineage.startedAt / 1000)
  // Within the second of the fork it may be either.
  return turn.startedAt < second ? 'copied' : turn.startedAt > second ? 'own' : 'unknown'
}

/** The millisecond in which a version 7 UUID was made. */
export function timeOfUuid7(id: string): number | null {
  const match = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-/i.exec(id)
  return match ? Number.parseInt(`${match[1]}${match[2]}`, 16) : null
}
