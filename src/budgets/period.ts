import { monthOf, weekOf } from '../core/calendar.ts'
import type { Budget, BudgetPeriod } from './types.ts'

/** The period of a budget that a day is in. */
export function budgetPeriod(
  { period, monthStart }: Pick<Budget, 'period' | 'monthStart'>,
  day: string,
  /** 1 is Monday, 7 is Sunday. */
  { weekStart }: { readonly weekStart: number },
): BudgetPeriod {
  if (period === 'day') return { since: day, until: day }
  return period === 'week' ? weekOf(day, weekStart) : monthOf(day, monthStart)
}
