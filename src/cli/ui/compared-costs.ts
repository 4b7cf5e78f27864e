import { parseMoney } from '../../core/money.ts'
import type { ComparedFigures } from '../../reports/cost-comparison.ts'
import { percentOf } from '../../reports/digest/stats.ts'
import { costText, count, dollars } from './numbers.ts'
import type { TableColumn } from './table.ts'

/** Two costs of the same usage beside each other. */
export const COMPARED: readonly TableColumn[] = [
  { title: 'Requests', align: 'right', optional: 4 },
  { title: 'Tokens', align: 'right', optional: 3 },
  { title: 'Cost', align: 'right' },
  { title: 'Then', align: 'right' },
  { title: 'Difference', align: 'right' },
  { title: '', align: 'right', optional: 1 },
]

export const COMPARED_FIELDS = [
  'requests',
  'total_tokens',
  'cost_usd',
  'unpriced_requests',
  'new_cost_usd',
  'new_unpriced_requests',
  'difference_usd',
] as const

export const comparedCells = (figures: ComparedFigures): string[] => [
  count(figures.requests),
  count(figures.total_tokens),
  costText(figures),
  costText({ cost_usd: figures.new_cost_usd, unpriced_requests: figures.new_unpriced_requests }),
  signed(figures.difference_usd),
  percent(figures),
]

export function signed(amount: string): string {
  const money = parseMoney(amount) ?? 0n
  if (money === 0n) return '='
  return `${money < 0n ? '−' : '+'}${dollars(amount.replace('-', ''))}`
}

function percent({ cost_usd: cost, difference_usd: difference }: ComparedFigures): string {
  const text = percentOf(parseMoney(difference) ?? 0n, parseMoney(cost) ?? 0n)
  if (text === null || parseMoney(difference) === 0n) return ''
  const size = text.replace('-', '')
  return `${difference.startsWith('-') ? '−' : '+'}${size === '0.0' ? '<0.1' : size} %`
}
