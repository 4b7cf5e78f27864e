import { expect, it } from 'vitest'
import { checkConfig } from '../../src/plugin-host/config-check.ts'
import { readManifest } from '../../src/plugin-host/manifest.ts'
import type { Manifest } from '../../src/plugin-host/types.ts'
import type { JsonObject } from '../../src/plugin-sdk/types.ts'
import { tempFolder } from '../helpers/folders.ts'
import { writePlugin } from '../helpers/plugins.ts'

const manifestWith = (configSchema: JsonObject | null): Manifest => ({
  ...readManifest(writePlugin(tempFolder(), { name: 'slack' })),
  configSchema,
})

const SCHEMA: JsonObject = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  properties: {
    channel: { type: 'string', minLength: 1 },
    retries: { type: 'integer', maximum: 9, default: 3 },
    to: { type: 'array', items: { type: 'string' }, minItems: 1 },
    root: { type: 'string', pattern: '^[a-z]+$' },
    'a/b.c': { type: 'object', additionalProperties: false },
    level: { enum: ['info', 'error'], default: 'info' },
    style: {
      type: 'object',
      properties: { wide: { type: 'boolean', default: true } },
      additionalProperties: false,
      default: {},
    },
    api_key: { type: 'string', pattern: '^sk-' },
  },
  required: ['channel'],
  additionalProperties: false,
}

it('fills in the defaults, and leaves what it was given alone', async () => {
  const given = { channel: '#costs' }
  expect(await checkConfig(manifestWith(SCHEMA), given)).toEqual({
    channel: '#costs',
    retries: 3,
    level: 'info',
    style: { wide: true },
  })
  expect(given).toEqual({ channel: '#costs' })
})

it.each<[JsonObject, string]>([
  [{}, 'plugins.slack.config.channel: missing'],
  [{ channel: 1 }, 'plugins.slack.config.channel: expected a text, got 1'],
  [{ channel: 'a', chanel: 'b' }, 'plugins.slack.config.chanel: unknown key, did you mean "channel"?'],
  [{ channel: 'a', level: 'loud' }, 'plugins.slack.config.level: expected one of "info", "error", got "loud"'],
  [{ channel: 'a', level: 'eror' }, 'got "eror", did you mean "error"?'],
  [{ channel: '' }, 'plugins.slack.config.channel: expected a text of at least 1 letter, got ""'],
  [{ channel: 'a', style: { wid: true } }, 'plugins.slack.config.style.wid: unknown key, did you mean "wide"?'],
  [{ channel: 'a', retries: 1.5 }, 'plugins.slack.config.retries: expected a whole number, got 1.5'],
  [{ channel: 'a', retries: 10 }, 'plugins.slack.config.retries: expected 9 or less, got 10'],
  [{ channel: 'a', to: ['b', 7] }, 'plugins.slack.config.to[1]: expected a text, got 7'],
  [{ channel: 'a', to: [] }, 'plugins.slack.config.to: expected a list of at least 1, got an empty list'],
  [{ channel: 'a', root: '1x' }, 'plugins.slack.config.root: expected a text that matches ^[a-z]+$, got "1x"'],
  [{ channel: 'a', 'a/b.c': { d: 1 } }, 'plugins.slack.config["a/b.c"].d: unknown key'],
  [{ channel: 'a', style: { wide: 'very' } }, 'plugins.slack.config.style.wide: expected true or false, got "very"'],
])('names the key that is wrong in %j', async (given, says) => {
  await expect(checkConfig(manifestWith(SCHEMA), given)).rejects.toMatchObject({
    code: 'E3001',
    message: expect.stringContaining(says),
  })
})

it('does not show what may be secret', async () => {
  const given = { channel: 'a', api_key: 'hunter2' }
  await expect(checkConfig(manifestWith(SCHEMA), given)).rejects.toMatchObject({
    message: 'plugins.slack.config.api_key: expected a text that matches ^sk-',
  })
})

it('checks several schemas that call themselves the same, and each of them again', async () => {
  const schema = (channel: JsonObject): JsonObject => ({
    $id: 'https://example.com/config.json',
    type: 'object',
    properties: { channel: { $ref: 'https://example.com/config.json#/definitions/channel' } },
    definitions: { channel },
  })
  const texts = manifestWith(schema({ type: 'string' }))
  const numbers = manifestWith(schema({ type: 'integer' }))
  expect(await checkConfig(texts, { channel: 'a' })).toEqual({ channel: 'a' })
  expect(await checkConfig(numbers, { channel: 1 })).toEqual({ channel: 1 })
  await expect(checkConfig(texts, { channel: 1 })).rejects.toThrow(
    'plugins.slack.config.channel: expected a text, got 1',
  )
})

it('names the file that it was given in', async () => {
  const where = '/a/rimuru.config.json'
  await expect(checkConfig(manifestWith(SCHEMA), {}, where)).rejects.toMatchObject({ where })
  await expect(checkConfig(manifestWith(null), { a: 1 }, where)).rejects.toMatchObject({ where })
})

it('tells all that is wrong at once', async () => {
  const given = { channel: 1, retries: 'many' }
  await expect(checkConfig(manifestWith(SCHEMA), given)).rejects.toThrow(/config\.channel.*; .*config\.retries/)
})

it('takes no config for a plugin that has none', async () => {
  expect(await checkConfig(manifestWith(null), {})).toEqual({})
  await expect(checkConfig(manifestWith(null), { a: 1 })).rejects.toThrow('this plugin has no config')
})

it('calls a schema that is none a mistake of the plugin', async () => {
  await expect(checkConfig(manifestWith({ type: 'objekt' }), {})).rejects.toMatchObject({
    code: 'E4001',
    message: expect.stringContaining('its config schema is no JSON Schema'),
  })
})
