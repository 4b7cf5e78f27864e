import type { Meter } from '../../../core/usage.ts'
import { isObject } from '../../_shared/json.ts'
import { dollarsOfCents } from '../money.ts'

export const METER_PATHS = ['$.totalLinesAdded', '$.totalLinesRemoved', '$.usageData']

/** Lines that the session changed, and, of 2025, what was charged for it beyond the plan, by model. */
export function metersOf([added, removed, usage]: readonly unknown[]): Meter[] {
  const models = isObject(usage) ? Object.values(usage).filter(isObject) : []
  const sum = (field: string): number => models.reduce((total, model) => total + countOf(model[field]), 0)
  const cents = sum('costInCents')
  return [
    { unit: 'lines added', amount: String(countOf(added)) },
    { unit: 'lines removed', amount: String(countOf(removed)) },
    { unit: 'charged requests', amount: String(sum('amount')) },
    { unit: 'USD charged', amount: cents === 0 ? '0' : String(dollarsOfCents(cents)) },
  ].filter(({ amount }) => amount !== '0')
}

const countOf = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0
