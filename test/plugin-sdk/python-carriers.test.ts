import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createDecoder, encodeFrame } from '../../src/plugin-sdk/codec.ts'
import type { Message } from '../../src/plugin-sdk/codec.ts'
import { tempFolder } from '../helpers/folders.ts'
import { hasPython, pythonProgram, startOnFd, startPython } from './python-host.ts'

const HOOK = `
import time

def handle(hook, data, metadata, ctx):
    if data == 'wait':
        time.sleep(60)
    if data == 'kv':
        ctx.kv.set('mine', 'yes')
        ctx.log('info', 'kept')
        ctx.progress(1)
        return {'action': 'modify', 'data': [ctx.kv.get('mine'), ctx.kv.list('m'), ctx.config]}
    if data == 'fetch':
        ctx.fetch('https://a.example')
    return {'action': 'modify', 'data': data}

serve_plugin(define_hook(handle=handle, id='x', name='X', version='1.0.0'))`

const callOf = (id: string, data: unknown, path = '/rimuru/v1/hook') => ({
  type: 'http',
  timestamp: '2026-01-01T00:00:00.000Z',
  request_id: id,
  payload: {
    type: 'http',
    request_id: id,
    payload: { method: 'POST', path, headers: {}, body: JSON.stringify({ hook: 'h', data, metadata: {} }) },
  },
})

const lifecycle = (action: string, more: object = {}) => ({
  type: 'lifecycle',
  timestamp: '2026-01-01T00:00:00.000Z',
  request_id: null,
  payload: { type: 'lifecycle', action, ...more },
})

/** The data of a hook's answer. */
const dataIn = ({ payload }: Message): unknown => {
  const { status, body } = payload as unknown as { status: number; body: string }
  return status === 200 ? JSON.parse(body).data : [status, JSON.parse(body).error.message]
}

describe.skipIf(!hasPython)('a plugin in Python on an inherited socket (needs python3)', () => {
  it('reads frames that come byte by byte, and several that come at once', async () => {
    const plugin = startOnFd(pythonProgram(HOOK))
    await plugin.hello
    for (const byte of encodeFrame(callOf('x1', 'piece by piece'))) {
      plugin.socket.write(Buffer.of(byte))
      await new Promise((resolve) => setImmediate(resolve))
    }
    plugin.socket.write(Buffer.concat([encodeFrame(callOf('x2', 'two')), encodeFrame(callOf('x3', 'three'))]))
    await expect.poll(() => plugin.said.length).toBe(3)
    expect(plugin.said.map((message) => [message.request_id, dataIn(message)])).toEqual([
      ['x1', 'piece by piece'],
      ['x2', 'two'],
      ['x3', 'three'],
    ])
  })

  it('answers a message that it does not know with an error, and ignores one without an id', async () => {
    const plugin = startOnFd(pythonProgram(HOOK))
    await plugin.hello
    plugin.channel.post('gossip', {}, null)
    plugin.channel.post('gossip', 'no object', null)
    const answer = await plugin.channel.request('gossip', () => ({}), { deadlineMs: 10_000 })
    const error = { code: 'invalid', message: 'messages of type gossip are not understood' }
    expect(answer).toMatchObject({ type: 'gossip', payload: { error } })
    expect((await plugin.call('hook', { hook: 'h', data: 1, metadata: {} })).status).toBe(200)
  })

  it('ends by itself when it is asked to, also in the middle of a call', async () => {
    const idle = startOnFd(pythonProgram(HOOK))
    await idle.hello
    idle.channel.post('lifecycle', { type: 'lifecycle', action: 'shutdown' })
    expect(await idle.ended).toEqual({ code: 0, signal: null })
    const busy = startOnFd(pythonProgram(HOOK))
    await busy.hello
    busy.socket.write(encodeFrame(callOf('x1', 'wait')))
    busy.channel.post('lifecycle', { type: 'lifecycle', action: 'shutdown' })
    expect(await busy.ended).toEqual({ code: 0, signal: null })
  })

  it('ends at once when the host is gone, also in the middle of a call', async () => {
    const plugin = startOnFd(pythonProgram(HOOK))
    await plugin.hello
    plugin.socket.write(encodeFrame(callOf('x1', 'wait')))
    plugin.socket.end()
    expect(await plugin.ended).toEqual({ code: 0, signal: null })
  })

  it.each([
    ['a length that is too large', Buffer.of(1, 0, 0, 1), '16777217 bytes was announced, 16777216 are allowed'],
    ['no JSON', Buffer.from([0, 0, 0, 2, 123, 34]), 'a frame is no JSON in UTF-8'],
    ['no UTF-8', Buffer.from([0, 0, 0, 3, 34, 255, 34]), 'a frame is no JSON in UTF-8'],
    ['no message', encodeFrame([1]), 'a frame is no message: it has no type'],
    ['lists in lists without end', encodeDeep(200_000), 'a frame is no JSON in UTF-8'],
  ])('ends with words in its log when the host sends %s', async (_, bytes, words) => {
    const plugin = startOnFd(pythonProgram(HOOK))
    await plugin.hello
    plugin.socket.write(bytes)
    expect(await plugin.ended).toEqual({ code: 1, signal: null })
    expect(plugin.stderr()).toContain('the host does not keep to the protocol: ')
    expect(plugin.stderr()).toContain(words)
    expect(plugin.stderr()).not.toContain('Traceback')
  })
})

function encodeDeep(depth: number): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt32BE(depth)
  return Buffer.concat([head, Buffer.alloc(depth, '[')])
}

async function connected(path: string): Promise<Socket> {
  for (;;) {
    const socket = connect(path)
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true))
      socket.once('error', () => resolve(false))
    })
    if (isOpen) return socket
    await sleep(10)
  }
}

async function answersOn(socket: Socket, count: number): Promise<Message[]> {
  const decoder = createDecoder(1 << 20)
  const answers: Message[] = []
  for await (const chunk of socket) {
    answers.push(...decoder.push(chunk as Buffer))
    if (answers.length >= count) return answers
  }
  throw new Error('the plugin closed the connection')
}

async function exchange(path: string, message: object): Promise<Message> {
  const socket = await connected(path)
  socket.write(encodeFrame(message))
  return (await answersOn(socket, 1))[0]!
}

async function tell(path: string, message: object): Promise<void> {
  const socket = await connected(path)
  await new Promise<void>((resolve) => socket.end(encodeFrame(message), resolve))
}

const kvOf = (id: string, action: 'Get' | 'Set' | 'Delete', key: string, value?: string) => {
  const given = value === undefined ? {} : { value }
  const payload = { action: action.toLowerCase(), key, ...given }
  const outer = { type: 'kv', request_id: id, action, key, ...given, payload }
  return { type: 'kv', timestamp: '2026-01-01T00:00:00.000Z', request_id: id, payload: outer }
}

function startOnSocket() {
  const folder = tempFolder()
  const path = join(folder, 'run', 's')
  const running = startPython([pythonProgram(HOOK)], { TORU_PLUGIN_SOCKET: path }, false)
  return { ...running, folder, path }
}

describe.skipIf(!hasPython)('a plugin in Python on a socket that it listens on (needs python3)', () => {
  it('answers calls of a host of the base protocol, one a connection', async () => {
    const { path, folder, stderr } = startOnSocket()
    await tell(path, lifecycle('init', { config: { a: 1 }, data_dir: join(folder, 'data') }))
    expect(dataIn(await exchange(path, callOf('r1', 'kv')))).toEqual(['yes', ['mine'], { a: 1 }])
    expect(await exchange(path, callOf('r2', 'text'))).toMatchObject({ type: 'http', request_id: 'r2' })
    const missing = [404, 'there is nothing at POST /elsewhere']
    expect(dataIn(await exchange(path, callOf('r3', 0, '/elsewhere')))).toEqual(missing)
    const refused = [500, 'this host makes no requests for plugins']
    expect(dataIn(await exchange(path, callOf('r4', 'fetch')))).toEqual(refused)
    expect(stderr()).toContain('info: kept\n')
  })

  it('keeps the keys of a host of the base protocol in its folder', async () => {
    const { path, folder } = startOnSocket()
    await tell(path, lifecycle('init', { data_dir: folder }))
    const valueOf = async (message: object) => (await exchange(path, message)).payload
    expect(await valueOf(kvOf('k1', 'Get', 'a'))).toEqual({ value: null })
    expect(await valueOf(kvOf('k2', 'Set', 'a', 'b'))).toEqual({ value: null })
    expect(await valueOf(kvOf('k3', 'Get', 'a'))).toEqual({ value: 'b' })
    expect(JSON.parse(readFileSync(join(folder, 'kv.json'), 'utf8'))).toEqual({ a: 'b' })
    await valueOf(kvOf('k4', 'Delete', 'a'))
    expect(await valueOf(kvOf('k5', 'Get', 'a'))).toEqual({ value: null })
  })

  it('answers beside a connection that says nothing, and several frames of one', async () => {
    const { path } = startOnSocket()
    const idle = await connected(path)
    const socket = await connected(path)
    socket.write(Buffer.concat([encodeFrame(callOf('r1', 1)), encodeFrame(callOf('r2', 2))]))
    const answers = await answersOn(socket, 2)
    expect(answers.map((answer) => [answer.request_id, dataIn(answer)])).toEqual([
      ['r1', 1],
      ['r2', 2],
    ])
    idle.destroy()
  })

  it('closes a connection that breaks the protocol, and no other', async () => {
    const { path, stderr } = startOnSocket()
    const broken = await connected(path)
    broken.write(Buffer.of(255, 255, 255, 255))
    await once(broken.resume(), 'close')
    expect(stderr()).toContain('4294967295 bytes was announced')
    expect(dataIn(await exchange(path, callOf('r1', 'fine')))).toBe('fine')
  })

  it.each(['shutdown', 'SIGTERM'] as const)('ends on %s and takes its socket away', async (how) => {
    const { path, child, ended } = startOnSocket()
    ;(await connected(path)).destroy()
    if (how === 'SIGTERM') child.kill(how)
    else await tell(path, lifecycle('shutdown'))
    expect(await ended).toEqual({ code: 0, signal: null })
    expect(existsSync(path)).toBe(false)
  })
})
