import type { Socket } from 'node:net'
import { CLOCK, createChannel, DeadlineError } from '../plugin-sdk/channel.ts'
import type { Channel } from '../plugin-sdk/channel.ts'
import { cork } from '../plugin-sdk/cork.ts'
import { FROM_PLUGIN_LIMIT, PROTOCOL_VERSION, TO_PLUGIN_LIMIT } from '../plugin-sdk/messages.ts'
import { PROTOCOL_RANGE } from '../plugin-sdk/metadata.ts'
import { abortable, FRAME_MS, LateError, LostError, MOMENT_MS, START_MS } from './connection.ts'
import type { Connection } from './connection.ts'
import { responseOf } from './response.ts'
import type { CallOptions } from './types.ts'
import { takeUnasked } from './unasked.ts'
import type { Progress } from './unasked.ts'

export interface FdOptions {
  readonly socket: Socket
  /** Answers what the plugin asks of its host. */
  readonly serve: (type: 'kv' | 'fetch', payload: unknown) => Promise<unknown>
  readonly log: (payload: unknown) => void
}

/** Both ways at any time, many at once, over the socket that the plugin has inherited. */
export function connectFd({ socket, serve, log }: FdOptions): Connection {
  const ready = Promise.withResolvers<void>()
  const progress = new Map<string, Progress>()
  let lost: LostError | null = null
  let holds = 0
  let frameTimer: NodeJS.Timeout | null = null
  const startTimer = CLOCK.start(() => close(`it did not say hello within ${START_MS / 1000} s`), START_MS)

  const channel: Channel = createChannel({
    prefix: 'h',
    limit: FROM_PLUGIN_LIMIT,
    sendLimit: TO_PLUGIN_LIMIT,
    send: (frame) => cork(socket).write(frame),
    handle: (message) => unasked.take(message),
  })
  const unasked = takeUnasked({
    post: channel.post,
    hello: (payload) => void greet(payload),
    serve,
    log,
    progressOf: (id) => progress.get(id),
    hold,
    release,
    close,
  })

  async function greet(payload: unknown): Promise<void> {
    CLOCK.stop(startTimer)
    const range = (payload as { protocol?: unknown } | null)?.protocol
    if (typeof range === 'string' && (await isSpoken(range))) return ready.resolve()
    const said = typeof range === 'string' ? `protocol ${range.slice(0, 100)}` : 'a protocol that it does not name'
    close(`it speaks ${said}, this Rimuru speaks ${PROTOCOL_VERSION}`, true)
  }

  function hold(): void {
    holds += 1
    socket.pause()
    watchFrame()
  }

  function release(): void {
    holds -= 1
    if (holds > 0 || lost) return
    socket.resume()
    watchFrame()
  }

  /** A frame that begins and never ends holds up everything behind it. One that is not read cannot end. */
  function watchFrame(): void {
    const watched = channel.unfinished && holds === 0
    if (watched === (frameTimer !== null)) return
    if (frameTimer) clearTimeout(frameTimer)
    frameTimer = watched
      ? setTimeout(() => close(`it began a frame and did not end it within ${FRAME_MS / 1000} s`), FRAME_MS)
      : null
  }

  function close(reason: string, hopeless = false): void {
    if (lost) return
    lost = new LostError(reason, hopeless)
    CLOCK.stop(startTimer)
    if (frameTimer) clearTimeout(frameTimer)
    unasked.end()
    ready.reject(lost)
    channel.close(lost)
    socket.destroy()
  }

  // Whoever waits for it is told by its rejection; nobody may wait.
  ready.promise.catch(() => undefined)
  socket.on('data', (chunk) => {
    try {
      channel.push(chunk)
      if (!lost) watchFrame()
    } catch (error) {
      close((error as Error).message)
    }
  })
  socket.on('drain', () => channel.drained())
  socket.on('end', () => setTimeout(() => close('it closed its connection'), MOMENT_MS).unref())
  socket.on('error', () => setTimeout(() => close('its connection broke'), MOMENT_MS).unref())

  return {
    ready: ready.promise,
    // eslint-disable-next-line typescript/require-await
    async init(payload) {
      channel.post('lifecycle', payload)
    },
    async call(request, { timeoutMs, signal, rows, takeRows, progress: tellProgress }) {
      let current = ''
      let reading = Promise.resolve()
      const failed = Promise.withResolvers<never>()
      const answered = channel.request('http', (id) => ({ type: 'http', request_id: id, payload: request }), {
        deadlineMs: timeoutMs,
        began(id, clock) {
          signal?.throwIfAborted()
          current = id
          if (tellProgress) progress.set(id, tellProgress)
          if (!takeRows) return
          // How long it sends rows depends on how many there are: only silence is limited.
          progress.set(id, (...said) => {
            clock.restart()
            tellProgress?.(...said)
          })
          reading = readAll(channel.streams.receive(id), async (rows) => {
            clock.stop()
            await takeRows(rows)
            clock.restart()
          })
          reading.catch(failed.reject)
        },
        sent(id) {
          // A plugin that answers early does not read the rest; what the answer says decides.
          if (rows) channel.streams.send(id, rows).catch(failed.reject)
        },
      })
      try {
        const response = responseOf(await abortable(Promise.race([answered, failed.promise]), signal))
        // Rows stand before the answer on the same connection: what has not come by now never will.
        const come = channel.streams.progressOf(current)
        if (response.status === 200 && come === 'some') throw new LostError('it answered before its last row')
        if (come === 'all') await abortable(reading, signal)
        return response
      } catch (error) {
        if (error instanceof DeadlineError) throw new LateError(error.message + whatCame(channel, unasked.strangers))
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
function whatCame({ unfinished, unexpected }: Channel, strangers: number): string {
  if (unfinished) return ', it began a frame and did not end it'
  return unexpected + strangers > 0 ? ', one came with an id that nobody has asked for' : ''
}

async function readAll(
  batches: AsyncIterable<readonly unknown[]>,
  take: NonNullable<CallOptions['takeRows']>,
): Promise<void> {
  for await (const batch of batches) await take(batch)
}

/** What our own SDKs say is known; a range of somebody else has to be worked out. */
async function isSpoken(range: string): Promise<boolean> {
  if (range === PROTOCOL_RANGE) return true
  const { default: satisfies } = await import('semver/functions/satisfies.js')
  return satisfies(PROTOCOL_VERSION, range)
}
