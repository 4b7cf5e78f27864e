import { expect, it, onTestFinished } from 'vitest'
import { resolvePricing } from '../../../src/config/pricing.ts'
import type { SubscriptionConfig } from '../../../src/config/pricing-types.ts'
import { resolveConfig } from '../../../src/config/settings.ts'
import { openReport } from '../../../src/pipeline/report.ts'
import { subscriptionUses } from '../../../src/pipeline/run/subscriptions.ts'
import { discoverSources } from '../../../src/pipeline/surroundings.ts'
import { subscriptionsSection } from '../../../src/reports/sections/subscriptions.ts'
import { tempFolder } from '../../helpers/folders.ts'
import { homeWith } from '../../helpers/homes.ts'

const MARCH = { since: '2026-03-01', until: '2026-03-31' }
const CALENDAR = { timezone: 'UTC', weekStart: 1, monthStart: 1 }

/** Thirty cents a day of one model, and something without a price on the tenth. */
const HOME = () =>
  homeWith([
    ...['2026-03-05', '2026-03-10', '2026-03-20'].map((day) => ({
      time: `${day}T10:00:00.000Z`,
      input: 100_000,
      output: 0,
      cwd: day === '2026-03-20' ? '/code/web' : '/code/app',
    })),
    { time: '2026-03-10T11:00:00.000Z', model: 'a-model-without-price', cwd: '/code/odd' },
  ])

async function usesOf(subscriptions: readonly Partial<SubscriptionConfig>[], days = MARCH, monthStart = 1) {
  const settings = resolveConfig(null)
  const env = { HOME: HOME(), RIMURU_HOME: tempFolder() }
  const filters = { agents: [], models: ['nothing'], projects: [], branches: [], timezone: 'UTC', ...days }
  const opened = await openReport({ settings, env, filters, sources: discoverSources(settings, env) })
  onTestFinished(() => opened.close())
  const named = subscriptions.map((each) => ({ name: 'team', amount: '100', ...each }))
  const { subscriptions: resolved } = resolvePricing({ subscriptions: named }, null)
  // What the job itself leaves out is covered all the same.
  const input = { ...opened, mode: 'calculate' as const }
  return subscriptionUses(resolved, input, { ...CALENDAR, monthStart }, days)
}

it('sets what is paid beside what the usage that it covers would have cost by token', async () => {
  expect(await usesOf([{}, { name: 'web', scope: { projects: ['web'] }, from: '2026-03-16' }])).toEqual([
    { name: 'team', period: MARCH, requests: 4, paid_usd: '100', api_cost_usd: '0.9', unpriced_requests: 1 },
    {
      name: 'web',
      period: { since: '2026-03-16', until: '2026-03-31' },
      requests: 1,
      paid_usd: '51.612903225806451613',
      api_cost_usd: '0.3',
      unpriced_requests: 0,
    },
  ])
})

it('shares the amount out by days: of each month, of a year, and of months that begin on another day', async () => {
  const paid = async (given: Partial<SubscriptionConfig>, since: string, until: string, monthStart = 1) =>
    (await usesOf([given], { since, until }, monthStart)).map(({ paid_usd: usd }) => usd)
  expect(await paid({}, '2026-02-28', '2026-03-31')).toEqual(['103.571428571428571429'])
  expect(await paid({ period: 'year', amount: 365 }, '2026-03-01', '2026-03-31')).toEqual(['31'])
  expect(await paid({ amount: '31' }, '2026-03-10', '2026-03-10', 7)).toEqual(['1'])
  expect(await paid({ until: '2026-02-28' }, '2026-03-01', '2026-03-31')).toEqual([])
  expect(await paid({ from: '2026-04-01' }, '2026-03-01', '2026-03-31')).toEqual([])
})

it('shows what would have been saved with a star where that is not all of it', async () => {
  const { columns, rows } = subscriptionsSection(await usesOf([{}]), MARCH)!
  expect(columns.filter(({ leaves_out: gap }) => gap === 'unpriced_requests').map(({ label }) => label)).toEqual([
    'By token',
    'Saved',
  ])
  expect(rows).toMatchObject([{ api_cost_usd: '0.9', saved_usd: '-99.1', unpriced_requests: 1 }])
})

it('is told apart from what nothing is known of', async () => {
  const [odd, empty] = await usesOf([{ scope: { projects: ['odd'] } }, { name: 'none', scope: { projects: ['none'] } }])
  expect(odd).toMatchObject({ requests: 1, api_cost_usd: null })
  expect(empty).toMatchObject({ requests: 0, api_cost_usd: '0' })
  expect(subscriptionsSection([odd!, empty!], MARCH)).toMatchObject({
    totals: null,
    rows: [
      { name: 'team', paid_usd: '100', api_cost_usd: null, saved_usd: null },
      { name: 'none', paid_usd: '100', api_cost_usd: '0', saved_usd: '-100' },
    ],
  })
  expect(subscriptionsSection([], MARCH)).toBe(null)
})

it('says which days a subscription bears on only where they are not all of the report', async () => {
  const columnsOf = async (given: Partial<SubscriptionConfig>) =>
    subscriptionsSection(await usesOf([{}, given]), MARCH)!.columns.map(({ label }) => label)
  expect(await columnsOf({})).toEqual(['Subscription', 'Requests', 'Paid', 'By token', 'Saved'])
  expect(await columnsOf({ from: '2026-03-16' })).toContain('Days')
})
