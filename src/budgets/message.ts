import { dollarsOf } from '../core/dollars.ts'
import type { Gap } from './gaps.ts'
import type { Budget, BudgetEvaluation } from './types.ts'
import { listed } from './words.ts'

/** One sentence for people: how it stands, how much that is, and what is not known. */
export function messageOf(
  { name, alarm }: Pick<Budget, 'name' | 'alarm'>,
  evaluation: Omit<BudgetEvaluation, 'message'>,
  gaps: readonly Gap[],
): string {
  const { state, threshold, forecast, amount, spent, used_percent: used, period } = evaluation
  const { since, until } = period
  const missing = listed(gaps.map(({ clause }) => clause))
  const sum =
    `${gaps.length > 0 ? 'at least ' : ''}${dollarsOf(spent)} of ${dollarsOf(amount)} spent` +
    `${used === null ? '' : ` (${used} %)`} ${since === until ? `on ${since}` : `from ${since} to ${until}`}`
  if (state === 'unknown') return `whether ${name} is within its budget is unknown, as ${missing}: ${sum}`

  const bound = missing === '' ? '' : `, a lower bound as ${missing}`
  if (state === 'alarm') return `${name} has reached its alarm at ${alarm} %: ${sum}${bound}`
  if (state === 'ok') return `${name} is within its budget: ${sum}${bound}`
  if (threshold !== null || forecast === null)
    return `${name} has reached its warning at ${threshold} %: ${sum}${bound}`
  return `${name} is heading for ${dollarsOf(forecast.mid)} by ${until}: ${sum}${bound}`
}
