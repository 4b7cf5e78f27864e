import type { Message } from './codec.ts'
import { BATCH_BYTES, BATCH_ROWS, STREAM_WINDOW } from './messages.ts'

export interface Streams {
  /** Sends rows, each its JSON text, as fast as the reader takes them. */
  send(id: string, rows: AsyncIterable<readonly string[]>): Promise<void>
  /** Rows that come with this id, in the batches they come in. Has to be asked for before they do. */
  receive(id: string): AsyncIterable<readonly unknown[]>
  take(message: Message): void
  /** What has come of them so far. */
  progressOf(id: string): 'nothing' | 'some' | 'all'
  /** The call of these rows is over: whoever still sends or reads them stops. */
  forget(id: string): void
  close(reason: Error): void
}

interface StreamsOptions {
  postText(type: string, payload: string, id: string): void
  writable(): Promise<void>
}

interface Outgoing {
  credit: number
  over: boolean
  wake: (() => void) | null
}

interface Incoming {
  readonly batches: (readonly unknown[])[]
  next: number
  ended: boolean
  failed: Error | null
  wake: (() => void) | null
}

/** Rows in both directions. So many batches are on their way as the reader has room for, and no more. */
export function createStreams({ postText, writable }: StreamsOptions): Streams {
  const outgoing = new Map<string, Outgoing>()
  const incoming = new Map<string, Incoming>()
  let closed: Error | null = null

  async function send(id: string, rows: AsyncIterable<readonly string[]>): Promise<void> {
    const stream: Outgoing = { credit: STREAM_WINDOW, over: false, wake: null }
    outgoing.set(id, stream)
    let seq = 0
    const sendBatch = async (batch: string, last: boolean): Promise<void> => {
      const mustWait = (): boolean => stream.credit === 0 && closed === null && !stream.over
      while (mustWait()) await new Promise<void>((resolve) => (stream.wake = resolve))
      await writable()
      if (stream.over) return
      stream.credit -= 1
      postText('stream', `{"seq":${seq},"rows":[${batch}],"last":${last}}`, id)
      seq += 1
    }
    try {
      for await (const batch of batchesOf(rows)) {
        await sendBatch(batch, false)
        if (stream.over) return
      }
      await sendBatch('', true)
    } finally {
      outgoing.delete(id)
    }
  }

  function receive(id: string): AsyncIterable<readonly unknown[]> {
    const stream: Incoming = { batches: [], next: 0, ended: false, failed: closed, wake: null }
    incoming.set(id, stream)
    return read(id, stream)
  }

  async function* read(id: string, stream: Incoming): AsyncGenerator<readonly unknown[]> {
    try {
      for (;;) {
        const batch = stream.batches.shift()
        if (batch) {
          if (batch.length > 0) yield batch
          if (!stream.ended || stream.batches.length > 0) postText('credit', '{"batches":1}', id)
        } else if (stream.failed) throw stream.failed
        else if (stream.ended) return
        else await new Promise<void>((resolve) => (stream.wake = resolve))
      }
    } finally {
      incoming.delete(id)
    }
  }

  function take({ type, request_id: id, payload }: Message): void {
    if (id === null || typeof payload !== 'object' || payload === null) return
    if (type === 'credit') {
      const stream = outgoing.get(id)
      const { batches } = payload as { batches?: unknown }
      if (!stream || typeof batches !== 'number') return
      stream.credit += batches
      stream.wake?.()
      return
    }
    const stream = incoming.get(id)
    if (stream) takeBatch(stream, payload as { seq?: unknown; rows?: unknown; last?: unknown })
  }

  function takeBatch(stream: Incoming, { seq, rows, last }: { seq?: unknown; rows?: unknown; last?: unknown }): void {
    if (seq !== stream.next || !Array.isArray(rows)) stream.failed = new Error('a batch of rows is missing or broken')
    else if (stream.batches.length > STREAM_WINDOW) stream.failed = new Error('more rows came than there was room for')
    else stream.batches.push(rows)
    stream.next += 1
    stream.ended = last === true
    stream.wake?.()
  }

  function progressOf(id: string): 'nothing' | 'some' | 'all' {
    const stream = incoming.get(id)
    return !stream || stream.next === 0 ? 'nothing' : stream.ended ? 'all' : 'some'
  }

  function forget(id: string): void {
    const read = incoming.get(id)
    if (read) {
      incoming.delete(id)
      read.ended = true
      read.wake?.()
    }
    const stream = outgoing.get(id)
    if (!stream) return
    stream.over = true
    stream.wake?.()
  }

  function close(reason: Error): void {
    closed = reason
    for (const stream of outgoing.values()) stream.wake?.()
    for (const stream of incoming.values()) {
      stream.failed ??= stream.ended ? null : reason
      stream.wake?.()
    }
  }

  return { send, receive, take, progressOf, forget, close }
}

/** Cuts rows into batches that are neither many nor large, joined as they stand in a list. */
async function* batchesOf(rows: AsyncIterable<readonly string[]>): AsyncGenerator<string> {
  let batch: string[] = []
  let size = 0
  for await (const some of rows) {
    for (const row of some) {
      batch.push(row)
      size += row.length
      if (batch.length < BATCH_ROWS && size < BATCH_BYTES) continue
      yield batch.join(',')
      batch = []
      size = 0
    }
  }
  if (batch.length > 0) yield batch.join(',')
}
