import type { Money } from '../core/money.ts'
import type { Forecast } from '../reports/digest/forecast.ts'
import type { DailyCosts } from '../reports/digest/same-weekday.ts'

/** A budget with every default filled. */
export interface Budget {
  readonly name: string
  readonly amount: Money
  readonly period: 'day' | 'week' | 'month'
  /** First day of its month, 1 to 28. */
  readonly monthStart: number
  /** Percent of the amount, such as 80 or 62.5. */
  readonly warn: readonly number[]
  readonly alarm: number
  readonly pace: boolean
  readonly staleAfterDays: number | null
}

/** Days, both included. */
export interface BudgetPeriod {
  readonly since: string
  readonly until: string
}

/** What is known of the usage in a budget's scope and period, and what is not. */
export interface Knowledge {
  /** Sources that could be read. */
  readonly sources: number
  /** Sources that could not. */
  readonly failed: number
  readonly unpricedRequests: number
  readonly newestRecordDay: string | null
}

export interface BudgetInput {
  readonly budget: Budget
  /** Cost by day of what is in its scope, also before the period: a forecast learns from it. */
  readonly spent: DailyCosts
  /** The first day of any usage. */
  readonly first: string | null
  /** The last complete day; what comes later does not count. */
  readonly through: string
  /** What the day after that has cost until now. It counts as spent. Default: nothing. */
  readonly soFar?: Money | undefined
  readonly period: BudgetPeriod
  readonly knowledge: Knowledge
}

/** From good to bad; data that is missing is not under budget. */
export type BudgetState = 'ok' | 'warn' | 'alarm' | 'unknown'

export interface BudgetEvaluation {
  readonly name: string
  readonly period: BudgetPeriod
  readonly amount: Money
  readonly spent: Money
  /** `62.4`. */
  readonly used_percent: string | null
  /** Below 0 when more was spent. */
  readonly left: Money
  readonly forecast: Forecast | null
  /** The complete days against their even share of the amount; null before the first of them and after the last. */
  readonly pace: string | null
  readonly state: BudgetState
  /** The highest percentage that was reached. */
  readonly threshold: number | null
  /** One sentence for people. */
  readonly message: string
}
