import { budgetAmounts } from '../_shared/notify/budgets.ts'
import type { StarredBudget } from '../_shared/notify/budgets.ts'
import { oneLine } from './lines.ts'

export interface BudgetView {
  readonly name: string
  readonly state: StarredBudget['state']
  /** `$412.09 of $500.00`. */
  readonly amounts: string
  readonly used: string | null
  /** Of the amount, 0 to 100, for a bar. */
  readonly share: number | null
  readonly message: string
}

export const budgetView = (budget: StarredBudget): BudgetView => {
  const { name, state, message, used_percent: used } = budget
  return {
    name: oneLine(name),
    state,
    amounts: budgetAmounts(budget),
    used: used === null ? null : `${used} %`,
    share: used === null ? null : Math.round(Math.min(100, Math.max(0, Number(used)))),
    message: oneLine(message),
  }
}
