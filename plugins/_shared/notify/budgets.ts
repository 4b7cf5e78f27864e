import type { Report } from 'rimuru/plugin-sdk'
import { dollars, starred } from '../format.ts'
import type { BudgetFact } from './facts.ts'

export interface StarredBudget extends BudgetFact {
  /** How many requests without a price are not in what was spent. */
  readonly leavesOut: number
}

/** Without a report only their sentences tell. */
export const starredBy = (report: Report | null, budgets: readonly BudgetFact[]): StarredBudget[] =>
  budgets.map((budget) => {
    const rows = report?.sections.find(({ id }) => id === 'budgets')?.rows ?? []
    const row = rows.find(({ name }) => name === budget.name)
    return { ...budget, leavesOut: Number(row?.unpriced_requests ?? 0) }
  })

/** `$820.00 of $1,000.00` */
export const budgetAmounts = ({ spent_usd: spent, amount_usd: amount, leavesOut }: StarredBudget): string =>
  `${starred(dollars(spent), leavesOut)} of ${dollars(amount)}`

/** `82 % · $820.00 of $1,000.00` */
export const budgetFigures = (budget: StarredBudget): string =>
  `${budget.used_percent === null ? '' : `${budget.used_percent} % · `}${budgetAmounts(budget)}`
