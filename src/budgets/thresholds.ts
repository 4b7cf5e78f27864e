import { MONEY_SCALE, parseMoney } from '../core/money.ts'
import type { Money } from '../core/money.ts'
import { percentOf } from '../reports/digest/stats.ts'

const ONE = 10n ** BigInt(MONEY_SCALE)

/** Whether so many percent of the amount are spent, to the last digit. Nothing spent reaches nothing. */
export const reaches = (spent: Money, amount: Money, percent: number): boolean =>
  spent > 0n && spent * 100n * ONE >= amount * exact(percent)

export const highestReached = (spent: Money, amount: Money, percents: readonly number[]): number | null =>
  percents
    .filter((percent) => reaches(spent, amount, percent))
    .toSorted((a, b) => a - b)
    .at(-1) ?? null

/** Rounded, but never up to a threshold that is not reached: 99.96 % of a budget is not the 100.0 % of its alarm. */
export function usedPercent(spent: Money, amount: Money, percents: readonly number[]): string | null {
  const rounded = percentOf(spent, amount)
  const shown = parseMoney(rounded ?? '0') ?? 0n
  const tooMuch = [...percents, 100].some((percent) => shown >= exact(percent) && !reaches(spent, amount, percent))
  if (!tooMuch) return rounded
  const tenths = (spent * 1000n) / amount
  return `${tenths / 10n}.${tenths % 10n}`
}

/** As it was written: the shortest text of a number is the decimal that gave it. */
const exact = (percent: number): bigint => parseMoney(String(percent)) ?? 0n
