import { createServer } from 'node:http'
import type { IncomingMessage, RequestListener } from 'node:http'
import type * as dnsTypes from 'node:dns'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { fetchFor } from '../../src/plugin-host/fetch/fetch-for.ts'
import { isGranted, isPrivate } from '../../src/plugin-host/fetch/origins.ts'
import { memoryStore } from '../../src/plugin-host/memory-store.ts'
import type { Json } from '../../src/plugin-sdk/types.ts'
import { writeProgram } from '../helpers/plugins.ts'
import { startAt } from '../helpers/running-plugins.ts'
import type { Started } from '../helpers/running-plugins.ts'

/** A name that somebody else lets lead to this machine. */
vi.mock('node:dns', async (actual) => {
  const dns = await actual<typeof dnsTypes>()
  const lookup = (name: string, options: object, done: (...args: unknown[]) => void): void => {
    if (name === 'inside.example.com') done(null, [{ address: '127.0.0.1', family: 4 }])
    else dns.lookup(name, options, done)
  }
  return { ...dns, lookup }
})

/** Asks its host for what it is told to ask for, and answers with what it got. */
const ASKS = `
import { defineHook, servePlugin } from 'rimuru/plugin-sdk'
const asks = {
  kv: ({ kv }, [what, ...args]) => kv[what](...args),
  fetch: async (ctx, [url, options]) => {
    const { status, headers, ...answer } = await ctx.fetch(url, options)
    return { status, text: answer.text() }
  },
  log: (ctx, args) => ctx.log(...args) ?? null,
  progress: (ctx, args) => ctx.progress(...args) ?? null,
}
await servePlugin(defineHook({
  id: 'asks', name: 'Asks', version: '1.2.3',
  handle: (hook, data, metadata, ctx) =>
    Promise.resolve().then(() => asks[hook](ctx, data)).then(
      (value) => ({ action: 'modify', data: value ?? null }),
      (error) => ({ action: 'modify', data: { refused: error.cause, why: error.message } }),
    ),
}))
`

interface Asking extends Started {
  ask(what: string, ...args: Json[]): Promise<Json>
}

async function startAsking(grants: readonly string[] = [], name = 'asks'): Promise<Asking> {
  const more = `[permissions]\nnetwork = ${JSON.stringify(grants)}`
  const path = writeProgram(ASKS, { name, type: 'hook', more })
  const started = await startAt(path, { grants: { network: grants } })
  return {
    ...started,
    async ask(what, ...args) {
      const answer = await started.plugin.call('hook', { hook: what, data: args, metadata: {} })
      return (answer as { data?: Json }).data ?? null
    },
  }
}

describe('the keys that a plugin keeps at its host', () => {
  it('are set, read, listed and deleted', async () => {
    const { ask, store } = await startAsking()
    expect(await ask('kv', 'get', 'a/1')).toBeNull()
    await ask('kv', 'set', 'a/2', 'zwei')
    await ask('kv', 'set', 'a/1', 'ünë\n')
    await ask('kv', 'set', 'b', '')
    expect(await ask('kv', 'get', 'a/1')).toBe('ünë\n')
    expect(await ask('kv', 'list', 'a/')).toEqual(['a/1', 'a/2'])
    await ask('kv', 'delete', 'a/1')
    expect(await ask('kv', 'list')).toEqual(['a/2', 'b'])
    // It was acknowledged, so it is stored.
    expect(await store.get('asks', 'a/2')).toBe('zwei')
  })

  it('are those of one plugin alone', async () => {
    const store = memoryStore()
    await store.set('one', 'key', '1')
    expect(await store.get('two', 'key')).toBeNull()
    expect(await store.list('two', '')).toEqual([])
  })

  it('have a size, counted in bytes', async () => {
    const { ask } = await startAsking()
    const invalid = (why: string): object => ({ refused: 'invalid', why })
    const key = invalid('a key is a text of 1 to 256 bytes')
    expect(await ask('kv', 'set', 'ü'.repeat(129), '1')).toEqual(key)
    expect(await ask('kv', 'set', 'ü'.repeat(128), '1')).toBeNull()
    expect(await ask('kv', 'get', '')).toEqual(key)
    expect(await ask('kv', 'get', 7)).toEqual(key)
    const value = invalid('a value is a text of at most 65536 bytes')
    expect(await ask('kv', 'set', 'a', 'x'.repeat(65_537))).toEqual(value)
    expect(await ask('kv', 'set', 'a', { b: 1 })).toEqual(value)
    expect(await ask('kv', 'set', 'a', 'x'.repeat(65_536))).toBeNull()
  })

  it('have a quota, and what is deleted makes room', async () => {
    const { ask } = await startAsking()
    const large = 'x'.repeat(65_536 - 2)
    for (let i = 10; i < 74; i += 1) expect(await ask('kv', 'set', String(i), large)).toBeNull()
    expect(await ask('kv', 'set', 'zz', 'x')).toEqual({
      refused: 'quota',
      why: 'a plugin may keep 4194304 bytes, this would make it 4194307',
    })
    await ask('kv', 'delete', '10')
    expect(await ask('kv', 'set', 'zz', 'x')).toBeNull()
  })
})

describe('the log of a plugin', () => {
  it('has its levels and fields, and nothing that moves a cursor', async () => {
    const { ask, lines } = await startAsking()
    for (const level of ['debug', 'info', 'warning', 'error']) await ask('log', level, `at ${level}`, { n: 1 })
    await ask('log', 'loud', '\u001B[31mred\u001B[0m\u0007 text')
    await ask('log', 'info', { an: 'object' }, ['no object'])
    await ask('log', 'info', 'x'.repeat(10_000), { much: 'x'.repeat(10_000) })
    const logged = lines.filter(({ source }) => source === 'log')
    expect(logged.map(({ level, message, fields }) => [level, message.slice(0, 20), fields])).toEqual([
      ['debug', 'at debug', { n: 1 }],
      ['info', 'at info', { n: 1 }],
      ['warning', 'at warning', { n: 1 }],
      ['error', 'at error', { n: 1 }],
      ['info', ' [31mred [0m  text', undefined],
      ['info', '{"an":"object"}', undefined],
      ['info', 'x'.repeat(20), undefined],
    ])
    expect(logged.at(-1)?.message).toHaveLength(8192)
    expect(new Set(logged.map(({ plugin }) => plugin))).toEqual(new Set(['asks']))
  })

  it('is told why it cannot be nested as deeply as it likes', async () => {
    const { ask } = await startAsking()
    const deep = JSON.parse('['.repeat(4_000) + ']'.repeat(4_000)) as Json
    await expect(ask('log', 'info', 'x', { deep })).rejects.toThrow(
      'plugin asks: a message of type log is nested too deeply (in hook)',
    )
  })

  it('tells how far a call is', async () => {
    const { plugin } = await startAsking()
    const told: unknown[] = []
    await plugin.call(
      'hook',
      { hook: 'progress', data: [3, 10, 'third'], metadata: {} },
      { progress: (...args) => told.push(args) },
    )
    expect(told).toEqual([[3, 10, 'third']])
  })
})

async function receiver(answer: RequestListener): Promise<{ origin: string; port: number; seen: IncomingMessage[] }> {
  const seen: IncomingMessage[] = []
  const server = createServer((request, response) => {
    seen.push(request)
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { origin: `http://127.0.0.1:${port}`, port, seen }
}

describe('a request that the host makes for a plugin', () => {
  it('reaches an origin that was granted, and no other', async () => {
    const { origin, port, seen } = await receiver((request, response) => {
      request.pipe(response.writeHead(201, { 'content-type': 'text/plain' }))
    })
    const { ask } = await startAsking([origin])
    const options = { method: 'POST', body: 'hällo', headers: { Authorization: 'x', Host: 'other' } }
    expect(await ask('fetch', `${origin}/a`, options)).toEqual({ status: 201, text: 'hällo' })
    expect(seen[0]?.headers).toMatchObject({ authorization: 'x', host: `127.0.0.1:${port}` })

    const denied = (other: string): object => ({ refused: 'denied', why: `${other} is not granted` })
    for (const other of [`http://localhost:${port}`, `http://127.0.0.1:${port + 1}`, `https://127.0.0.1:${port}`]) {
      expect(await ask('fetch', `${other}/`)).toEqual(denied(other))
    }
    expect(await ask('fetch', 'file:///etc/passwd')).toEqual({
      refused: 'invalid',
      why: 'not an http address: file:///etc/passwd',
    })
    expect(await ask('fetch', origin.replace('http://', 'http://a:b@'))).toMatchObject({ refused: 'invalid' })
    expect(await ask('fetch', origin, { headers: { a: 1 } })).toMatchObject({ refused: 'invalid' })
    expect(seen).toHaveLength(1)
  })

  it('follows a redirect to what was granted, and tells no secret there', async () => {
    const other = await receiver((_, response) => void response.end('there'))
    const first = await receiver((request, response) => {
      const to = request.url === '/out' ? `${other.origin}/b` : '/in'
      if (request.url === '/in') response.end(request.method)
      else response.writeHead(302, { location: to }).end()
    })
    const { ask } = await startAsking([first.origin])
    expect(await ask('fetch', `${first.origin}/`, { method: 'POST', body: 'x' })).toEqual({ status: 200, text: 'GET' })
    expect(await ask('fetch', `${first.origin}/out`)).toEqual({
      refused: 'denied',
      why: `${other.origin} is not granted, and it was redirected there`,
    })
    expect(other.seen).toEqual([])

    const both = await startAsking([first.origin, other.origin])
    const headers = { authorization: 'secret', cookie: 'secret', accept: 'text/plain' }
    expect(await both.ask('fetch', `${first.origin}/out`, { headers })).toEqual({ status: 200, text: 'there' })
    expect(other.seen[0]?.headers).toMatchObject({ accept: 'text/plain' })
    expect(JSON.stringify(other.seen[0]?.headers)).not.toContain('secret')
  })

  it('ends with a circle, an answer that is too large, or none', async () => {
    const { origin } = await receiver((request, response) => {
      if (request.url === '/circle') response.writeHead(302, { location: '/circle' }).end()
      else if (request.url === '/large') response.end(Buffer.alloc((8 << 20) + 1, 97))
      else if (request.url === '/escaped') response.end(Buffer.alloc(4 << 20, 1))
    })
    const { ask } = await startAsking([origin])
    const failed = (refused: string, why: string): object => ({ refused, why })
    expect(await ask('fetch', `${origin}/circle`)).toEqual(failed('failed', 'more than 5 redirects'))
    const large = `the answer of ${origin} is larger than 8388608 bytes`
    expect(await ask('fetch', `${origin}/large`)).toEqual(failed('failed', large))
    expect(await ask('fetch', `${origin}/none`, { timeoutMs: 100 })).toEqual(
      failed('timeout', `${origin} did not answer in time`),
    )
    // As JSON it is six times as large, which is more than a message may be.
    expect(await ask('fetch', `${origin}/escaped`)).toMatchObject({ refused: 'failed' })
  })

  it('gives back bytes that are no text as they are', async () => {
    const { origin } = await receiver((_, response) => void response.end(Buffer.from([0xff, 0, 0xfe])))
    const payload = { method: 'GET', url: origin, headers: {}, body: null, encoding: 'utf8' }
    const answer = await fetchFor([origin], payload, new AbortController().signal)
    expect(answer).toMatchObject({ status: 200, body: '/wD+', encoding: 'base64' })
  })

  it('by a name reaches no address of this network', async () => {
    const { port, seen } = await receiver((_, response) => void response.end('inside'))
    const granted = `http://inside.example.com:${port}`
    const payload = { method: 'GET', url: granted, headers: {}, body: null, encoding: 'utf8' }
    expect(await fetchFor([granted], payload, new AbortController().signal)).toEqual({
      error: { code: 'denied', message: `${granted}: its name leads to a private address: 127.0.0.1` },
    })
    expect(seen).toEqual([])
  })
})

describe('an origin', () => {
  it.each([
    ['https://api.example.com/a', 'https://api.example.com', true],
    ['https://API.example.com:443/a', 'https://api.example.com/', true],
    ['https://api.example.com', 'https://*.example.com', true],
    ['https://a.b.example.com', 'https://*.example.com', true],
    ['https://example.com', 'https://*.example.com', false],
    ['https://evil-example.com', 'https://*.example.com', false],
    ['https://api.example.com.evil.org', 'https://api.example.com', false],
    ['http://api.example.com', 'https://api.example.com', false],
    ['https://api.example.com:8443', 'https://api.example.com', false],
  ])('%s with the grant %s: %s', (url, grant, allowed) => {
    expect(isGranted(new URL(url), [grant])).toBe(allowed)
  })

  it.each([
    ['127.0.0.1', true],
    ['10.1.2.3', true],
    ['172.31.0.1', true],
    ['172.32.0.1', false],
    ['192.168.0.1', true],
    ['169.254.169.254', true],
    ['100.64.0.1', true],
    ['0.0.0.0', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['fd00::1', true],
    ['fe80::1', true],
    ['8.8.8.8', false],
    ['2606:4700::1111', false],
  ])('whose address is %s is private: %s', (address, isIt) => {
    expect(isPrivate(address)).toBe(isIt)
  })
})
