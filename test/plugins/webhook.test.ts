import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { JsonObject, Notification } from '../../src/plugin-sdk/types.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { ROOT } from '../helpers/imports.ts'
import { DIGEST, REPORT, startNotifier } from '../helpers/notifications.ts'
import type { Notifying } from '../helpers/notifications.ts'
import { nobodyThere, startReceiver } from '../helpers/receivers.ts'
import type { Received, Reply } from '../helpers/receivers.ts'

const SECRET = 'a made-up secret, with ümläuts'
const BUSY: Reply = { status: 503, headers: { 'retry-after': '0' }, body: 'busy' }

const webhookAt = (url: string, config: JsonObject = {}): Promise<Notifying> =>
  startNotifier('webhook', { url: `${url}/hook`, ...config }, { HOOK_SECRET: SECRET })

describe('what a webhook posts', () => {
  it('is the notification and the report, without a path of this machine', async () => {
    const { origin, received, said } = await startReceiver({ status: 202, headers: { 'x-request-id': 'r-1' } })
    const { notify } = await webhookAt(origin)
    const metadata = { ...DIGEST.metadata, somewhere: '/home/dana/x', list: ['C:\\Users\\dana', 'kept'] }
    expect(await notify({ ...DIGEST, metadata })).toEqual({ delivered: true, id: 'r-1', detail: null })
    const [body] = said<{ notification: Notification }>()
    expect(body).toEqual({
      schema_version: 1,
      kind: 'notification',
      notification: {
        ...DIGEST,
        metadata: { ...metadata, somewhere: null, list: [null, 'kept'] },
        files: [{ name: 'costs.csv', media_type: 'text/csv' }],
      },
      report: REPORT,
    })
    expect(received[0]?.body).not.toContain('dana')
    const { headers } = received[0]!
    expect(headers).toMatchObject({ 'idempotency-key': DIGEST.idempotency_key })
    expect(headers).not.toHaveProperty('x-rimuru-signature')
    expect(Math.abs(Date.now() / 1000 - Number(headers['x-rimuru-timestamp']))).toBeLessThan(600)
  })

  it('goes to the address that a variable holds', async () => {
    const { origin, received } = await startReceiver({})
    const { notify } = await startNotifier('webhook', { url_env: 'HOOK' }, { HOOK: `${origin}/secret-path` })
    expect(await notify()).toMatchObject({ delivered: true })
    expect(received.map(({ url }) => url)).toEqual(['/secret-path'])
  })
})

describe('the signature of a webhook', () => {
  const README = readFileSync(join(ROOT, 'plugins/webhook/README.md'), 'utf8')
  const codeOf = (language: string): string => new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(README)?.[1] ?? ''

  async function signed(): Promise<Received> {
    const { origin, received } = await startReceiver({})
    const { notify } = await webhookAt(origin, { secret_env: 'HOOK_SECRET' })
    expect(await notify()).toMatchObject({ delivered: true })
    return received[0]!
  }

  /** What was received, and the same changed in one place each. */
  function cases({ headers, body }: Received): (readonly [object, string, string, number, boolean])[] {
    const now = Number(headers['x-rimuru-timestamp'])
    return [
      [headers, body, SECRET, now, true],
      [headers, body, SECRET, now + 299, true],
      [headers, `${body} `, SECRET, now, false],
      [headers, body, `${SECRET}!`, now, false],
      [headers, body, SECRET, now + 301, false],
      [{ ...headers, 'x-rimuru-timestamp': String(now + 1) }, body, SECRET, now, false],
      [{}, body, SECRET, now, false],
    ]
  }

  it('holds for the code of the README in Node, and for nothing that was changed', async () => {
    const file = writeText(join(tempFolder(), 'receiver.mjs'), codeOf('js'))
    const { isGenuine } = (await import(pathToFileURL(file).href)) as {
      isGenuine(headers: object, body: Buffer, secret: string, now: number): boolean
    }
    for (const [headers, body, secret, now, expected] of cases(await signed())) {
      expect(isGenuine(headers, Buffer.from(body), secret, now)).toBe(expected)
    }
  })

  it('holds for the code of the README in Python, and for nothing that was changed', async () => {
    const given = cases(await signed())
    const program = `${codeOf('python')}
import json, sys
cases = json.load(sys.stdin)
print(json.dumps([is_genuine(headers, body.encode(), secret, now) for headers, body, secret, now, _ in cases]))`
    const { stdout, stderr } = spawnSync('python3', ['-c', program], { input: JSON.stringify(given), encoding: 'utf8' })
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toEqual(given.map((each) => each[4]))
  })
})

describe('a webhook whose receiver fails', () => {
  it('is answered at the third try, each with the same key', async () => {
    const { origin, received } = await startReceiver(BUSY, BUSY, { status: 200 })
    const { notify } = await webhookAt(origin)
    expect(await notify()).toMatchObject({ delivered: true })
    expect(received.map(({ headers }) => headers['idempotency-key'])).toEqual(Array(3).fill(DIGEST.idempotency_key))
    expect(new Set(received.map(({ body }) => body)).size).toBe(1)
  })

  it.each([408, 429, 500, 502, 504])('with %i is tried again', async (status) => {
    const { origin, received } = await startReceiver({ ...BUSY, status }, {})
    expect(await (await webhookAt(origin)).notify()).toMatchObject({ delivered: true })
    expect(received).toHaveLength(2)
  })

  it('five times is failed, with its words', async () => {
    const { origin, received } = await startReceiver(BUSY)
    expect(await (await webhookAt(origin)).notify()).toEqual({
      delivered: false,
      detail: 'the receiver answered 503: busy (tried 5 times)',
    })
    expect(received).toHaveLength(5)
  })

  it.each([
    [400, { error: { message: 'no\nsuch   field' } }, 'the receiver answered 400: no such field'],
    [401, '<html><head><title>Log in</title></head></html>', 'the receiver answered 401: Log in'],
    [403, 'x'.repeat(1000), `the receiver answered 403: ${'x'.repeat(199)}…`],
    [410, '', 'the receiver answered 410'],
    [301, 'Moved', 'the receiver answered 301: it has moved, correct its address'],
  ])('with %i is not tried again', async (status, body, detail) => {
    const { origin, received } = await startReceiver({ status, body, headers: { location: '/elsewhere' } })
    expect(await (await webhookAt(origin)).notify()).toEqual({ delivered: false, detail })
    expect(received).toHaveLength(1)
  })

  it('with the secret in its words does not tell it', async () => {
    const { origin } = await startReceiver({ status: 400, body: `${'x'.repeat(190)} ${SECRET}` })
    const { detail } = await (await webhookAt(origin, { secret_env: 'HOOK_SECRET' })).notify()
    expect(detail).toBe(`the receiver answered 400: ${'x'.repeat(190)} ***`)
  })

  it('by closing the line may have it: it is tried again, and unknown in the end', async () => {
    const first = await startReceiver('lost', {})
    expect(await (await webhookAt(first.origin)).notify()).toMatchObject({ delivered: true })
    expect(first.received).toHaveLength(2)
    const second = await startReceiver('lost')
    const { delivered, unknown, detail } = await (await webhookAt(second.origin, { deadline_ms: 1200 })).notify()
    expect({ delivered, unknown }).toEqual({ delivered: false, unknown: true })
    expect(detail).toContain('it may have arrived or not')
    const third = await startReceiver('lost', { status: 400 })
    expect(await (await webhookAt(third.origin)).notify()).toMatchObject({ delivered: false, unknown: true })
  })

  it('to exist has had nothing', async () => {
    const { delivered, unknown } = await (await webhookAt(await nobodyThere(), { deadline_ms: 300 })).notify()
    expect({ delivered, unknown }).toEqual({ delivered: false, unknown: undefined })
  })
})

describe('the config of webhook', () => {
  it.each([
    [{}, ['url: is missing, and url_env too']],
    [{ url: 'ftp://x' }, ['url: is no http address']],
    [
      { url: 'https://example.com', secret_env: 'NOT_THERE' },
      ['secret_env: the environment variable NOT_THERE is not set, or not granted to this plugin'],
    ],
    [{ url: 'https://example.com' }, []],
  ] as const)('%j has the problems %j', async (config: JsonObject, expected) => {
    const { plugin, notify } = await startNotifier('webhook', config)
    const { problems } = await plugin.call('check', { config })
    expect(problems.map(({ path, message }) => `${path}: ${message}`)).toEqual(expected)
    if (expected.length > 0) expect(await notify()).toEqual({ delivered: false, detail: expected.join('; ') })
  })

  it('can be tried, and each time is a time of its own', async () => {
    const { origin, received, said } = await startReceiver({})
    const { plugin } = await webhookAt(origin)
    await plugin.call('notify/test', {})
    await plugin.call('notify/test', {})
    expect(said<{ report: unknown }>()[0]?.report).toBeNull()
    expect(new Set(received.map(({ headers }) => headers['idempotency-key'])).size).toBe(2)
  })
})
