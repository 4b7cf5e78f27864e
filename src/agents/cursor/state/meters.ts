import { formatMoney, parseMoney, scaleMoney } from '../../../core/money.ts'
import type { Meter } from '../../../core/usage.ts'
import { isObject } from '../../_shared/json.ts'

export const METER_PATHS = ['$.totalLinesAdded', '$.totalLinesRemoved', '$.usageData']

/** Lines that the session changed, and, of 2025, what was charged for it beyond the plan, by model. */
export function metersOf([added, removed, usage]: readonly unknown[]): Meter[] {
  const models = isObject(usage) ? Object.values(usage).filter(isObject) : []
  const sum = (field: string): bigint => models.reduce((total, model) => total + figureOf(model[field]), 0n)
  const figures = [
    ['lines added', figureOf(added)],
    ['lines removed', figureOf(removed)],
    ['charged requests', sum('amount')],
    ['USD charged', scaleMoney(sum('costInCents'), 1n, 100n)],
  ] as const
  return figures.filter(([, figure]) => figure > 0n).map(([unit, figure]) => ({ unit, amount: formatMoney(figure) }))
}

/** A billion dollars in cents. What is above it was no such figure, be it of lines or of money. */
const MOST = 1e11

/** As exact as money is. */
const figureOf = (value: unknown): bigint =>
  typeof value === 'number' && value > 0 && value <= MOST ? (parseMoney(String(value)) ?? 0n) : 0n
