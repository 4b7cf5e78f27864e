import { spanName } from '../../core/calendar.ts'
import type { Span } from '../../core/calendar.ts'
import { formatMoney } from '../../core/money.ts'
import type { Money } from '../../core/money.ts'
import { grouped } from '../../core/count.ts'
import { dollarsOf } from '../../core/dollars.ts'
import type { ReportHighlight, ReportRow, ReportSection } from '../../plugin-sdk/types.ts'
import { moneyOf, table } from './amounts.ts'

export const RESTATEMENT_REASONS = ['usage', 'price', 'rules'] as const
export type RestatementReason = (typeof RESTATEMENT_REASONS)[number]

/** Days that were reported when they were over, and that cost something else now. */
export interface RestatedPeriod {
  readonly period: Span
  readonly old_cost_usd: string
  readonly new_cost_usd: string
  /** Two parts, which add up to the change: other usage at the prices of then, and other prices. */
  readonly from_usage_usd: string
  readonly from_prices_usd: string
  readonly reasons: readonly RestatementReason[]
}

const WORDS: Readonly<Record<RestatementReason, string>> = {
  usage: 'other usage',
  price: 'other prices',
  rules: 'other rules of the config',
}

/** What a reader has to know before anything else of it. */
export function restatedHighlight(restated: readonly RestatedPeriod[]): ReportHighlight[] {
  const [only] = restated
  if (!only) return []
  const { old_cost_usd: before, new_cost_usd: now, reasons } = sumOf(restated)
  const [is, was] = toldApart(moneyOf(now), moneyOf(before))
  const costs = `${is}, not ${was} as reported`
  const what =
    restated.length === 1 ? `${spanName(only.period)} costs` : `${restated.length} periods that were reported cost`
  return [{ level: 'warning', text: `${what} ${costs}: ${wordsOf(reasons)}.` }]
}

/** What is the same in cents is told in full. */
function toldApart(...amounts: readonly [Money, Money]): readonly string[] {
  const texts = amounts.map(dollarsOf)
  return texts[0] === texts[1] ? amounts.map((amount) => `$${grouped(formatMoney(amount))}`) : texts
}

/** The newest first. */
export function restatedSection(restated: readonly RestatedPeriod[], most: number): ReportSection | null {
  if (restated.length === 0) return null
  const newest = restated.toSorted((a, b) => (a.period.until < b.period.until ? 1 : -1))
  const rest = newest.length <= most + 1 ? [] : newest.slice(most)
  const rows = newest.slice(0, newest.length - rest.length).map((each) => rowOf(daysOf(each.period), each))
  return table({
    id: 'restated',
    title: 'Restated',
    note: 'Days that were reported before, and cost something else now.',
    columns: [
      { key: 'name', label: 'Days', kind: 'date' },
      { key: 'before_usd', label: 'Reported', kind: 'usd' },
      { key: 'after_usd', label: 'Now', kind: 'usd' },
      { key: 'change_usd', label: 'Change', kind: 'usd', signed: true, difference_of: ['after_usd', 'before_usd'] },
      ...(areMixed(restated) ? PARTS : []),
      { key: 'reason', label: 'Why', kind: 'text' },
    ],
    rows: rest.length === 0 ? rows : [...rows, rowOf(`${rest.length} others`, sumOf(rest))],
    totals: { ...rowOf('Total', sumOf(restated)), reason: '' },
  })
}

const daysOf = (period: Span): string => (period.since === period.until ? period.since : spanName(period))

const PART = { kind: 'usd', signed: true, detail: true } as const
const PARTS = [
  { ...PART, key: 'usage_usd', label: 'From usage', difference_of: ['change_usd', 'price_usd'] },
  { ...PART, key: 'price_usd', label: 'From prices' },
]

/** Otherwise the one part is the whole change, and the reason says which. */
const areMixed = (restated: readonly RestatedPeriod[]): boolean =>
  restated.some((each) => moneyOf(each.from_usage_usd) !== 0n) &&
  restated.some((each) => moneyOf(each.from_prices_usd) !== 0n)

type Amounts = Omit<RestatedPeriod, 'period'>

const rowOf = (name: string, each: Amounts): ReportRow => ({
  name,
  before_usd: each.old_cost_usd,
  after_usd: each.new_cost_usd,
  change_usd: formatMoney(moneyOf(each.new_cost_usd) - moneyOf(each.old_cost_usd)),
  usage_usd: each.from_usage_usd,
  price_usd: each.from_prices_usd,
  reason: wordsOf(each.reasons),
})

function sumOf(restated: readonly Amounts[]): Amounts {
  const sum = (amount: (each: Amounts) => string): string =>
    formatMoney(restated.reduce<Money>((total, each) => total + moneyOf(amount(each)), 0n))
  return {
    old_cost_usd: sum((each) => each.old_cost_usd),
    new_cost_usd: sum((each) => each.new_cost_usd),
    from_usage_usd: sum((each) => each.from_usage_usd),
    from_prices_usd: sum((each) => each.from_prices_usd),
    reasons: RESTATEMENT_REASONS.filter((reason) => restated.some(({ reasons }) => reasons.includes(reason))),
  }
}

export const wordsOf = (reasons: readonly RestatementReason[]): string =>
  reasons.map((reason) => WORDS[reason]).join(', ')
