import { expect, test } from 'vitest'
import { resolveConfig } from '../../src/config/settings.ts'

const PRICING = {
  cost: 'calculate',
  lock: null,
  lockIsNamed: false,
  providers: ['anthropic', 'openai', 'google', 'openrouter', 'litellm', 'models-dev'],
  aliases: {},
  overrides: [],
  discounts: [],
  subscriptions: [],
}

const DEFAULTS = {
  timezone: null,
  weekStart: 'monday',
  monthStart: 1,
  host: null,
  user: null,
  sources: {},
  pricing: PRICING,
  plugins: {},
  budgets: [],
  publish: {},
}

test('without a config every setting has its default', () => {
  expect(resolveConfig(null)).toEqual(DEFAULTS)
  expect(resolveConfig({ version: 1 })).toEqual(DEFAULTS)
})

test('what the config says counts', () => {
  const said = {
    timezone: 'Asia/Tokyo',
    weekStart: 'sunday',
    monthStart: 15,
    host: 'build-1',
    user: 'rimuru',
    sources: { codex: { enabled: false, dirs: ['/logs'] } },
    pricing: { cost: 'recorded' },
    plugins: {
      csv: {
        enabled: false,
        priority: 3,
        failPolicy: 'open',
        timeoutMs: 500,
        config: { bom: true },
        grants: { env: ['TOKEN'] },
      },
    },
    publish: { mode: 'push' },
  } as const
  expect(resolveConfig({ version: 1, ...said })).toEqual({
    ...said,
    pricing: { ...PRICING, cost: 'recorded' },
    budgets: [],
  })
})

test('an agent that the config names is on, and reads its own places', () => {
  expect(resolveConfig({ version: 1, sources: { codex: {}, beta: undefined } }).sources).toEqual({
    codex: { enabled: true, dirs: null },
  })
})

test('a plugin that the config names is on, and its manifest decides the rest', () => {
  expect(resolveConfig({ version: 1, plugins: { csv: {}, xml: undefined } }).plugins).toEqual({
    csv: { enabled: true, priority: null, failPolicy: null, timeoutMs: null, config: {}, grants: null },
  })
})

test('a budget has its amount to the last digit, its thresholds in order, and the month of the config', () => {
  const budgets = [
    { name: 'team', amount: '500.10', period: 'month', warn: [90, 50], scope: { projects: ['web'] } },
    { name: 'day', amount: 0.1, period: 'day', monthStart: 3, alarm: 120, pace: false, staleAfterDays: 2 },
  ] as const
  const scope = { agents: [], models: [], projects: [], branches: [], users: [], hosts: [] }
  expect(resolveConfig({ version: 1, monthStart: 7, budgets }).budgets).toEqual([
    {
      name: 'team',
      amount: 500_100_000_000_000_000_000n,
      period: 'month',
      monthStart: 7,
      scope: { ...scope, projects: ['web'] },
      warn: [50, 90],
      alarm: 100,
      pace: true,
      staleAfterDays: null,
    },
    {
      name: 'day',
      amount: 100_000_000_000_000_000n,
      period: 'day',
      monthStart: 3,
      scope,
      warn: [80],
      alarm: 120,
      pace: false,
      staleAfterDays: 2,
    },
  ])
})

test('an empty section is the same as none', () => {
  expect(resolveConfig({ version: 1, sources: {}, pricing: {}, plugins: {} })).toEqual(DEFAULTS)
})

test('the price lock is beside the config unless it says another, and a subscription has an exact amount', () => {
  expect(resolveConfig({ version: 1 }, '/repo').pricing.lock).toBe('/repo/prices/prices.lock.json')
  expect(resolveConfig({ version: 1, pricing: { lock: '/else/p.json' } }, '/repo').pricing.lock).toBe('/else/p.json')

  const subscriptions = [{ name: 'Max', amount: '199.90', from: '2026-09-01', scope: { agents: ['codex'] } }]
  expect(resolveConfig({ version: 1, pricing: { subscriptions } }).pricing.subscriptions).toEqual([
    {
      name: 'Max',
      amount: '199.9',
      period: 'month',
      from: '2026-09-01',
      until: null,
      scope: { agents: ['codex'], models: [], projects: [], branches: [], users: [], hosts: [] },
    },
  ])
})

test('a plugin whose name every object knows has the settings of the config, or none', () => {
  expect(resolveConfig(null).plugins.constructor).toBeUndefined()
  const { plugins } = resolveConfig({ version: 1, plugins: { constructor: { timeoutMs: 5 } } })
  expect(plugins.constructor).toMatchObject({ enabled: true, timeoutMs: 5 })
})
