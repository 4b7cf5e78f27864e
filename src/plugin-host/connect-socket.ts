import { rmSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemCodeOf } from '../core/errors.ts'
import { newTurns } from '../core/turns.ts'
import { TooLargeError } from '../plugin-sdk/channel.ts'
import { encodeFrame } from '../plugin-sdk/codec.ts'
import type { Message } from '../plugin-sdk/codec.ts'
import { TO_PLUGIN_LIMIT } from '../plugin-sdk/messages.ts'
import type { HttpRequest, HttpResponse, KvToPluginMessage } from '../plugin-sdk/messages.ts'
import { abortable, FRAME_MS, LostError, START_MS } from './connection.ts'
import type { Connection, ConnectionCall } from './connection.ts'
import { answerOn, connected } from './exchange.ts'
import { responseOf, valueOf } from './response.ts'
import { readRows, writeRows } from './rows-file.ts'

export interface SocketOptions {
  readonly path: string
  /** A folder where rows are put for the plugin to read. */
  readonly inbox: string
  readonly isOver: () => boolean
}

export interface SocketConnection extends Connection {
  /** A key that the plugin keeps itself, as those of the base protocol do. */
  kv(action: 'Get' | 'Set' | 'Delete', key: string, value?: string): Promise<string | null>
}

/** One exchange a connection, one connection at a time: that is all that plugins of the base protocol can do. */
export function connectSocket({ path, inbox, isOver }: SocketOptions): SocketConnection {
  let lost: LostError | null = null
  let current: Socket | null = null
  let ids = 0
  const inTurn = newTurns()
  const gone = Promise.withResolvers<never>()
  gone.promise.catch(() => undefined)
  const ready = waitFor()
  ready.catch(() => undefined)

  /** Ready is whoever takes a connection. */
  async function waitFor(): Promise<void> {
    for (const until = Date.now() + START_MS; ; await sleep(10)) {
      if (lost) throw lost
      try {
        const socket = await open()
        socket.end()
        socket.destroy()
        return
      } catch (error) {
        if (!['ENOENT', 'ECONNREFUSED'].includes(systemCodeOf(error) ?? '')) throw new LostError(String(error))
        if (isOver()) throw new LostError('its process ended before it listened')
        if (Date.now() > until) throw new LostError(`it did not listen on its socket within ${START_MS / 1000} s`)
      }
    }
  }

  /** A plugin that has not yet taken the connection before has no room for another. */
  async function open(): Promise<Socket> {
    for (const until = Date.now() + START_MS; ; await sleep(10)) {
      try {
        return await connected(path)
      } catch (error) {
        if (systemCodeOf(error) !== 'EAGAIN' || lost || isOver() || Date.now() > until) throw error
      }
    }
  }

  /** Sends one message and waits for the answer with its id, or until it is sent when there is none. */
  async function exchange(
    message: object,
    id: string | null,
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<Message | null> {
    const frame = encodeFrame({ timestamp: new Date().toISOString(), ...message })
    if (frame.length > TO_PLUGIN_LIMIT) throw new TooLargeError(frame.length, TO_PLUGIN_LIMIT)
    if (lost) throw lost
    const socket = await open().catch((error: unknown) => {
      throw new LostError(`its socket takes no connection: ${systemCodeOf(error) ?? String(error)}`)
    })
    current = socket
    try {
      if (lost) throw lost
      if (id === null) {
        await sent(socket, frame)
        return null
      }
      socket.write(frame)
      return await abortable(Promise.race([answerOn(socket, id, timeoutMs), gone.promise]), signal)
    } finally {
      current = null
      socket.destroy()
    }
  }

  async function request(given: HttpRequest, { timeoutMs, signal }: ConnectionCall): Promise<HttpResponse> {
    ids += 1
    const id = `h${ids}`
    const payload = { type: 'http', request_id: id, payload: given }
    return responseOf((await exchange({ type: 'http', request_id: id, payload }, id, timeoutMs, signal))!)
  }

  /** Rows go, and come, as a file. */
  async function call(given: HttpRequest, options: ConnectionCall): Promise<HttpResponse> {
    const { rows, takeRows, signal } = options
    signal?.throwIfAborted()
    const path = join(inbox, `rows-${ids}.ndjson`)
    try {
      const data = rows ? { data: await writeRows(path, rows, signal) } : takeRows ? { out: path } : {}
      const body = rows || takeRows ? withFields(given.body, data) : given.body
      const response = await request({ ...given, body }, options)
      if (takeRows && response.status === 200) await readRows(path, takeRows, signal)
      return response
    } finally {
      // The plugin may have made anything there.
      rmSync(path, { recursive: true, force: true })
    }
  }

  return {
    ready,
    init: (payload) =>
      inTurn(async () => void (await exchange({ type: 'lifecycle', request_id: null, payload }, null, FRAME_MS))),
    call: (given, options) => inTurn(() => call(given, options)),
    kv: (action, key, value) =>
      inTurn(async () => {
        ids += 1
        const id = `h${ids}`
        const given = value === undefined ? {} : { value }
        const inner = { action: action.toLowerCase() as 'get' | 'set' | 'delete', key, ...given }
        const payload: KvToPluginMessage['payload'] = {
          type: 'kv',
          request_id: id,
          action,
          key,
          ...given,
          payload: inner,
        }
        return valueOf((await exchange({ type: 'kv', request_id: id, payload }, id, KV_MS))!)
      }),
    shutdown: () =>
      inTurn(async () => {
        const payload = { type: 'lifecycle', action: 'shutdown' }
        await exchange({ type: 'lifecycle', request_id: null, payload }, null, FRAME_MS).catch(() => undefined)
      }),
    close(reason, hopeless) {
      lost ??= new LostError(reason, hopeless)
      gone.reject(lost)
      current?.destroy()
    },
  }
}

const KV_MS = 5_000

/** A plugin may close the connection as soon as it has read. */
const sent = (socket: Socket, frame: Buffer): Promise<void> =>
  new Promise((resolve) => {
    socket.once('close', () => resolve())
    socket.on('error', () => undefined)
    socket.end(frame, resolve)
  })

const withFields = (body: string | null, fields: object): string =>
  JSON.stringify({ ...(JSON.parse(body ?? '{}') as object), ...fields })
