import { parseMoney } from '../core/money.ts'
import type { Money } from '../core/money.ts'
import type { BudgetConfig } from './job-types.ts'

export interface BudgetScope {
  readonly agents: readonly string[]
  readonly models: readonly string[]
  readonly projects: readonly string[]
  readonly branches: readonly string[]
  readonly users: readonly string[]
  readonly hosts: readonly string[]
}

/** A budget with every default filled. */
export interface BudgetSettings {
  readonly name: string
  readonly amount: Money
  readonly period: BudgetConfig['period']
  readonly monthStart: number
  readonly scope: BudgetScope
  /** Percent, in ascending order. */
  readonly warn: readonly number[]
  readonly alarm: number
  readonly pace: boolean
  readonly staleAfterDays: number | null
}

export const resolveBudget = (budget: BudgetConfig, monthStart: number): BudgetSettings => ({
  name: budget.name,
  // Checked to be one with the config.
  amount: parseMoney(String(budget.amount)) ?? 0n,
  period: budget.period,
  monthStart: budget.monthStart ?? monthStart,
  scope: resolveScope(budget.scope),
  warn: (budget.warn ?? [80]).toSorted((a, b) => a - b),
  alarm: budget.alarm ?? 100,
  pace: budget.pace ?? true,
  staleAfterDays: budget.staleAfterDays ?? null,
})

export const resolveScope = (scope: BudgetConfig['scope']): BudgetScope => ({
  agents: scope?.agents ?? [],
  models: scope?.models ?? [],
  projects: scope?.projects ?? [],
  branches: scope?.branches ?? [],
  users: scope?.users ?? [],
  hosts: scope?.hosts ?? [],
})
