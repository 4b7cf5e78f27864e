import { createHash } from 'node:crypto'
import { createWriteStream, rmSync } from 'node:fs'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemCodeOf } from '../core/errors.ts'
import { TooLargeError } from '../plugin-sdk/channel.ts'
import { createDecoder, encodeFrame } from '../plugin-sdk/codec.ts'
import type { Message } from '../plugin-sdk/codec.ts'
import { FROM_PLUGIN_LIMIT, TO_PLUGIN_LIMIT } from '../plugin-sdk/messages.ts'
import type { HttpRequest, KvToPluginMessage } from '../plugin-sdk/messages.ts'
import { responseOf } from './connect-fd.ts'
import { FRAME_MS, LateError, LostError, START_MS } from './connection.ts'
import type { Connection } from './connection.ts'

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
  let last: Promise<unknown> = Promise.resolve()
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

  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = last.then(work)
    last = result.catch(() => undefined)
    return result
  }

  /** Sends one message and waits for the answer with its id, or for the end of the message when there is none. */
  async function exchange(message: object, id: string | null, timeoutMs: number): Promise<Message | null> {
    if (lost) throw lost
    const socket = await open().catch((error: unknown) => {
      throw new LostError(`its socket takes no connection: ${systemCodeOf(error) ?? String(error)}`)
    })
    current = socket
    try {
      const frame = encodeFrame({ timestamp: new Date().toISOString(), ...message })
      if (frame.length > TO_PLUGIN_LIMIT) {
        throw new TooLargeError(`the data of ${frame.length} bytes is larger than the ${TO_PLUGIN_LIMIT} of a message`)
      }
      if (id === null) {
        await new Promise<void>((resolve) => socket.end(frame, resolve))
        return null
      }
      socket.write(frame)
      return await answerOn(socket, id, timeoutMs)
    } finally {
      current = null
      socket.destroy()
    }
  }

  async function call(request: HttpRequest, timeoutMs: number): Promise<Message> {
    ids += 1
    const id = `h${ids}`
    const payload = { type: 'http', request_id: id, payload: request }
    return (await exchange({ type: 'http', request_id: id, payload }, id, timeoutMs))!
  }

  return {
    ready,
    init: (payload) =>
      inTurn(async () => void (await exchange({ type: 'lifecycle', request_id: null, payload }, null, FRAME_MS))),
    call: (request, options) =>
      inTurn(async () => {
        const file = options.rows ? await writeRows(inbox, `rows-${ids}.ndjson`, options.rows) : null
        const body = file ? withData(request.body, file) : request.body
        try {
          return responseOf(await call({ ...request, body }, options.timeoutMs))
        } finally {
          if (file) rmSync(file.path, { force: true })
        }
      }),
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
    close(reason) {
      lost ??= new LostError(reason)
      current?.destroy(lost)
    },
  }
}

const connected = (path: string): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve(socket)
    })
    socket.once('error', reject)
  })

const KV_MS = 5_000

function answerOn(socket: Socket, id: string, timeoutMs: number): Promise<Message> {
  const decoder = createDecoder(FROM_PLUGIN_LIMIT)
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => fail(new LateError(`no answer within ${timeoutMs / 1000} s`)), timeoutMs)
    let frame: NodeJS.Timeout | null = null
    const fail = (error: Error): void => {
      clearTimeout(late)
      if (frame) clearTimeout(frame)
      reject(error)
    }
    socket.on('data', (chunk) => {
      try {
        const found = decoder.push(chunk).find(({ request_id }) => request_id === id)
        if (found) {
          clearTimeout(late)
          if (frame) clearTimeout(frame)
          return resolve(found)
        }
        if (decoder.unfinished) {
          frame ??= setTimeout(
            () => fail(new LostError(`it did not end a frame within ${FRAME_MS / 1000} s`)),
            FRAME_MS,
          )
        }
      } catch (error) {
        fail(new LostError((error as Error).message))
      }
    })
    socket.on('end', () => fail(new LostError('it closed its connection without an answer')))
    socket.on('error', (error) => fail(error instanceof LostError ? error : new LostError('its connection broke')))
  })
}

/** `payload.value`, or the same inside a text where the other family puts it. */
function valueOf({ payload }: Message): string | null {
  const direct = payload as { value?: unknown; payload?: { body?: unknown; value?: unknown } } | null | undefined
  if (direct && 'value' in direct) return textOrNull(direct.value)
  const body = direct?.payload?.body
  if (typeof body === 'string') return textOrNull((JSON.parse(body) as { value?: unknown }).value)
  return textOrNull(direct?.payload?.value)
}

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null)

interface RowFile {
  readonly format: 'ndjson'
  readonly path: string
  readonly rows: number
  readonly sha256: string
}

async function writeRows(inbox: string, name: string, rows: AsyncIterable<readonly string[]>): Promise<RowFile> {
  const path = join(inbox, name)
  const hash = createHash('sha256')
  const file = createWriteStream(path, { mode: 0o600 })
  let count = 0
  for await (const batch of rows) {
    const text = batch.map((row) => `${row}\n`).join('')
    count += batch.length
    hash.update(text)
    if (!file.write(text)) await new Promise<void>((resolve) => file.once('drain', () => resolve()))
  }
  file.end()
  await finished(file)
  return { format: 'ndjson', path, rows: count, sha256: hash.digest('hex') }
}

const withData = (body: string | null, data: RowFile): string =>
  JSON.stringify({ ...(JSON.parse(body ?? '{}') as object), data })
