import { createDecoder, encodeText } from './codec.ts'
import type { Message } from './codec.ts'
import { createFifo } from './fifo.ts'
import { createStreams } from './streams.ts'
import type { Streams } from './streams.ts'
import { timestamp } from './timestamp.ts'

/** Calls of one side that may be open at once; further ones wait. */
export const CALLS_AT_ONCE = 64
/** What may wait for a slow reader, in bytes. */
export const QUEUE_LIMIT = 16 << 20

export interface ChannelOptions {
  /** Begins the ids of its own requests: `h` of a host, `p` of a plugin. */
  readonly prefix: 'h' | 'p'
  /** The longest frame that it takes, and that the other side takes. */
  readonly limit: number
  readonly sendLimit: number
  /** Writes to the other side; false: no more until `drained`. */
  readonly send: (frame: Buffer) => boolean
  /** A message that is no answer and belongs to no stream. */
  readonly handle: (message: Message) => void
  readonly timers?: Timers
}

export interface Timers {
  start(run: () => void, ms: number): unknown
  stop(timer: unknown): void
}

export interface RequestOptions {
  readonly deadlineMs: number
  /** Called with the id before the request is sent. */
  readonly began?: ((id: string, clock: Clock) => void) | undefined
  /** Called with the id once it is sent. */
  readonly sent?: ((id: string) => void) | undefined
}

/** How long an answer is waited for. */
export interface Clock {
  /** The other side waits for this one. */
  stop(): void
  /** The whole time begins anew. */
  restart(): void
}

export interface Channel {
  /** Bytes from the other side. Throws a FrameError when they are no messages. */
  push(chunk: Uint8Array): void
  /** The other side takes bytes again. */
  drained(): void
  /** The answer with the same id, whatever its type. `payload` may need the id. */
  request(type: string, payload: (id: string) => unknown, options: RequestOptions): Promise<Message>
  post(type: string, payload: unknown, requestId?: string | null): void
  readonly streams: Streams
  /** Every waiter and stream ends with this reason. */
  close(reason: Error): void
  readonly unfinished: boolean
  /** Answers that nobody waited for any more. */
  readonly unexpected: number
}

/** A deadline that passed. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError'
}

/** The other side would refuse it. */
export class TooLargeError extends Error {
  override readonly name = 'TooLargeError'

  constructor(bytes: number, limit: number) {
    super(`the data of ${bytes} bytes is larger than the ${limit} of a message`)
  }
}

interface Running {
  timer: NodeJS.Timeout
  last?: NodeJS.Immediate
}

/** What came while this process was busy itself is read before a time is up. */
export const CLOCK: Timers = {
  start(run, ms) {
    const running: Running = { timer: setTimeout(() => (running.last = setImmediate(run)), ms) }
    return running
  },
  stop(timer) {
    const running = timer as Running
    clearTimeout(running.timer)
    if (running.last) clearImmediate(running.last)
  },
}

interface Waiter {
  settle(message: Message | null, reason?: Error): void
}

/** Requests, answers and streams over two-way bytes. It knows no sockets and no processes. */
export function createChannel(options: ChannelOptions): Channel {
  const { prefix, sendLimit, send, handle, timers = CLOCK } = options
  const decoder = createDecoder(options.limit)
  const waiters = new Map<string, Waiter>()
  const turns = createFifo<() => void>()
  const streams = createStreams({ postText, writable })
  const queue = createFifo<Buffer>()
  let queued = 0
  let blocked = false
  let open = 0
  let ids = 0
  let unexpected = 0
  let closed: Error | null = null
  let whenWritable: (() => void)[] = []

  function write(frame: Buffer): void {
    if (closed) return
    if (!blocked) {
      blocked = !send(frame)
      return
    }
    if (queued + frame.length > QUEUE_LIMIT) {
      throw new Error(`the other side does not read: ${QUEUE_LIMIT} bytes are waiting for it`)
    }
    queue.push(frame)
    queued += frame.length
  }

  function drained(): void {
    blocked = false
    for (let frame; !blocked && (frame = queue.shift());) {
      queued -= frame.length
      blocked = !send(frame)
    }
    if (!blocked) wake()
  }

  function wake(): void {
    const woken = whenWritable
    whenWritable = []
    for (const go of woken) go()
  }

  async function writable(): Promise<void> {
    const mustWait = (): boolean => blocked && closed === null
    while (mustWait()) await new Promise<void>((resolve) => whenWritable.push(resolve))
    if (closed) throw closed
  }

  function post(type: string, payload: unknown, requestId: string | null = null): void {
    postText(type, JSON.stringify(payload), requestId)
  }

  /** Of a payload that is JSON already. */
  function postText(type: string, payload: string, requestId: string | null): void {
    const id = JSON.stringify(requestId)
    const frame = encodeText(
      `{"type":${JSON.stringify(type)},"timestamp":"${timestamp()}","request_id":${id},"payload":${payload}}`,
    )
    if (frame.length > sendLimit) throw new TooLargeError(frame.length, sendLimit)
    write(frame)
  }

  async function request(
    type: string,
    payload: (id: string) => unknown,
    { deadlineMs, began, sent }: RequestOptions,
  ): Promise<Message> {
    // A turn is handed on from one that ended: nobody gets in between.
    if (open >= CALLS_AT_ONCE) await new Promise<void>((resolve) => turns.push(resolve))
    else open += 1
    if (closed) throw closed
    ids += 1
    const id = `${prefix}${ids}`
    const { promise, resolve, reject } = Promise.withResolvers<Message>()
    const startTimer = (): unknown =>
      timers.start(() => settle(null, new DeadlineError(`no answer within ${deadlineMs / 1000} s`)), deadlineMs)
    let timer = startTimer()
    const clock: Clock = {
      stop: () => timers.stop(timer),
      restart() {
        if (!waiters.has(id)) return
        timers.stop(timer)
        timer = startTimer()
      },
    }
    function settle(message: Message | null, reason?: Error): void {
      if (!waiters.delete(id)) return
      timers.stop(timer)
      const next = turns.shift()
      if (next) next()
      else open -= 1
      if (message) resolve(message)
      else reject(reason!)
    }
    waiters.set(id, { settle })
    try {
      began?.(id, clock)
      post(type, payload(id), id)
      sent?.(id)
    } catch (error) {
      settle(null, error as Error)
    }
    return promise
  }

  /** Whether it is an id of ours: the other side may begin its own with the same letter. */
  function wasAsked(id: string): boolean {
    const number = id.startsWith(prefix) ? id.slice(prefix.length) : ''
    return /^[1-9]\d*$/.test(number) && Number(number) <= ids
  }

  function take(message: Message): void {
    const id = message.request_id
    if (message.type === 'stream' || message.type === 'credit') return streams.take(message)
    const waiter = id === null ? undefined : waiters.get(id)
    if (waiter && message.type !== 'progress') return waiter.settle(message)
    if (id !== null && wasAsked(id) && message.type !== 'progress') unexpected += 1
    else handle(message)
  }

  function close(reason: Error): void {
    if (closed) return
    closed = reason
    queue.drain()
    queued = 0
    for (const waiter of waiters.values()) waiter.settle(null, reason)
    for (const turn of turns.drain()) turn()
    streams.close(reason)
    wake()
  }

  return {
    push(chunk) {
      for (const message of decoder.push(chunk)) if (!closed) take(message)
    },
    drained,
    request,
    post,
    streams,
    close,
    get unfinished() {
      return decoder.unfinished
    },
    get unexpected() {
      return unexpected
    },
  }
}
