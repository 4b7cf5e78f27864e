import type { Sink } from '../_shared/agent.ts'
import { RANK } from './sources.ts'
import type { State, Told } from './state.ts'
import { tell } from './usage.ts'

export const SHUTDOWN = 'shutdown:'

/** Sums, and answers of which only the output is known. */
export function tellPart(told: Told, session: string, sink: Sink, rank: number, copyOf?: string): void {
  const summed = told.identity.startsWith(SHUTDOWN)
  // Ids of events may be numbers in a session, the same in any other: equal numbers alone make one of both.
  const variant = `${session} ${told.time}`
  const facts = { session, variant, subagent: false, quality: 'partial', summed, sourceRank: rank } as const
  tell({ ...told, ...facts, ...(copyOf ? { copyOf } : {}) }, sink)
}

/**
 * The first usage record of a session that an older version began: records count from here on, and before it the sums
 * have to count beside them.
 */
export function tellAgain(session: string, state: State, sink: Sink): void {
  for (const told of [...state.legs, ...state.tail]) tellPart(told, session, sink, RANK.usageRecord)
  state.hasRecords = true
  state.totals = []
  state.legs = []
  state.tail = []
}
