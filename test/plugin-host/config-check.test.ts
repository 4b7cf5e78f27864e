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
    retries: { type: 'integer', default: 3 },
    level: { enum: ['info', 'error'], default: 'info' },
    style: { type: 'object', properties: { wide: { type: 'boolean', default: true } }, default: {} },
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
  [{}, "must have required property 'channel'"],
  [{ channel: 1 }, 'plugins.slack.config.channel: must be string'],
  [{ channel: 'a', chanel: 'b' }, 'plugins.slack.config.chanel: unknown key, did you mean "channel"?'],
  [{ channel: 'a', level: 'loud' }, 'plugins.slack.config.level: must be one of info, error'],
  [{ channel: 'a', style: { wide: 'very' } }, 'plugins.slack.config.style.wide: must be boolean'],
])('names the key that is wrong in %j', async (given, says) => {
  await expect(checkConfig(manifestWith(SCHEMA), given)).rejects.toMatchObject({
    code: 'E3001',
    message: expect.stringContaining(says),
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
  await expect(checkConfig(texts, { channel: 1 })).rejects.toThrow('plugins.slack.config.channel: must be string')
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
