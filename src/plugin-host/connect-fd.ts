import type { Socket } from 'node:net'
import semver from 'semver'
import { CALLS_AT_ONCE, createChannel, DeadlineError } from '../plugin-sdk/channel.ts'
import type { Channel } from '../plugin-sdk/channel.ts'
import type { Message } from '../plugin-sdk/codec.ts'
import { cork } from '../plugin-sdk/cork.ts'
import { FROM_PLUGIN_LIMIT, PROTOCOL_VERSION, TO_PLUGIN_LIMIT } from '../plugin-sdk/messages.ts'
import type { HttpResponse, LogMessage, ProgressMessage } from '../plugin-sdk/messages.ts'
import { FRAME_MS, LateError, LostError, START_MS } from './connection.ts'
import type { Connection } from './connection.ts'
import type { CallOptions } from './types.ts'

export interface FdOptions {
  readonly socket: Socket
  /** Answers what the plugin asks of its host. */
  readonly serve: (type: 'kv' | 'fetch', payload: unknown) => Promise<unknown>
  readonly log: (line: LogMessage['payload']) => void
}

/** Both ways at any time, many at once, over the socket that the plugin has inherited. */
export function connectFd({ socket, serve, log }: FdOptions): Connection {
  const ready = Promise.withResolvers<void>()
  const progress = new Map<string, NonNullable<CallOptions['progress']>>()
  let lost: LostError | null = null
  let serving = 0
  let frameTimer: NodeJS.Timeout | null = null
  const startTimer = setTimeout(() => close(`it did not say hello within ${START_MS / 1000} s`), START_MS)

  const channel: Channel = createChannel({
    prefix: 'h',
    limit: FROM_PLUGIN_LIMIT,
    sendLimit: TO_PLUGIN_LIMIT,
    send: (frame) => cork(socket).write(frame),
    handle: (message) =>
      void take(message).catch(() => close(`it sent a message of type ${message.type} that is not as it should be`)),
  })

  async function take({ type, request_id: id, payload }: Message): Promise<void> {
    if (type === 'hello') return greet(payload)
    if (type === 'log') return log(payload as unknown as LogMessage['payload'])
    if (type === 'progress') {
      const { done, total, message } = payload as unknown as ProgressMessage['payload']
      return progress.get(id ?? '')?.(done, total, message)
    }
    if (id === null) return
    const known = type === 'kv' || type === 'fetch'
    const refusal = { error: { code: 'invalid', message: `messages of type ${type} are not understood` } }
    serving += 1
    // Whoever asks faster than it can be answered has to wait.
    if (serving >= CALLS_AT_ONCE) socket.pause()
    const answer = known ? await serve(type, payload) : refusal
    serving -= 1
    if (serving < CALLS_AT_ONCE) socket.resume()
    if (!lost) channel.post(type, answer, id)
  }

  function greet(payload: unknown): void {
    clearTimeout(startTimer)
    const range = (payload as { protocol?: unknown } | null)?.protocol
    if (typeof range === 'string' && semver.satisfies(PROTOCOL_VERSION, range)) return ready.resolve()
    close(`it speaks protocol ${String(range)}, this Rimuru speaks ${PROTOCOL_VERSION}`)
  }

  /** A frame that begins and never ends holds up everything behind it. */
  function watchFrame(): void {
    if (channel.unfinished === (frameTimer !== null)) return
    if (frameTimer) clearTimeout(frameTimer)
    frameTimer = channel.unfinished
      ? setTimeout(() => close(`it began a frame and did not end it within ${FRAME_MS / 1000} s`), FRAME_MS)
      : null
  }

  function close(reason: string): void {
    if (lost) return
    lost = new LostError(reason)
    clearTimeout(startTimer)
    if (frameTimer) clearTimeout(frameTimer)
    ready.reject(lost)
    channel.close(lost)
    socket.destroy()
  }

  // Whoever waits for it is told by its rejection; nobody may wait.
  ready.promise.catch(() => undefined)
  socket.on('data', (chunk) => {
    try {
      channel.push(chunk)
      watchFrame()
    } catch (error) {
      close((error as Error).message)
    }
  })
  socket.on('drain', () => channel.drained())
  // How the process ended says more, and is known in a moment.
  socket.on('end', () => setTimeout(() => close('it closed its connection'), 100))
  socket.on('error', () => close('its connection broke'))

  return {
    ready: ready.promise,
    // eslint-disable-next-line typescript/require-await
    async init(payload) {
      channel.post('lifecycle', payload)
    },
    async call(request, options) {
      let current = ''
      const reading: Promise<void>[] = []
      const sending = Promise.withResolvers<never>()
      const answer = channel.request('http', (id) => ({ type: 'http', request_id: id, payload: request }), {
        deadlineMs: options.timeoutMs,
        began(id) {
          current = id
          if (options.progress) progress.set(id, options.progress)
          if (options.takeRows) reading.push(readAll(channel.streams.receive(id), options.takeRows))
        },
        sent(id) {
          // A plugin that answers early does not read the rest; what the answer says decides.
          if (options.rows) channel.streams.send(id, options.rows).catch(sending.reject)
        },
      })
      try {
        const message = await Promise.race([answer, sending.promise])
        const response = responseOf(message)
        // Rows stand before the answer on the same connection: what has not come by now never will.
        const rows = channel.streams.progressOf(current)
        if (response.status === 200 && rows === 'some') throw new LostError('it answered before its last row')
        if (rows === 'all') await Promise.all(reading)
        return response
      } catch (error) {
        if (error instanceof DeadlineError) throw new LateError(error.message + whatCame(channel))
        throw error
      } finally {
        channel.streams.forget(current)
        progress.delete(current)
      }
    },
    // eslint-disable-next-line typescript/require-await
    async shutdown() {
      if (!lost) channel.post('lifecycle', { type: 'lifecycle', action: 'shutdown' })
    },
    close,
  }
}

/** Why an answer may be missing, as far as that can be seen. */
function whatCame({ unfinished, unexpected }: Channel): string {
  if (unfinished) return ', it began a frame and did not end it'
  return unexpected > 0 ? ', one came with an id that nobody has asked for' : ''
}

async function readAll(
  batches: AsyncIterable<readonly unknown[]>,
  take: NonNullable<CallOptions['takeRows']>,
): Promise<void> {
  for await (const batch of batches) await take(batch)
}

/** Both shapes that plugins of the base protocol answer in. */
export function responseOf({ payload }: Pick<Message, 'payload'>): HttpResponse {
  const direct = payload as Partial<HttpResponse> | null | undefined
  if (typeof direct?.status === 'number') {
    return { status: direct.status, headers: direct.headers ?? {}, body: direct.body ?? null }
  }
  const inner = (payload as { payload?: { body?: unknown } } | null | undefined)?.payload?.body
  if (typeof inner === 'string') {
    const wrapped = JSON.parse(inner) as Partial<HttpResponse>
    if (typeof wrapped.status === 'number') {
      return { status: wrapped.status, headers: wrapped.headers ?? {}, body: wrapped.body ?? null }
    }
  }
  throw new LostError('its answer has no status')
}
