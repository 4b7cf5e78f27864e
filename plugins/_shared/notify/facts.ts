import type { JsonObject, Notification } from 'rimuru/plugin-sdk'

export type BudgetState = 'ok' | 'warn' | 'alarm' | 'unknown'

export interface BudgetFact {
  readonly name: string
  readonly state: BudgetState
  readonly spent_usd: string
  readonly amount_usd: string
  readonly used_percent: string | null
  readonly message: string
  /** Where the budget is set. */
  readonly file: string | null
  readonly line: number | null
}

/** What is in the metadata of a notification, as far as it is there. */
export interface Facts {
  readonly kind: 'digest' | 'alert' | 'test'
  readonly job: string | null
  /** The same text for the same period. */
  readonly period: string | null
  readonly url: string | null
  readonly reportPath: string | null
  readonly budgets: readonly BudgetFact[]
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

export function factsOf({ metadata }: Notification): Facts {
  const { kind, job, period, url, report_path: path, budgets } = metadata
  const { since, until, timezone } = (period ?? {}) as JsonObject
  return {
    kind: kind === 'alert' || kind === 'test' ? kind : 'digest',
    job: textOf(job),
    period: period ? [since, until, timezone].map((part) => textOf(part) ?? '').join(' ') : null,
    url: typeof url === 'string' && /^https?:\/\//.test(url) ? url : null,
    reportPath: textOf(path),
    budgets: Array.isArray(budgets) ? budgets : [],
  }
}

const GRAVEST_FIRST: readonly BudgetState[] = ['alarm', 'unknown', 'warn', 'ok']

/** The state that asks for most attention. Missing data is not under budget. */
export const gravestOf = (budgets: readonly BudgetFact[]): BudgetState =>
  GRAVEST_FIRST.find((state) => budgets.some((budget) => budget.state === state)) ?? 'ok'
