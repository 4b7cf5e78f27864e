import type { Meter } from '../../core/usage.ts'
import { isObject } from '../_shared/json.ts'
import type { JsonObject } from '../_shared/json.ts'
import { countOf, decimalText } from './billing.ts'
import type { Billing } from './billing.ts'

/** Figures of a session besides tokens, in whole numbers: requests in millionths, credits in billionths. */
export interface Figures {
  readonly premium: number
  readonly credits: number
  readonly added: number
  readonly removed: number
}

/** What came when, by the quarter of an hour, so that a day of any time zone can be told. */
type Timeline = readonly (readonly [quarter: number, came: Figures])[]

export interface Meters {
  /** From usage records. */
  readonly recorded: Timeline
  /** What each shutdown has beyond the one before. */
  readonly closed: Timeline
  /** What the last shutdown says. */
  readonly last: Figures
}

const NONE: Figures = { premium: 0, credits: 0, added: 0, removed: 0 }

export const NO_METERS: Meters = { recorded: [], closed: [], last: NONE }

const QUARTER = 15 * 60_000

const UNITS = [
  ['premium', 'premium requests', 6],
  ['credits', 'credits', 9],
  ['added', 'lines added', 0],
  ['removed', 'lines removed', 0],
] as const

export const withRecord = (meters: Meters, { premiumRequests, nanoCredits }: Billing, time: number): Meters => ({
  ...meters,
  recorded: later(meters.recorded, time, {
    ...NONE,
    premium: millionths(premiumRequests),
    credits: nanoCredits ?? 0,
  }),
})

/** All since the session began, like the tokens beside it. */
export function withShutdown(meters: Meters, data: JsonObject, time: number): Meters {
  const snapshot = isObject(data.accountingSnapshot) ? data.accountingSnapshot : {}
  const changes = data.codeChanges ?? snapshot.codeChanges
  const [added, removed] = isObject(changes) ? [changes.linesAdded, changes.linesRemoved] : []
  const now = {
    premium: millionths(data.totalPremiumRequests ?? snapshot.totalPremiumRequestCost),
    credits: countOf(data.totalNanoAiu ?? snapshot.totalNanoAiu),
    added: countOf(added),
    removed: countOf(removed),
  }
  const startsOver = UNITS.some(([key]) => now[key] < meters.last[key])
  return { ...meters, last: now, closed: later(meters.closed, time, startsOver ? now : less(now, meters.last)) }
}

/** A session that a newer version goes on with has both: each alone may lack a part. */
export const metersOf = ({ recorded, closed }: Meters): Meter[] =>
  UNITS.flatMap(([key, unit, digits]) => {
    const sum = (timeline: Timeline): number => timeline.reduce((total, [, came]) => total + came[key], 0)
    const told = sum(recorded) >= sum(closed) ? recorded : closed
    const times = told.flatMap(([quarter, came]) =>
      came[key] > 0 ? [[quarter, decimalText(came[key], digits)] as const] : [],
    )
    return times.length === 0 ? [] : [{ unit, amount: decimalText(sum(told), digits), times }]
  })

function later(timeline: Timeline, time: number, came: Figures): Timeline {
  if (UNITS.every(([key]) => came[key] === 0)) return timeline
  const quarter = Math.floor(time / QUARTER) * QUARTER
  const known = timeline.find(([start]) => start === quarter)
  const sum = known ? plus(known[1], came) : came
  return [...timeline.filter((entry) => entry !== known), [quarter, sum]]
}

const plus = (a: Figures, b: Figures): Figures => ({
  premium: a.premium + b.premium,
  credits: a.credits + b.credits,
  added: a.added + b.added,
  removed: a.removed + b.removed,
})

const less = (a: Figures, b: Figures): Figures => ({
  premium: a.premium - b.premium,
  credits: a.credits - b.credits,
  added: a.added - b.added,
  removed: a.removed - b.removed,
})

const millionths = (value: unknown): number => (typeof value === 'number' ? countOf(value * 1e6) : 0)
