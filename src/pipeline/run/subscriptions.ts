import type { SubscriptionSettings } from '../../config/pricing.ts'
import { dayCount, daysFrom, monthOf } from '../../core/calendar.ts'
import type { Span } from '../../core/calendar.ts'
import { formatMoney, scaleMoney } from '../../core/money.ts'
import type { ReportInput } from '../../reports/costs.ts'
import { moneyOf } from '../../reports/sections/amounts.ts'
import type { SubscriptionUse } from '../../reports/sections/subscriptions.ts'
import { within } from '../../reports/series.ts'
import { queryCosts } from '../../warehouse/queries/costs.ts'
import type { Calendar } from '../../warehouse/queries/group-keys.ts'

/** What a job leaves out of its report is covered all the same. */
export async function subscriptionUses(
  subscriptions: readonly SubscriptionSettings[],
  input: ReportInput,
  calendar: Calendar,
  period: Span,
): Promise<SubscriptionUse[]> {
  const uses: SubscriptionUse[] = []
  for (const { name, amount, period: every, from, until, scope } of subscriptions) {
    const days = overlap(period, { since: from ?? period.since, until: until ?? period.until })
    if (days === null) continue
    const { totals } = await within(input, { ...scope, ...days }, () => queryCosts(input.db, [], calendar, 'calculate'))
    const isUnpriced = totals.requests > 0 && totals.unpriced_requests === totals.requests
    uses.push({
      name,
      period: days,
      requests: totals.requests,
      paid_usd: paidFor(days, amount, every, calendar),
      api_cost_usd: isUnpriced ? null : totals.cost_usd,
      unpriced_requests: totals.unpriced_requests,
    })
  }
  return uses
}

function overlap(a: Span, b: Span): Span | null {
  const since = a.since > b.since ? a.since : b.since
  const until = a.until < b.until ? a.until : b.until
  return since > until ? null : { since, until }
}

/** Each day bears as much as every other of its month or year. */
function paidFor(days: Span, amount: string, every: 'month' | 'year', { monthStart }: Calendar): string {
  const unitOf = (day: string): Span =>
    every === 'month'
      ? monthOf(day, monthStart)
      : { since: `${day.slice(0, 4)}-01-01`, until: `${day.slice(0, 4)}-12-31` }
  const units = Map.groupBy(daysFrom(days.since, days.until), (day) => JSON.stringify(unitOf(day)))
  let paid = 0n
  for (const [unit, own] of units) {
    const { since, until } = JSON.parse(unit) as Span
    paid += scaleMoney(moneyOf(amount), BigInt(own.length), BigInt(dayCount(since, until)))
  }
  return formatMoney(paid)
}
