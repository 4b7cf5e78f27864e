import { dollars } from '../_shared/format.ts'
import type { BudgetFact } from '../_shared/notify/facts.ts'
import { oneLine } from './lines.ts'

export interface BudgetView {
  readonly name: string
  readonly state: BudgetFact['state']
  /** `$412.09 of $500.00`. */
  readonly amounts: string
  readonly used: string | null
  /** Of the amount, 0 to 100, for a bar. */
  readonly share: number | null
  readonly message: string
}

export const budgetView = ({ name, state, message, ...budget }: BudgetFact): BudgetView => ({
  name: oneLine(name),
  state,
  amounts: `${dollars(budget.spent_usd)} of ${dollars(budget.amount_usd)}`,
  used: budget.used_percent === null ? null : `${budget.used_percent} %`,
  share: budget.used_percent === null ? null : Math.round(Math.min(100, Math.max(0, Number(budget.used_percent)))),
  message: oneLine(message),
})
