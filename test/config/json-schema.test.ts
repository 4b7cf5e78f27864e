import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type JsonSchemaNode, nodeAt, renderConfigJsonSchema } from '../../src/config/json-schema.ts'
import type { PluginConfig, PluginGrants, PricingConfig, RimuruConfig, SourceConfig } from '../../src/index.ts'
import { AGENT_IDS } from './workspace.ts'

const GOLDEN = join(import.meta.dirname, 'golden/config.schema.json')

const rendered = renderConfigJsonSchema({ agentIds: AGENT_IDS })
const schema = JSON.parse(rendered) as JsonSchemaNode

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
  }
  const source: Required<SourceConfig> = { enabled: true, dirs: [] }
  const pricing: Required<PricingConfig> = { cost: 'auto' }
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
  expect(keysAt('sources')).toEqual(AGENT_IDS)
})
