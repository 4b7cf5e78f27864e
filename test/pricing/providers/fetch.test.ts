import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { RimuruError } from '../../../src/core/errors.ts'
import { answerOf, LIMITS } from '../../../src/pricing/providers/fetch.ts'
import { litellm } from '../../../src/pricing/providers/litellm/index.ts'
import { openrouter } from '../../../src/pricing/providers/openrouter/index.ts'
import { tempFolder, writeText } from '../../helpers/folders.ts'
import { startReceiver } from '../../helpers/receivers.ts'
import { NOW, options, serve, startProxy } from './fetching.ts'
import { fixture, fixtureText } from './parsing.ts'

const BODY = fixtureText('openrouter.json')
const sha256 = createHash('sha256').update(BODY).digest('hex')

const failureOf = async (asked: Promise<unknown>): Promise<RimuruError> => {
  const error: unknown = await asked.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof RimuruError)) throw new Error('no RimuruError', { cause: error })
  expect([error.code, error.hint]).toEqual(['E5001', 'its prices stay as they were'])
  return error
}

describe('a list of prices', () => {
  it('says where it is from, when it was fetched and what its bytes are', async () => {
    const { origin, received } = await startReceiver({ body: BODY })
    const { source, unchanged, entries } = await openrouter.fetch(options({ baseUrl: `${origin}/mirror/` }))
    expect(source).toEqual({ url: `${origin}/mirror/api/v1/models`, fetchedAt: NOW.toISOString(), sha256 })
    expect([unchanged, entries.length]).toEqual([false, 3])
    expect(received[0]!.headers['user-agent']).toMatch(/^rimuru\/\d/)
  })

  it.skipIf(process.platform === 'win32')('makes the folder of the history as private as a load does', async () => {
    const state = join(tempFolder(), 'state')
    const { origin } = await startReceiver({ body: BODY })
    await openrouter.fetch(options({ baseUrl: origin, cacheFolder: join(state, 'prices') }))
    expect(statSync(state).mode & 0o777).toBe(0o700)
  })

  it('is asked for only where it has changed, and read from what was kept', async () => {
    const cacheFolder = join(tempFolder(), 'prices')
    const later = new Date('2026-11-22T00:00:00Z')
    const { origin, received } = await startReceiver({ body: BODY, headers: { etag: '"v1"' } }, { status: 304 })
    const first = await openrouter.fetch(options({ baseUrl: origin, cacheFolder }))
    const second = await openrouter.fetch(options({ baseUrl: origin, cacheFolder, now: later }))
    expect(received.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"v1"'])
    expect(second.entries).toEqual(first.entries)
    expect([first.unchanged, second.unchanged]).toEqual([false, true])
    expect(second.source).toEqual({ ...first.source, fetchedAt: later.toISOString() })
    const offline = await openrouter.fetch(options({ offline: true, cacheFolder }))
    expect(offline.source).toEqual(second.source)
    expect(received).toHaveLength(2)
  })

  it('that was kept and has been damaged is asked for as if it were the first time', async () => {
    const cacheFolder = tempFolder()
    const { origin, received } = await startReceiver({ body: BODY, headers: { etag: '"v1"' } })
    await openrouter.fetch(options({ baseUrl: origin, cacheFolder }))
    writeFileSync(join(cacheFolder, 'openrouter.body'), '{}')
    await openrouter.fetch(options({ baseUrl: origin, cacheFolder }))
    expect(received.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, undefined])
    expect(readFileSync(join(cacheFolder, 'openrouter.body'), 'utf8')).toBe(BODY)
    expect(readdirSync(cacheFolder).sort()).toEqual(['openrouter.body', 'openrouter.json'])
  })

  it('that makes no sense is not kept', async () => {
    const cacheFolder = tempFolder()
    const page = { body: '<!DOCTYPE html><title>Sign in</title>', headers: { etag: '"page"' } }
    const { origin, received } = await startReceiver(page)
    for (let i = 0; i < 2; i += 1) {
      const { message } = await failureOf(openrouter.fetch(options({ baseUrl: origin, cacheFolder })))
      expect(message).toBe('openrouter: the answer is no JSON, it begins with "<!DOCTYPE html><title>Sign in</title>"')
    }
    expect(received[1]!.headers['if-none-match']).toBeUndefined()
    expect(readdirSync(cacheFolder)).toEqual([])
  })

  it('is read without being kept where there is no room, and that is said', async () => {
    const { origin } = await startReceiver({ body: BODY })
    const cacheFolder = join(writeText(join(tempFolder(), 'file'), ''), 'prices')
    const { notes, entries } = await openrouter.fetch(options({ baseUrl: origin, cacheFolder }))
    expect(entries).toHaveLength(3)
    expect(notes).toEqual([expect.stringMatching(/^the answer could not be kept: /)])
  })

  it('is asked for again when the server is busy', async () => {
    const busy = { status: 503, headers: { 'retry-after': '0' } }
    const { origin, received } = await startReceiver(busy, busy, { body: BODY })
    expect((await openrouter.fetch(options({ baseUrl: origin }))).entries).toHaveLength(3)
    expect(received).toHaveLength(3)
  })

  it('is given up after five tries, and at once where it is of no use', async () => {
    const busy = await startReceiver({ status: 503, headers: { 'retry-after': '0' } })
    const error = await failureOf(openrouter.fetch(options({ baseUrl: busy.origin })))
    const { host } = new URL(busy.origin)
    expect(error.message).toBe(`openrouter: ${host} answered 503 (tried 5 times)`)
    expect(error.where).toBe(`${busy.origin}/api/v1/models`)
    expect(busy.received).toHaveLength(5)
    const gone = await startReceiver({ status: 404 })
    expect((await failureOf(openrouter.fetch(options({ baseUrl: gone.origin })))).message).toMatch(/answered 404$/)
    expect(gone.received).toHaveLength(1)
  })

  it('may have moved', async () => {
    const there = await startReceiver({ body: BODY })
    const here = await startReceiver({ status: 302, headers: { location: `${there.origin}/elsewhere` } })
    expect((await openrouter.fetch(options({ baseUrl: here.origin }))).entries).toHaveLength(3)
    expect(there.received[0]!.url).toBe('/elsewhere')
  })

  it('that leads in a circle is given up at once', async () => {
    let asked = 0
    const circle = await serve((request, response) => {
      asked += 1
      response.writeHead(302, { location: request.url }).end()
    })
    const { message } = await failureOf(openrouter.fetch(options({ baseUrl: circle })))
    expect([message.replace(/\d+ /, ''), asked]).toEqual(['openrouter: 127.0.0.1:leads in a circle', 1])
  })

  it('that says it is too long is not waited for', async () => {
    const announced = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 200_000_000 })
      response.write('{')
    })
    const limits = { ...LIMITS, timeoutMs: 20_000, deadlineMs: 20_000 }
    const { message } = await failureOf(answerOf('openrouter', `${announced}/models`, options(), limits))
    expect(message).toMatch(/^openrouter: the answer of 127\.0\.0\.1:\d+ is larger than 32 MB$/)
  })

  it('is not waited for without end', async () => {
    const silent = await serve(() => undefined)
    const limits = { ...LIMITS, timeoutMs: 100, deadlineMs: 150 }
    const { message } = await failureOf(answerOf('openrouter', `${silent}/models`, options(), limits))
    expect(message).toMatch(/^openrouter: 127\.0\.0\.1:\d+ did not answer in time/)
  })

  it('is not waited for when that is interrupted', async () => {
    const stop = new AbortController()
    const silent = await serve(() => stop.abort())
    const { message } = await failureOf(openrouter.fetch(options({ baseUrl: silent, signal: stop.signal })))
    expect(message).toBe('openrouter: it was interrupted')
  })

  it('that does not end is left in the middle', async () => {
    let sent = 0
    const megabyte = Buffer.alloc(1 << 20, ' ')
    const endless = await serve((_request, response) => {
      const send = (): void => {
        if (response.destroyed || sent > 200) return
        sent += 1
        response.write(megabyte, send)
      }
      send()
    })
    const { message } = await failureOf(litellm.fetch(options({ baseUrl: endless })))
    expect(message).toMatch(/^litellm: the answer of 127\.0\.0\.1:\d+ is larger than 32 MB$/)
    expect(sent).toBeLessThan(200)
  })

  it('that breaks off in the middle is asked for again', async () => {
    let asked = 0
    const origin = await serve((_request, response) => {
      asked += 1
      if (asked > 1) return void response.end(BODY)
      response.writeHead(200, { 'content-length': BODY.length })
      response.write(BODY.slice(0, 100), () => response.destroy())
    })
    expect((await openrouter.fetch(options({ baseUrl: origin }))).entries).toHaveLength(3)
  })

  it('comes through a proxy where one is set, and past it where it is not meant', async () => {
    const direct = await startReceiver({ body: BODY })
    const proxy = await startProxy(direct.origin)
    const elsewhere = 'http://prices.invalid'
    const through = await openrouter.fetch(options({ baseUrl: elsewhere, env: { HTTP_PROXY: proxy.origin } }))
    expect([through.entries.length, through.source.url]).toEqual([3, `${elsewhere}/api/v1/models`])
    expect(proxy.asked).toEqual([`${elsewhere}/api/v1/models`])
    const env = { http_proxy: proxy.origin, NO_PROXY: '127.0.0.1' }
    expect((await openrouter.fetch(options({ baseUrl: direct.origin, env }))).entries).toHaveLength(3)
    expect(proxy.asked).toHaveLength(1)
    const broken = openrouter.fetch(options({ baseUrl: elsewhere, env: { HTTP_PROXY: 'not an address' } }))
    expect((await failureOf(broken)).message).toBe('openrouter: HTTP_PROXY or HTTPS_PROXY holds no address')
  })
})

describe('a file instead of an answer', () => {
  it('is read without asking anybody, and named without its folders', async () => {
    const { source, entries, unchanged } = await litellm.fetch(options({ file: fixture('litellm.json') }))
    // Nobody knows what was in it before.
    expect(unchanged).toBe(false)
    expect(source).toEqual({
      file: 'litellm.json',
      fetchedAt: NOW.toISOString(),
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    })
    expect(entries).toHaveLength(18)
  })

  it('has to be a file of a usual size', async () => {
    const folder = tempFolder()
    const large = writeText(join(folder, 'large.json'), '')
    truncateSync(large, 200 << 20)
    const messages = await Promise.all(
      [join(folder, 'none.json'), folder, large].map(
        async (file) => (await failureOf(litellm.fetch(options({ file })))).message,
      ),
    )
    expect(messages).toEqual([
      expect.stringMatching(/^litellm: the file cannot be read: ENOENT/),
      'litellm: the file cannot be read: it is no file',
      'litellm: the file cannot be read: it is larger than 32 MB',
    ])
  })
})
