import { divideHalfEven } from '../core/money.ts'
import type { Money } from '../core/money.ts'
import { dayCount } from '../core/calendar.ts'
import type { BudgetPeriod } from './types.ts'

/** What the complete days cost against their even share of the amount, in words. */
export function paceOf(spent: Money, amount: Money, { since, until }: BudgetPeriod, through: string): string | null {
  const elapsed = BigInt(dayCount(since, through))
  const all = BigInt(dayCount(since, until))
  const share = amount * elapsed
  if (share === 0n || elapsed >= all) return null
  const percent = divideHalfEven((spent * all - share) * 100n, share)
  if (percent === 0n) return 'on pace'
  return percent > 0n ? `${percent} % ahead` : `${-percent} % behind`
}
