import { describe, expect, it } from 'vitest'
import { isSecret, maskAll, maskOf } from '../../src/plugin-host/secrets.ts'
import type { HookResult, Json } from '../../src/plugin-sdk/types.ts'
import { tempFolder } from '../helpers/folders.ts'
import { writeProgram } from '../helpers/plugins.ts'
import { startAt } from '../helpers/running-plugins.ts'
import type { Started } from '../helpers/running-plugins.ts'

const SECRET = 's3cret/"with+signs"\\ü'

/** Says what it was given in every way that a plugin has. */
const TELLS = `
import { defineHook, servePlugin } from 'rimuru/plugin-sdk'
const secret = process.env.TOKEN
const ways = {
  log: (ctx) => ctx.log('info', 'it is ' + secret, { secret, deep: [{ secret }] }),
  long: (ctx) => ctx.log('info', 'x'.repeat(8190) + secret),
  stdout: () => console.log('it is ' + secret),
  stderr: () => console.error('it is ' + secret),
  longLine: () => void process.stdout.write('x'.repeat(8190) + secret),
  progress: (ctx) => ctx.progress(1, 2, 'it is ' + secret),
  error: () => { throw new Error('it is ' + secret) },
  answer: () => ({ action: 'modify', data: { text: 'it is ' + secret, list: [secret] } }),
}
await servePlugin(defineHook({
  id: 'tells', name: 'Tells', version: '1.2.3',
  check: () => [{ path: 'a', message: 'it is ' + secret }],
  handle: (hook, data, metadata, ctx) => ways[hook](ctx) ?? { action: 'passthrough' },
}))
`

interface Telling extends Started {
  tell(way: string): Promise<HookResult>
  readonly told: string[]
}

async function startTelling(): Promise<Telling> {
  const path = writeProgram(TELLS, { name: 'tells', type: 'hook', more: '[permissions]\nenv = ["TOKEN"]' })
  const started = await startAt(path, { grants: { env: ['TOKEN'] } }, { TOKEN: SECRET })
  const told: string[] = []
  const progress = (_: number, __: number | null, message: string | null): void => void told.push(message ?? '')
  const tell = (way: string): Promise<HookResult> =>
    started.plugin.call('hook', { hook: way, data: null, metadata: {} }, { progress })
  return { ...started, tell, told }
}

describe('a secret that a plugin was given', () => {
  it('is in no line of its log, and not when the line is cut in it', async () => {
    const { tell, lines, plugin } = await startTelling()
    for (const way of ['log', 'long', 'stdout', 'stderr', 'longLine']) await tell(way)
    await plugin.stop()
    const ofPlugin = lines.filter(({ source }) => source !== 'host')
    expect(ofPlugin.map(({ source, message }) => [source, message.replace(/^x+/, 'x')]).sort()).toEqual([
      ['log', 'it is ***'],
      ['log', 'x**'],
      ['stderr', 'it is ***'],
      ['stdout', 'it is ***'],
      ['stdout', 'x**'],
    ])
    expect(ofPlugin.find(({ fields }) => fields)?.fields).toEqual({ secret: '***', deep: [{ secret: '***' }] })
  })

  it('is in no error, nor in what was behind it', async () => {
    const { tell, store, lines, plugin } = await startTelling()
    const error = await tell('error').catch((thrown: unknown) => thrown as Error)
    expect(error).toMatchObject({ message: 'plugin tells: hook failed: it is ***' })
    expect((error as Error).cause).toBeUndefined()
    expect((await store.healthOf('tells')).lastError).toBe('plugin tells: hook failed: it is ***')
    await plugin.stop()
    expect(JSON.stringify(lines)).not.toContain('s3cret')
  })

  it('is in no answer, and in no word of how far it is', async () => {
    const { tell, told, plugin } = await startTelling()
    expect(await tell('answer')).toEqual({ action: 'modify', data: { text: 'it is ***', list: ['***'] } })
    await tell('progress')
    expect(told).toEqual(['it is ***'])
    expect((await plugin.call('check', { config: {} })).problems).toEqual([{ path: 'a', message: 'it is ***' }])
  })
})

it('a secret that stands in the config is masked like one of the environment', async () => {
  const schema = { properties: { place: { writeOnly: true }, token: {}, host: {} } }
  const source = `
import { defineHook, servePlugin } from 'rimuru/plugin-sdk'
await servePlugin(defineHook({
  id: 'tells', name: 'Tells', version: '1.2.3',
  handle: (hook, data, metadata, { config }) => { throw new Error(Object.values(config).join(' ')) },
}))
`
  const more = `[config]\nschema = '''${JSON.stringify(schema)}'''`
  const config = { place: 'https://example.com/hooks/rimuru', token: 'made-up-token', host: 'mail.example.com' }
  const { plugin } = await startAt(writeProgram(source, { name: 'tells', type: 'hook', more }), { config })

  await expect(plugin.call('hook', { hook: 'x', data: null, metadata: {} })).rejects.toThrow(
    'plugin tells: hook failed: *** *** mail.example.com',
  )
})

describe('a mask', () => {
  const bytes = Buffer.from(SECRET)
  const forms: readonly (readonly [string, string])[] = [
    ['as it is', SECRET],
    ['in JSON', JSON.stringify(SECRET).slice(1, -1)],
    ['in an address', encodeURIComponent(SECRET)],
    ['in an address in small letters', encodeURIComponent(SECRET).toLowerCase()],
    ['in base64', bytes.toString('base64')],
    ['in base64 for addresses', bytes.toString('base64url')],
  ]

  it.each(forms)('covers a secret %s', (_, form) => {
    expect(maskOf([SECRET])(`a ${form} b`)).toMatch(/^a \*\*\*.{0,3} b$/)
  })

  it.each(['', 'u:', 'name:', 'a-longer-name:'])('covers it in base64 behind "%s"', (before) => {
    const secret = 'made-up-password'
    const shown = maskOf([secret])(Buffer.from(`${before}${secret}!`).toString('base64'))
    expect(shown).toContain('***')
    // What is left of it is less than a character on each side.
    expect(Buffer.from(shown.split('***')[1]!, 'base64').length).toBeLessThanOrEqual(3)
  })

  it('covers each line of a key, and what of an address follows its host', () => {
    const mask = maskOf(['-----BEGIN KEY-----\nabcdefghij\n-----END KEY-----', 'https://h.example.com/api/T0001/x?k=1'])
    expect(mask('got abcdefghij')).toBe('got ***')
    expect(mask('POST /api/T0001/x?k=1 at https://h.example.com: no')).toBe('POST *** at https://h.example.com: no')
    expect(maskOf(['https://h.example.com/1/AAAABBBBCCCCDDDD/2'])('no AAAABBBBCCCCDDDD')).toBe('no ***')
  })

  it('leaves values that are no text', () => {
    const value: Json = { n: 1, b: true, nothing: null, list: ['a-secret', 2] }
    expect(maskAll(value, maskOf(['a-secret']))).toEqual({ n: 1, b: true, nothing: null, list: ['***', 2] })
    expect(maskOf([])('a-secret')).toBe('a-secret')
  })

  it('is masked as the name of a field, and as a number', () => {
    const mask = maskOf(['a-secret', '1234567890'])
    const value: Json = { 'a-secret': { n: 1234567890 }, like: 12345678901, list: [1234567890] }
    expect(maskAll(value, mask)).toEqual({ '***': { n: '***' }, like: 12345678901, list: ['***'] })
  })

  it('takes for a secret what is not short, no place of a file, and no whole site', () => {
    const there = tempFolder()
    const given = ['true', '1234567', '12345678', there, `${there}/not-there`, 'https://github.com', 'https://a.com/b']
    expect(given.filter(isSecret)).toEqual(['12345678', `${there}/not-there`, 'https://a.com/b'])
  })
})
