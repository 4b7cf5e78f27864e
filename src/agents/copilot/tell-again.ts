import type { Sink } from '../_shared/agent.ts'
import { RANK } from './sources.ts'
import type { State, Told } from './state.ts'
import { tell } from './usage.ts'

export const SHUTDOWN = 'shutdown:'

/** At the end of an identity: no other session has one like it. */
const UUID = /:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

/** Sums, and answers of which only the output is known. */
export function tellPart(told: Told, session: string, sink: Sink, rank: number, copyOf?: string): void {
  const summed = told.identity.startsWith(SHUTDOWN)
  // Other ids of events may be those of any session: equal numbers alone make one of several then.
  const variant = UUID.test(told.identity) ? {} : { variant: `${session} ${told.time}` }
  // An answer is in no sum here, and may be in one of the log that this one is a copy of.
  const demoted = !summed && copyOf === undefined
  const facts = { session, subagent: false, quality: 'partial', summed, demoted, sourceRank: rank } as const
  tell({ ...told, ...facts, ...variant, ...(copyOf ? { copyOf } : {}) }, sink)
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
