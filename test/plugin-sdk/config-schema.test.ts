import { expect, it } from 'vitest'
import { checkConfig } from '../../src/plugin-host/config-check.ts'
import type { Manifest } from '../../src/plugin-host/types.ts'
import {
  arrayProperty,
  booleanProperty,
  createConfigSchema,
  enumProperty,
  integerProperty,
  stringProperty,
} from '../../src/plugin-sdk/config-schema.ts'
import { chosenFields, COST_FIELDS, SESSION_FIELDS, shapedRow } from '../../src/plugin-sdk/fields.ts'

const schema = createConfigSchema(
  {
    channel: stringProperty('Where to post.'),
    count: integerProperty('How many.', 3),
    quiet: booleanProperty('Says less.', false),
    level: enumProperty('The least level.', ['info', 'error'], 'info'),
    tags: arrayProperty('Added to each.', 'string'),
  },
  ['channel'],
)
const manifest = { id: 'mine', configSchema: schema } as unknown as Manifest

it('the helpers make a schema that the host fills defaults from and refuses by', async () => {
  expect(await checkConfig(manifest, { channel: '#costs' })).toEqual({
    channel: '#costs',
    count: 3,
    quiet: false,
    level: 'info',
  })
  const wrong = checkConfig(manifest, { count: 1.5, level: 'loud', chanel: 'x', tags: [1] })
  await expect(wrong).rejects.toThrow('plugins.mine.config.chanel: unknown key, did you mean "channel"?')
  await expect(wrong).rejects.toThrow('plugins.mine.config.level: expected one of "info", "error", got "loud"')
  await expect(wrong).rejects.toThrow('plugins.mine.config.count: expected a whole number, got 1.5')
  await expect(wrong).rejects.toThrow('plugins.mine.config.tags[0]: expected a text, got 1')
})

it('fields keep their places, and are chosen in the order that is asked for', () => {
  expect(COST_FIELDS.map(({ name }) => name).slice(0, 5)).toEqual([
    'id',
    'recorded_at',
    'agent_id',
    'session_id',
    'model_name',
  ])
  expect(SESSION_FIELDS.at(-1)?.name).toBe('unpriced_requests')
  expect(chosenFields(COST_FIELDS, ['cost_usd', 'id']).map(({ name }) => name)).toEqual(['cost_usd', 'id'])
  expect(() => chosenFields(COST_FIELDS, ['cost'])).toThrow('fields: there is no cost; there are id, recorded_at')
})

it('a shaped row has the chosen fields alone, with its times as they are wanted', () => {
  const row = { id: 'r', recorded_at: '2026-01-01T00:00:00.000Z', cost_usd: null, host: 'h' }
  const options = { include_headers: true, date_format: '%H', timezone: 'Asia/Tokyo', fields: null, pretty: false }
  const fields = chosenFields(COST_FIELDS, ['cost_usd', 'recorded_at'])
  expect(Object.entries(shapedRow(row as never, fields, options))).toEqual([
    ['cost_usd', null],
    ['recorded_at', '09'],
  ])
})
