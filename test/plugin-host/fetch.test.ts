import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { fetchFor } from '../../src/plugin-host/fetch/fetch-for.ts'
import { nobodyThere, startReceiver } from '../helpers/receivers.ts'

const request = { method: 'POST', headers: {}, body: 'x', encoding: 'utf8' }
const never = new AbortController().signal
const codeOf = (answer: object): unknown => ('error' in answer ? (answer.error as { code: string }).code : null)

describe('a request of a plugin that fails', () => {
  it('is unreached as long as nothing was sent', async () => {
    const origin = await nobodyThere()
    expect(await fetchFor([origin], { ...request, url: origin }, never)).toEqual({
      error: { code: 'unreached', message: expect.stringContaining('ECONNREFUSED') as string },
    })
    const name = 'http://no-such-host.invalid'
    expect(codeOf(await fetchFor([name], { ...request, url: name }, never))).toBe('unreached')
  })

  it('at a server that speaks no TLS is unreached', async () => {
    const server = createServer((socket) => socket.end('no TLS here\r\n'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
    expect(codeOf(await fetchFor([origin], { ...request, url: origin }, never))).toBe('unreached')
  })

  it('may have arrived when the line is closed, or the answer is late', async () => {
    const { origin, received } = await startReceiver('lost')
    expect(codeOf(await fetchFor([origin], { ...request, url: origin }, never))).toBe('failed')
    expect(received).toHaveLength(1)
    const silent = createServer(() => undefined)
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void silent.close())
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`
    expect(codeOf(await fetchFor([url], { ...request, url, timeout_ms: 200 }, never))).toBe('timeout')
  })

  it('has arrived somewhere when it was redirected to where nobody is', async () => {
    const there = await nobodyThere()
    const { origin } = await startReceiver({ status: 307, headers: { location: there } })
    expect(codeOf(await fetchFor([origin, there], { ...request, url: origin }, never))).toBe('failed')
  })
})

it('a tunnel is refused at once', async () => {
  const { origin, received } = await startReceiver()
  for (const method of ['CONNECT', 'connect']) {
    expect(codeOf(await fetchFor([origin], { ...request, method, url: origin }, never))).toBe('invalid')
  }
  expect(received).toEqual([])
})

it('has failed where the server changes to another protocol', async () => {
  const server = createServer(
    (socket) => void socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  expect(await fetchFor([url], { ...request, url }, never)).toEqual({
    error: { code: 'failed', message: `${url}: the connection ended without an answer` },
  })
})

describe('a redirect', () => {
  it.each(['POST', 'post'])('of a %s is followed without what was sent', async (method) => {
    const { origin, received } = await startReceiver({ status: 302, headers: { location: '/b' } }, {})
    expect(await fetchFor([origin], { ...request, method, url: origin }, never)).toMatchObject({ status: 200 })
    expect(received.map(({ url, body }) => [url, body])).toEqual([
      ['/', 'x'],
      ['/b', ''],
    ])
  })

  it('is the answer to who wants to see it', async () => {
    const { origin, received } = await startReceiver({ status: 302, headers: { location: '/b' } })
    expect(await fetchFor([origin], { ...request, url: origin, redirect: 'manual' }, never)).toMatchObject({
      status: 302,
      headers: { location: '/b' },
    })
    expect(received).toHaveLength(1)
    expect(codeOf(await fetchFor([origin], { ...request, url: origin, redirect: 'x' }, never))).toBe('invalid')
  })
})
