import { MONEY_SCALE, parseMoney } from '../core/money.ts'
import type { Money } from '../core/money.ts'

const ONE = 10n ** BigInt(MONEY_SCALE)

/** Whether so many percent of the amount are spent, to the last digit. Nothing spent reaches nothing. */
export const reaches = (spent: Money, amount: Money, percent: number): boolean =>
  spent > 0n && spent * 100n * ONE >= amount * exact(percent)

export const highestReached = (spent: Money, amount: Money, percents: readonly number[]): number | null =>
  percents
    .filter((percent) => reaches(spent, amount, percent))
    .toSorted((a, b) => a - b)
    .at(-1) ?? null

/** As it was written: the shortest text of a number is the decimal that gave it. */
const exact = (percent: number): bigint => parseMoney(String(percent)) ?? 0n
