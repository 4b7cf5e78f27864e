import { spanName } from '../../core/calendar.ts'
import type { Span } from '../../core/calendar.ts'
import { formatMoney } from '../../core/money.ts'
import type { ReportSection } from '../../plugin-sdk/types.ts'
import { moneyOf, table } from './amounts.ts'

/** A flat price beside what the usage that it covers would have cost by token. */
export interface SubscriptionUse {
  readonly name: string
  /** Its days in the period. */
  readonly period: Span
  readonly requests: number
  /** Its share of these days. */
  readonly paid_usd: string
  /** Null where nothing in it has a price. */
  readonly api_cost_usd: string | null
  /** What that leaves out. */
  readonly unpriced_requests: number
}

export const subscriptionsSection = (uses: readonly SubscriptionUse[], reported: Span | null): ReportSection | null =>
  uses.length === 0
    ? null
    : table({
        id: 'subscriptions',
        title: 'Subscriptions',
        note: 'What is paid by the month or year, for these days, beside what the same usage costs by token. It is in no total.',
        columns: [
          { key: 'name', label: 'Subscription', kind: 'text' },
          ...(uses.every(({ period }) => isSame(period, reported)) ? [] : [DAYS]),
          { key: 'requests', label: 'Requests', kind: 'integer', detail: true },
          { key: 'paid_usd', label: 'Paid', kind: 'usd' },
          { key: 'api_cost_usd', label: 'By token', kind: 'usd', leaves_out: 'unpriced_requests' },
          {
            key: 'saved_usd',
            label: 'Saved',
            kind: 'usd',
            signed: true,
            difference_of: ['api_cost_usd', 'paid_usd'],
            leaves_out: 'unpriced_requests',
          },
        ],
        rows: uses.map(({ name, period, requests, paid_usd: paid, api_cost_usd: cost, unpriced_requests }) => ({
          name,
          days: spanName(period),
          requests,
          paid_usd: paid,
          api_cost_usd: cost,
          saved_usd: cost === null ? null : formatMoney(moneyOf(cost) - moneyOf(paid)),
          unpriced_requests,
        })),
      })

/** Where one of them began or ended in the period. */
const DAYS = { key: 'days', label: 'Days', kind: 'text', detail: true } as const

const isSame = (one: Span, other: Span | null): boolean => one.since === other?.since && one.until === other.until
