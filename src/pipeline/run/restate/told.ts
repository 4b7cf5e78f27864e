import type { Job } from '../../../config/jobs.ts'
import type { PricingSettings } from '../../../config/pricing.ts'
import { formatMoney } from '../../../core/money.ts'
import type { Span } from '../../../core/calendar.ts'
import { moneyOf } from '../../../reports/sections/amounts.ts'
import type { CostFigures, CostRow } from '../../../warehouse/queries/costs.ts'
import type { Reported } from '../../../warehouse/reported.ts'
import { sha256Of } from '../files.ts'

/** The figures of a period that add up from those of its days. */
export type Told = Omit<CostFigures, 'sessions' | 'unpriced_requests' | 'unpriced_tokens'>

const COUNTS = [
  'requests',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_5m_tokens',
  'cache_write_1h_tokens',
  'reasoning_tokens',
  'total_tokens',
] as const

export function toldOf(figures: readonly Told[]): Told {
  const counts = COUNTS.map((field) => [field, figures.reduce((sum, each) => sum + each[field], 0)] as const)
  const cost = figures.reduce((sum, each) => sum + moneyOf(each.cost_usd), 0n)
  return { ...(Object.fromEntries(counts) as Omit<Told, 'cost_usd'>), cost_usd: formatMoney(cost) }
}

export const toldIn = (days: readonly CostRow[], period: Span): Told =>
  toldOf(days.filter(({ day }) => isWithin(day!, period)))

export const totalsOf = ({ totals }: Pick<Reported, 'totals'>): Told => JSON.parse(totals) as Told

/** Of the same requests, and of no fewer tokens: answers that were still being written when they were reported. */
export const hasGrown = (before: Told, now: Told): boolean =>
  before.requests === now.requests && COUNTS.every((field) => now[field] >= before[field])

/** Which usage a job reports. Of other usage an earlier report says nothing. */
export const basisOf = ({ filters, timezone }: Pick<Job, 'filters' | 'timezone'>): string =>
  sha256Of(JSON.stringify([filters, timezone]))

/** What the config says of prices, whatever the lists say. */
export const rulesOf = ({ aliases, overrides, discounts }: PricingSettings): string =>
  sha256Of(JSON.stringify([aliases, overrides, discounts]))

export const isWithin = (day: string, { since, until }: Span): boolean => since <= day && day <= until
