import { isObject } from '../_shared/json.ts'
import type { JsonObject } from '../_shared/json.ts'

/** The seller, unless the user has brought a key of another. */
export const SELLER = 'github-copilot'

/** How GitHub bills a request: in premium requests until summer 2026, in credits since. */
export interface Billing {
  /** A request times the multiplier of its model; plans had so many a month. */
  readonly premiumRequests: number | null
  /** In billionths of a credit, of which a dollar has 100. */
  readonly nanoCredits: number | null
}

/** Of a usage record, the metrics of a model, a row of the store or the attributes of a span. */
export function billingOf(fields: JsonObject): Billing {
  const { requests, copilotUsage } = fields
  const premium = isObject(requests) ? requests.cost : (fields.cost ?? fields['github.copilot.cost'])
  const nested = isObject(copilotUsage) ? copilotUsage.totalNanoAiu : undefined
  const nano = fields.totalNanoAiu ?? nested ?? fields.total_nano_aiu ?? fields['github.copilot.nano_aiu']
  return {
    premiumRequests: typeof premium === 'number' && Number.isFinite(premium) && premium >= 0 ? premium : null,
    // None is written where credits do not apply, so that 0 says nothing.
    nanoCredits: countOf(nano) || null,
  }
}

/** 0 for what is no count, be it too large for one. */
export function countOf(value: unknown): number {
  const whole = typeof value === 'number' ? Math.round(value) : 0
  return Number.isSafeInteger(whole) && whole > 0 ? whole : 0
}

/** As decimal text. */
export const dollarsOf = (nanoCredits: number | null): string | null =>
  nanoCredits === null || !Number.isSafeInteger(nanoCredits) ? null : decimalText(nanoCredits, 11)

/** A whole number of parts of ten to the power of `digits`. */
export function decimalText(parts: number, digits: number): string {
  const text = String(parts).padStart(digits + 1, '0')
  const fraction = text.slice(text.length - digits).replace(/0+$/, '')
  return digits === 0 || fraction === '' ? text.slice(0, text.length - digits) : `${text.slice(0, -digits)}.${fraction}`
}
