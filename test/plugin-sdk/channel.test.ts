import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CALLS_AT_ONCE, createChannel, DeadlineError, TooLargeError } from '../../src/plugin-sdk/channel.ts'
import type { Channel, ChannelOptions } from '../../src/plugin-sdk/channel.ts'
import { createDecoder, encodeFrame } from '../../src/plugin-sdk/codec.ts'
import type { Message } from '../../src/plugin-sdk/codec.ts'
import { STREAM_WINDOW } from '../../src/plugin-sdk/messages.ts'

const LIMIT = 1 << 20

/** Time that passes when it is told to. */
function fakeClock() {
  const timers = new Map<number, { at: number; run: () => void }>()
  let now = 0
  let ids = 0
  return {
    timers: {
      start(run: () => void, ms: number): number {
        ids += 1
        timers.set(ids, { at: now + ms, run })
        return ids
      },
      stop: (id: unknown) => void timers.delete(id as number),
    },
    pass(ms: number) {
      now += ms
      for (const [id, { at, run }] of timers) if (at <= now && timers.delete(id)) run()
    },
    waiting: () => timers.size,
  }
}

/** A channel whose frames are caught. */
function channelWith(more: Partial<ChannelOptions> = {}): { channel: Channel; sent: Message[]; handled: Message[] } {
  const decoder = createDecoder(16 << 20)
  const sent: Message[] = []
  const handled: Message[] = []
  const channel = createChannel({
    prefix: 'h',
    limit: LIMIT,
    sendLimit: LIMIT,
    send(frame) {
      sent.push(...decoder.push(frame))
      return true
    },
    handle: (message) => handled.push(message),
    ...more,
  })
  return { channel, sent, handled }
}

const answer = (id: string | null, payload: unknown, type = 'http'): Buffer =>
  encodeFrame({ type, request_id: id, payload })

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const DEADLINE = { deadlineMs: 1000 }

describe('requests', () => {
  it('get their own answers, in whatever order these come and however they are cut', async () => {
    const order = fc
      .integer({ min: 1, max: CALLS_AT_ONCE })
      .chain((count) =>
        fc.tuple(
          fc.shuffledSubarray([...Array(count).keys()], { minLength: count }),
          fc.array(fc.nat(), { maxLength: 20 }),
        ),
      )
    await fc.assert(
      fc.asyncProperty(order, async ([indices, cuts]) => {
        const { channel, sent } = channelWith({ timers: fakeClock().timers })
        const answers = indices.map((_, i) => channel.request('http', () => ({ i }), DEADLINE))
        const frames = indices.map((i) => answer(sent[i]!.request_id, { echo: sent[i]!.payload }))
        const bytes = Buffer.concat(frames)
        const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b)
        for (const [i, from] of [0, ...places].entries()) channel.push(bytes.subarray(from, places[i] ?? bytes.length))
        expect((await Promise.all(answers)).map(({ payload }) => payload)).toEqual(
          indices.map((_, i) => ({ echo: { i } })),
        )
        expect(channel.unexpected).toBe(0)
      }),
    )
  })

  it('match by id alone: the type of an answer may be another', async () => {
    const { channel, sent } = channelWith()
    const asked = channel.request('kv', () => ({}), DEADLINE)
    channel.push(answer(sent[0]!.request_id, { value: 'v' }, 'http'))
    expect((await asked).payload).toEqual({ value: 'v' })
  })

  it('end at their deadline, and an answer after it is counted and no more', async () => {
    const clock = fakeClock()
    const { channel, sent } = channelWith({ timers: clock.timers })
    const asked = channel.request('http', () => ({}), DEADLINE)
    const settled = asked.catch((error: unknown) => error)
    clock.pass(999)
    await tick()
    expect(clock.waiting()).toBe(1)
    clock.pass(1)
    expect(await settled).toBeInstanceOf(DeadlineError)
    channel.push(answer(sent[0]!.request_id, {}))
    expect(channel.unexpected).toBe(1)
  })

  it('are told from requests of the other side, whatever letter its ids begin with', async () => {
    const { channel, handled } = channelWith()
    channel.request('http', () => ({}), DEADLINE).catch(() => undefined)
    await tick()
    for (const id of ['hello-1', 'h', 'h0', 'h2', 'H1']) channel.push(answer(id, { action: 'get' }, 'kv'))
    expect(handled.map(({ request_id }) => request_id)).toEqual(['hello-1', 'h', 'h0', 'h2', 'H1'])
    expect(channel.unexpected).toBe(0)
  })

  it('wait for a turn beyond so many at once', async () => {
    const { channel, sent } = channelWith()
    const answers = Array.from({ length: CALLS_AT_ONCE + 2 }, () => channel.request('http', () => ({}), DEADLINE))
    await tick()
    expect(sent).toHaveLength(CALLS_AT_ONCE)
    channel.push(answer(sent[0]!.request_id, {}))
    await answers[0]
    await tick()
    expect(sent).toHaveLength(CALLS_AT_ONCE + 1)
    channel.close(new Error('over'))
    await Promise.allSettled(answers)
  })

  it('hand their turn on: one that comes in the same moment waits behind those that waited', async () => {
    const { channel, sent } = channelWith()
    const answers = Array.from({ length: CALLS_AT_ONCE + 1 }, (_, i) => channel.request('http', () => i, DEADLINE))
    channel.push(answer(sent[0]!.request_id, {}))
    answers.push(channel.request('http', () => 'late', DEADLINE))
    await tick()
    expect(sent.slice(CALLS_AT_ONCE).map(({ payload }) => payload)).toEqual([CALLS_AT_ONCE])
    channel.push(answer(sent[1]!.request_id, {}))
    await tick()
    expect(sent.at(-1)!.payload).toBe('late')
    channel.close(new Error('over'))
    await Promise.allSettled(answers)
  })

  it('all fail when the channel is closed, those that wait for a turn and later ones too', async () => {
    const clock = fakeClock()
    const { channel } = channelWith({ timers: clock.timers })
    const answers = Array.from({ length: CALLS_AT_ONCE + 3 }, () => channel.request('http', () => ({}), DEADLINE))
    channel.close(new Error('the plugin is gone'))
    const late = channel.request('http', () => ({}), DEADLINE)
    const outcomes = await Promise.allSettled([...answers, late])
    expect(outcomes.map((outcome) => outcome.status === 'rejected' && String(outcome.reason))).toEqual(
      outcomes.map(() => 'Error: the plugin is gone'),
    )
    expect(clock.waiting()).toBe(0)
  })

  it('fail before anything is sent when they are larger than the other side takes', async () => {
    const { channel, sent } = channelWith({ sendLimit: 1000 })
    await expect(channel.request('http', () => 'x'.repeat(1000), DEADLINE)).rejects.toThrow(TooLargeError)
    expect(sent).toEqual([])
    const next = channel.request('http', () => 'small', DEADLINE)
    channel.push(answer(sent[0]!.request_id, 1))
    expect((await next).payload).toBe(1)
  })

  it('of the other side are handed on, and so is progress of an own one', () => {
    const { channel, handled } = channelWith()
    void channel.request('http', () => ({}), DEADLINE).catch(() => undefined)
    channel.push(answer('p1', { action: 'list' }, 'kv'))
    channel.push(answer('h1', { done: 1 }, 'progress'))
    expect(handled.map(({ type, request_id }) => [type, request_id])).toEqual([
      ['kv', 'p1'],
      ['progress', 'h1'],
    ])
    channel.close(new Error('over'))
  })
})

describe('a side that does not read', () => {
  it('gets what waits for it in order once it does, and is given up beyond a limit', () => {
    const frames: number[] = []
    let open = false
    const { channel } = channelWith({
      sendLimit: 8 << 20,
      send(frame) {
        frames.push(frame.length)
        return open
      },
    })
    for (let i = 0; i < 5; i += 1) channel.post('log', 'x'.repeat(i * 100))
    expect(frames).toHaveLength(1)
    open = true
    channel.drained()
    expect(frames).toEqual([...frames].sort((a, b) => a - b))
    expect(frames).toHaveLength(5)

    open = false
    channel.post('log', 'x')
    channel.post('log', 'x'.repeat(7 << 20))
    channel.post('log', 'x'.repeat(7 << 20))
    expect(() => channel.post('log', 'x'.repeat(7 << 20))).toThrow('does not read')
  })
})

/** Two channels whose frames reach each other in a later turn. */
function pair(): { host: Channel; plugin: Channel; batches: () => number } {
  let batches = 0
  const to = (other: () => Channel) => (frame: Buffer) => {
    setImmediate(() => other().push(frame))
    return true
  }
  const common = { limit: LIMIT, sendLimit: LIMIT, handle: () => undefined }
  const host: Channel = createChannel({
    ...common,
    prefix: 'h',
    send(frame) {
      if (frame.includes('"stream"')) batches += 1
      return to(() => plugin)(frame)
    },
  })
  const plugin: Channel = createChannel({ ...common, prefix: 'p', send: to(() => host) })
  return { host, plugin, batches: () => batches }
}

async function* rowsUpTo(count: number): AsyncGenerator<readonly string[]> {
  for (let i = 0; i < count; i += 1) yield [String(i)]
}

describe('streams', () => {
  it('bring every row in its order, whoever is slower', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 3000 }), fc.boolean(), async (count, slow) => {
        const { host, plugin } = pair()
        const read: unknown[] = []
        const reading = (async () => {
          for await (const batch of plugin.streams.receive('h1')) {
            read.push(...batch)
            if (slow) await tick()
          }
        })()
        await host.streams.send('h1', rowsUpTo(count))
        await reading
        expect(read).toEqual([...Array(count).keys()])
      }),
      { numRuns: 25 },
    )
  })

  it('have no more batches on their way than the reader has room for', async () => {
    const { host, plugin, batches } = pair()
    const reader = plugin.streams.receive('h1')[Symbol.asyncIterator]()
    const sending = host.streams.send('h1', rowsUpTo(5000))
    for (let i = 0; i < 50; i += 1) await tick()
    expect(batches()).toBe(STREAM_WINDOW)
    await reader.next()
    await reader.next()
    for (let i = 0; i < 10; i += 1) await tick()
    expect(batches()).toBeLessThanOrEqual(STREAM_WINDOW + 2)
    host.streams.forget('h1')
    await sending
  })

  it('fail their reader and their sender when the channel is closed', async () => {
    const { host, plugin } = pair()
    const reading = (async () => {
      for await (const _ of plugin.streams.receive('h1')) void _
    })()
    const sending = host.streams.send('h1', rowsUpTo(100_000))
    const outcomes = Promise.allSettled([reading, sending])
    await tick()
    host.close(new Error('gone'))
    plugin.close(new Error('gone'))
    expect((await outcomes).map((outcome) => outcome.status === 'rejected' && String(outcome.reason))).toEqual([
      'Error: gone',
      'Error: gone',
    ])
  })

  it.each([
    ['a batch is missing', { seq: 1, rows: [1], last: false }],
    ['a batch has no rows', { seq: 0, rows: 'none', last: false }],
  ])('fail when %s', async (_, payload) => {
    const { channel } = channelWith()
    const reader = channel.streams.receive('p1')[Symbol.asyncIterator]()
    channel.push(answer('p1', payload, 'stream'))
    await expect(reader.next()).rejects.toThrow('missing or broken')
  })

  it('fail when more comes than there is room for', async () => {
    const { channel } = channelWith()
    const reader = channel.streams.receive('p1')[Symbol.asyncIterator]()
    for (let seq = 0; seq < 20; seq += 1) channel.push(answer('p1', { seq, rows: [seq], last: false }, 'stream'))
    const read = async (): Promise<void> => {
      for (;;) if ((await reader.next()).done) return
    }
    await expect(read()).rejects.toThrow('more rows came than there was room for')
  })

  it('end for a reader whose call is over', async () => {
    const { channel } = channelWith()
    const reader = channel.streams.receive('h1')[Symbol.asyncIterator]()
    const next = reader.next()
    expect(channel.streams.progressOf('h1')).toBe('nothing')
    channel.streams.forget('h1')
    expect((await next).done).toBe(true)
  })
})
