import type { Meter } from '../../core/usage.ts'
import { isObject } from '../_shared/json.ts'
import type { JsonObject } from '../_shared/json.ts'
import { decimalText } from './billing.ts'
import type { Billing } from './billing.ts'

/** Figures of a session besides tokens, in whole numbers: requests in millionths, credits in billionths. */
export interface Figures {
  readonly premium: number
  readonly credits: number
  readonly added: number
  readonly removed: number
}

export interface Meters {
  /** From usage records. */
  readonly recorded: Figures
  /** From shutdowns: what the last one says, and what those say after which counting began anew. */
  readonly last: Figures
  readonly before: Figures
}

const NONE: Figures = { premium: 0, credits: 0, added: 0, removed: 0 }

export const NO_METERS: Meters = { recorded: NONE, last: NONE, before: NONE }

const UNITS = [
  ['premium', 'premium requests', 6],
  ['credits', 'credits', 9],
  ['added', 'lines added', 0],
  ['removed', 'lines removed', 0],
] as const

export const withRecord = (meters: Meters, { premiumRequests, nanoCredits }: Billing): Meters => ({
  ...meters,
  recorded: plus(meters.recorded, { ...NONE, premium: millionths(premiumRequests), credits: nanoCredits ?? 0 }),
})

/** All since the session began, like the tokens beside it. */
export function withShutdown(meters: Meters, data: JsonObject): Meters {
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
  return { ...meters, last: now, before: startsOver ? plus(meters.before, meters.last) : meters.before }
}

/** A session that a newer version goes on with has both: each alone may lack a part. */
export function metersOf({ recorded, last, before }: Meters): Meter[] {
  const closed = plus(before, last)
  return UNITS.map(([key, unit, digits]) => ({
    unit,
    amount: decimalText(Math.max(recorded[key], closed[key]), digits),
  })).filter(({ amount }) => amount !== '0')
}

const plus = (a: Figures, b: Figures): Figures => ({
  premium: a.premium + b.premium,
  credits: a.credits + b.credits,
  added: a.added + b.added,
  removed: a.removed + b.removed,
})

const millionths = (value: unknown): number => (typeof value === 'number' ? countOf(value * 1e6) : 0)

function countOf(value: unknown): number {
  const whole = typeof value === 'number' ? Math.round(value) : 0
  return Number.isSafeInteger(whole) && whole > 0 ? whole : 0
}
