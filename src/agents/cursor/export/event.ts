import type { Problem, TokenCounts } from '../../../core/usage.ts'

/** One row or object of an export: a billed request, of which the server counted the tokens. */
export interface UsageEvent {
  /** Milliseconds since the epoch. */
  readonly time: number
  readonly model: string
  readonly counts: TokenCounts
  /** Only newer JSON names the session; a CSV at best an agent in the cloud. */
  readonly session: string | null
  readonly recordedCost: string | null
  /** The counts do not add up, or are not there. */
  readonly partial: boolean
  /** Of a CSV the byte at which the row begins, of JSON the number of the event. */
  readonly offset: number
}

export interface EventSink {
  event(event: UsageEvent): void
  problem(problem: Problem): void
}
