import { forecast, spentUntilNow } from '../reports/digest/forecast.ts'
import { gapsOf } from './gaps.ts'
import { messageOf } from './message.ts'
import { paceOf } from './pace.ts'
import { highestReached, reaches, usedPercent } from './thresholds.ts'
import type { BudgetEvaluation, BudgetInput, BudgetState } from './types.ts'

export function evaluateBudget(input: BudgetInput): BudgetEvaluation {
  const { budget, first, through, soFar, period, knowledge } = input
  const { name, amount } = budget
  const span = { days: input.spent, first, ...period, through, soFar }
  const { complete, underWay } = spentUntilNow(span)
  const spent = complete + underWay
  const expected = forecast(span)
  const gaps = gapsOf(budget, knowledge, { spent, through })
  const thresholds = [...budget.warn, budget.alarm]
  const threshold = highestReached(spent, amount, thresholds)

  const stateNow = (): BudgetState => {
    // What is missing would only add to it.
    if (reaches(spent, amount, budget.alarm)) return 'alarm'
    if (gaps.some(({ essential }) => essential)) return 'unknown'
    if (threshold !== null) return 'warn'
    return budget.pace && expected !== null && expected.mid > amount ? 'warn' : 'ok'
  }
  const evaluation = {
    name,
    period,
    amount,
    spent,
    used_percent: usedPercent(spent, amount, thresholds),
    left: amount - spent,
    forecast: expected,
    pace: paceOf(complete, amount, period, through),
    state: stateNow(),
    threshold,
  }
  return { ...evaluation, message: messageOf(budget, evaluation, gaps) }
}
