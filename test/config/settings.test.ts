import { expect, test } from 'vitest'
import { resolveConfig } from '../../src/config/settings.ts'

const DEFAULTS = {
  timezone: null,
  weekStart: 'monday',
  monthStart: 1,
  host: null,
  user: null,
  sources: {},
  pricing: { cost: 'calculate' },
  plugins: {},
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
  } as const
  expect(resolveConfig({ version: 1, ...said })).toEqual(said)
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

test('an empty section is the same as none', () => {
  expect(resolveConfig({ version: 1, sources: {}, pricing: {}, plugins: {} })).toEqual(DEFAULTS)
})
