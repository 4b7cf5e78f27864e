import { describe, expect, test } from 'vitest'
import { validateConfig } from '../../src/config/validate.ts'
import { AGENT_IDS, problemOf } from './workspace.ts'

const FILE = '/repo/rimuru.config.ts'
const validate = (config: unknown) =>
  validateConfig(config, FILE, { agentIds: AGENT_IDS }, { folder: '/repo', home: null })
const problem = (config: unknown) => problemOf(() => validate(config))
const messageFor = async (config: unknown) => (await problem(config)).message

describe('a good config', () => {
  test('needs only its version', () => {
    expect(validate({ version: 1 })).toEqual({ version: 1 })
  })

  test('may have every key', () => {
    const config = {
      version: 1,
      timezone: 'Europe/Berlin',
      weekStart: 'sunday',
      monthStart: 28,
      host: 'build-1',
      user: 'Rimuru Tempest',
      sources: { alpha: { enabled: false }, codex: { enabled: true, dirs: ['/logs'] }, beta: {} },
      pricing: { cost: 'auto' },
      $schema: './rimuru.schema.json',
    }
    expect(validate(config)).toEqual(config)
  })

  test.each(['UTC', 'Asia/Kolkata', 'US/Eastern', 'Etc/GMT+5'])('may be in the zone %s', (timezone) => {
    expect(validate({ version: 1, timezone })).toEqual({ version: 1, timezone })
  })
})

describe('the version', () => {
  test('is required', async () => {
    const expected = { code: 'E3001', message: 'version: missing', where: FILE, hint: 'add version: 1' }
    expect(await problem({ timezone: 'UTC' })).toEqual(expected)
    expect(await problem({ verison: 1 })).toEqual(expected)
  })

  test('of a newer Rimuru is refused before anything else is looked at', async () => {
    expect(await problem({ version: 2, budgets: 'new' })).toEqual({
      code: 'E3001',
      message: 'version: this Rimuru reads version 1, the file has 2',
      where: FILE,
      hint: 'upgrade Rimuru, or write the file for version 1',
    })
  })

  test.each([
    ['1', 'version: expected 1, got "1"'],
    [0, 'version: expected 1, got 0'],
    [null, 'version: expected 1, got null'],
  ])('cannot be %j', async (version, message) => {
    expect(await messageFor({ version })).toBe(message)
  })
})

describe('an unknown key', () => {
  test('is an error that names the nearest known one', async () => {
    expect(await problem({ version: 1, sources: { codexx: {} } })).toEqual({
      code: 'E3001',
      message: 'sources.codexx: unknown key, did you mean "codex"?',
      where: FILE,
      hint: 'the keys of sources are alpha, beta, codex',
    })
  })

  test('is found at every level', async () => {
    expect(await messageFor({ version: 1, timeZone: 'UTC' })).toBe('timeZone: unknown key, did you mean "timezone"?')
    expect(await messageFor({ version: 1, pricing: { costs: 1 } })).toBe(
      'pricing.costs: unknown key, did you mean "cost"?',
    )
    expect(await messageFor({ version: 1, sources: { codex: { dir: ['x'] } } })).toBe(
      'sources.codex.dir: unknown key, did you mean "dirs"?',
    )
    expect(await messageFor({ version: 1, plugins: { csv: { confg: {} } } })).toBe(
      'plugins.csv.confg: unknown key, did you mean "config"?',
    )
    expect(await messageFor({ version: 1, plugins: { csv: { grants: { net: [] } } } })).toMatch(
      /^plugins\.csv\.grants\.net: unknown key/,
    )
  })

  test('far from every known one gets the list of them', async () => {
    expect(await problem({ version: 1, reporters: [] })).toEqual({
      code: 'E3001',
      message: 'reporters: unknown key',
      where: FILE,
      hint: 'the keys are version, timezone, weekStart, monthStart, host, user, sources, pricing, plugins, budgets, publish, $schema',
    })
  })

  test.each(['privacy', 'currency', '$import'])('may be one of a later release: %s', async (key) => {
    expect(await messageFor({ version: 1, [key]: {} })).toBe(`${key}: unknown key`)
  })

  test('may be the name of something every object has', async () => {
    const config: unknown = JSON.parse('{"version":1,"__proto__":{"x":1},"constructor":{},"sources":{"toString":{}}}')
    expect(await messageFor(config)).toBe(
      'sources.toString: unknown key; __proto__: unknown key; constructor: unknown key',
    )
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false)
  })

  test('is quoted when it would not read as a key', async () => {
    expect(await messageFor({ version: 1, sources: { 'my agent\n2': {} } })).toBe(
      'sources["my agent\\n2"]: unknown key',
    )
  })
})

describe('a wrong value', () => {
  test.each([
    [{ timezone: 2 }, 'timezone: expected a text, got 2'],
    [{ timezone: 'Mars/Olympus' }, 'timezone: "Mars/Olympus" is not an IANA time zone'],
    [
      { timezone: 'Europe/Berlim' },
      'timezone: "Europe/Berlim" is not an IANA time zone, did you mean "Europe/Berlin"?',
    ],
    [{ timezone: '+02:00' }, 'timezone: "+02:00" is not an IANA time zone'],
    [{ timezone: '' }, 'timezone: "" is not an IANA time zone'],
    [
      { weekStart: 'Munday' },
      'weekStart: expected one of "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", got "Munday", did you mean "monday"?',
    ],
    [{ monthStart: 29 }, 'monthStart: expected a whole number from 1 to 28, got 29'],
    [{ monthStart: 0 }, 'monthStart: expected a whole number from 1 to 28, got 0'],
    [{ monthStart: 1.5 }, 'monthStart: expected a whole number from 1 to 28, got 1.5'],
    [{ monthStart: '1' }, 'monthStart: expected a whole number from 1 to 28, got "1"'],
    [{ monthStart: Number.NaN }, 'monthStart: expected a whole number from 1 to 28, got NaN'],
    [{ host: ' ' }, 'host: expected a name, got an empty string'],
    [{ user: null }, 'user: expected a text, got null'],
    [{ sources: [] }, 'sources: expected an object, got an empty list'],
    [{ sources: { codex: true } }, 'sources.codex: expected an object, got true'],
    [{ sources: { codex: { enabled: 'yes' } } }, 'sources.codex.enabled: expected true or false, got "yes"'],
    [{ sources: { codex: { dirs: '/x' } } }, 'sources.codex.dirs: expected a list of at least 1, got "/x"'],
    [{ sources: { codex: { dirs: [] } } }, 'sources.codex.dirs: expected a list of at least 1, got an empty list'],
    [{ sources: { codex: { dirs: ['a', {}] } } }, 'sources.codex.dirs[1]: expected a text, got an object'],
    [{ sources: { codex: { dirs: [''] } } }, 'sources.codex.dirs[0]: expected a text, got an empty one'],
    [
      { pricing: { cost: 'recoded' } },
      'pricing.cost: expected one of "calculate", "recorded", "auto", got "recoded", did you mean "recorded"?',
    ],
    [{ plugins: { CSV: {} } }, 'plugins.CSV: a name is small letters, digits, - and _'],
    [{ $schema: 1 }, '$schema: expected a text, got 1'],
    [{ pricing: async () => {} }, 'pricing: expected an object, got a function'],
  ])('%j', async (config, message) => {
    expect(await messageFor({ version: 1, ...config })).toBe(message)
  })

  test('comes with what the key is for', async () => {
    expect((await problem({ version: 1, monthStart: 29 })).hint).toBe(
      'monthStart: First day of the billing month. Default: 1.',
    )
  })

  test('that is long is cut', async () => {
    expect(await messageFor({ version: 1, monthStart: 'x'.repeat(500) })).toBe(
      `monthStart: expected a whole number from 1 to 28, got "${'x'.repeat(59)}...`,
    )
  })
})

describe('several problems', () => {
  test('are all named, on one line', async () => {
    expect(await messageFor({ version: 1, monthStart: 40, wekStart: 'monday', sources: { codexx: {} } })).toBe(
      'monthStart: expected a whole number from 1 to 28, got 40; ' +
        'sources.codexx: unknown key, did you mean "codex"?; ' +
        'wekStart: unknown key, did you mean "weekStart"?',
    )
  })

  test('stop at ten', async () => {
    const keys = Array.from({ length: 13 }, (_, index) => [`unheard${index}of`, 1])
    const message = await messageFor({ version: 1, ...Object.fromEntries(keys) })
    expect(message.split('; ')).toHaveLength(11)
    expect(message).toMatch(/; unheard9of: unknown key; and 3 more$/)
  })
})

describe('options that only one agent has', () => {
  const options = {
    agentIds: AGENT_IDS,
    agentOptions: [
      {
        id: 'beta',
        paths: { exports: 'Exported files.' },
      },
    ],
  }
  const roots = { folder: '/repo', home: '/home/r' }

  test('are accepted for that agent, with its paths resolved', () => {
    const config = { version: 1, sources: { beta: { exports: ['usage.csv', '~/b.csv'], enabled: true } } }
    expect(validateConfig(config, FILE, options, roots).sources).toEqual({
      beta: { exports: ['/repo/usage.csv', '/home/r/b.csv'], enabled: true },
    })
  })

  test('are unknown for every other agent', async () => {
    const config = { version: 1, sources: { beta: { exprots: [] }, codex: { exports: [] } } }
    expect((await problemOf(() => validateConfig(config, FILE, options, roots))).message).toBe(
      'sources.beta.exprots: unknown key, did you mean "exports"?; sources.codex.exports: unknown key',
    )
  })
})

test('what is wrong with an item of a list is corrected by what is said of the list', async () => {
  const { hint } = await problem({ version: 1, sources: { codex: { dirs: [''] } } })
  expect(hint).toMatch(/^sources\.codex\.dirs: Folders to read\./)
})

describe('the config of a plugin', () => {
  const cycle: Record<string, unknown> = {}
  cycle.self = cycle
  test.each([
    [{ big: 10n }, 'plugins.evil.config.big: '],
    [{ list: [1, { go: () => 1 }] }, 'plugins.evil.config.list[1].go: '],
    [{ when: new Date(0) }, 'plugins.evil.config.when: '],
    [{ ratio: Number.NaN }, 'plugins.evil.config.ratio: '],
    [cycle, 'plugins.evil.config.self.self'],
  ])('holds only what JSON has: %o', async (config, where) => {
    const { code, message } = await problem({ version: 1, plugins: { evil: { config } } })
    expect({ code, message }).toMatchObject({ code: 'E3001', message: expect.stringContaining(where) })
    expect(message).toContain('no value that JSON has')
  })

  test('may have keys without a value', () => {
    const config = { a: undefined, b: [null, { c: 1.5 }] }
    expect(() => validate({ version: 1, plugins: { evil: { config } } })).not.toThrow()
  })
})
