import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type JsonSchemaNode, nodeAt, renderConfigJsonSchema } from '../../src/config/json-schema.ts'
import type {
  Discount,
  PluginConfig,
  PluginGrants,
  PriceOverride,
  PricingConfig,
  RimuruConfig,
  SourceConfig,
  SubscriptionConfig,
} from '../../src/index.ts'
import { AGENT_IDS } from './workspace.ts'

const GOLDEN = join(import.meta.dirname, 'golden/config.schema.json')

const rendered = renderConfigJsonSchema({ agentIds: AGENT_IDS })
const schema = JSON.parse(rendered) as JsonSchemaNode

const itemOf = (list: string): JsonSchemaNode => nodeAt(schema, ['pricing', list, 0]) ?? {}
const keysAt = (...path: string[]) => Object.keys(nodeAt(schema, path)?.properties ?? {})

test('the JSON Schema is the golden file, byte for byte', () => {
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(GOLDEN, rendered)
  expect(rendered).toBe(readFileSync(GOLDEN, 'utf8'))
})

test('every key says what it is for', () => {
  const silent: string[] = []
  const walk = (node: JsonSchemaNode, path: string): void => {
    if (!node.description) silent.push(path)
    for (const [key, child] of Object.entries(node.properties ?? {})) walk(child, `${path}.${key}`)
  }
  walk(schema, 'config')
  expect(silent).toEqual([])
})

test('the type of a config has exactly the keys of the schema', () => {
  // Required<> makes the compiler ask for a key here whenever one is added to a type.
  const config: Required<RimuruConfig> = {
    version: 1,
    timezone: 'UTC',
    weekStart: 'monday',
    monthStart: 1,
    host: 'h',
    user: 'u',
    sources: {},
    pricing: {},
    plugins: {},
    budgets: [],
    publish: {},
    $schema: 's',
  }
  const source: Required<SourceConfig> = { enabled: true, dirs: [] }
  const pricing: Required<PricingConfig> = {
    cost: 'auto',
    lock: 'l',
    providers: [],
    aliases: {},
    overrides: [],
    discounts: [],
    subscriptions: [],
  }
  const override: Required<PriceOverride> = {
    provider: 'p',
    model: 'm',
    from: '2026-01-01',
    input: 1,
    output: 1,
    cacheRead: 1,
    cacheWrite5m: 1,
    cacheWrite1h: 1,
    webSearch: 1,
    fast: { times: 1 },
    batch: { times: 1 },
    flex: { times: 1 },
    tiers: [],
    regions: {},
    hours: [],
  }
  const discount: Required<Discount> = { provider: 'p', percent: 1, from: '2026-01-01', until: '2026-01-01' }
  const subscription: Required<SubscriptionConfig> = {
    name: 'n',
    amount: 1,
    period: 'month',
    from: '2026-01-01',
    until: '2026-01-01',
    scope: {},
  }
  const plugin: Required<PluginConfig> = {
    enabled: true,
    priority: 1,
    failPolicy: 'open',
    timeoutMs: 1,
    config: {},
    grants: {},
  }
  const grants: Required<PluginGrants> = { network: [], read: [], write: [], env: [] }
  expect(keysAt()).toEqual(Object.keys(config))
  expect(keysAt('plugins', 'any-name')).toEqual(Object.keys(plugin))
  expect(keysAt('plugins', 'any-name', 'grants')).toEqual(Object.keys(grants))
  expect(keysAt('sources', 'codex')).toEqual(Object.keys(source))
  expect(keysAt('pricing')).toEqual(Object.keys(pricing))
  expect(Object.keys(itemOf('overrides').properties ?? {})).toEqual(Object.keys(override))
  expect(Object.keys(itemOf('discounts').properties ?? {})).toEqual(Object.keys(discount))
  expect(Object.keys(itemOf('subscriptions').properties ?? {})).toEqual(Object.keys(subscription))
  expect(keysAt('sources')).toEqual(AGENT_IDS)
})
