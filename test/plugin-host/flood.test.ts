import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { watchFlood } from '../../src/plugin-host/flood.ts'
import { writeProgram } from '../helpers/plugins.ts'
import { exportRows, startAt } from '../helpers/running-plugins.ts'

describe('a flood of messages', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  const watched = (): { said: string[]; flood: ReturnType<typeof watchFlood> } => {
    const said: string[] = []
    return {
      said,
      flood: watchFlood(
        () => said.push('hold'),
        () => said.push('release'),
      ),
    }
  }

  it('is held up until the next window', () => {
    const { said, flood } = watched()
    for (let i = 0; i < 1_000; i += 1) flood.count(10)
    expect(said).toEqual([])
    for (let i = 0; i < 100; i += 1) flood.count(10)
    expect(said).toEqual(['hold'])
    vi.advanceTimersByTime(100)
    expect(said).toEqual(['hold', 'release'])
    for (let i = 0; i < 1_000; i += 1) flood.count(10)
    expect(said).toEqual(['hold', 'release'])
  })

  it('may be few messages that are large', () => {
    const { said, flood } = watched()
    flood.count(1 << 20)
    expect(said).toEqual(['hold'])
  })

  it('is none when it comes slowly, and leaves no timer', () => {
    const { said, flood } = watched()
    for (let i = 0; i < 5_000; i += 1) {
      flood.count(10)
      vi.advanceTimersByTime(1)
    }
    expect(said).toEqual([])
    flood.count(10)
    flood.end()
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a plugin that floods its connection', () => {
  it.each([
    ['log', 3_000, '1000 more lines on log were dropped'],
    ['progress', 3_000, null],
    ['kv', 500, null],
    ['unheard-of', 500, null],
  ])('with %s is heard to the end, and harms no other', async (type, count, line) => {
    const payloads: Readonly<Record<string, object>> = {
      log: { level: 'info', message: 'again' },
      progress: { done: 1, total: null, message: null },
      kv: { action: 'set', key: 'a', value: 'x' },
    }
    const path = writeProgram(
      `import { exported, frame, respond, servePlugin } from WIRE
const payload = ${JSON.stringify(payloads[type] ?? {})}
servePlugin('floods', { onExport(socket, id, call) {
  for (let i = 0; i < ${count}; i += 1) {
    const request_id = '${type}' === 'log' ? null : '${type}' === 'progress' ? id : 'p' + i
    socket.write(frame({ type: '${type}', request_id, payload }))
  }
  socket.write(respond(id, 200, exported(call)))
} })`,
      { name: 'floods' },
    )
    const [floods, healthy] = await Promise.all([startAt(path), startAt('csv')])
    let told = 0
    const call = exportRows(floods.plugin, 1, { progress: () => void (told += 1) })
    expect((await exportRows(healthy.plugin, 300)).files).toMatchObject([{ rows: 300 }])
    expect((await call).files).toMatchObject([{ rows: 1 }])
    expect(told).toBe(type === 'progress' ? count : 0)
    expect(await floods.store.get('floods', 'a')).toBe(type === 'kv' ? 'x' : null)
    await floods.plugin.stop()
    expect(floods.lines.filter(({ source }) => source === 'log')).toHaveLength(type === 'log' ? 2_000 : 0)
    expect(floods.said()).toEqual(line === null ? [] : [line])
    expect(healthy.said()).toEqual([])
  })

  it.each([
    ['nothing in it', '{ type: "log", request_id: null, payload: null }'],
    ['a progress of nothing', '{ type: "progress", request_id: id, payload: { done: "x" } }'],
    ['rows that nobody asked for', '{ type: "stream", request_id: id, payload: { seq: 0, rows: [1], last: true } }'],
    ['room for rows that it has not taken', '{ type: "credit", request_id: id, payload: { batches: -5 } }'],
    ['a question without an id', '{ type: "kv", request_id: null, payload: {} }'],
    ['a question without a sense', '{ type: "fetch", request_id: "p1", payload: null }'],
  ])('may send messages with %s', async (_, message) => {
    const path = writeProgram(
      `import { exported, frame, respond, servePlugin } from WIRE
servePlugin('odd', { onExport(socket, id, call) {
  socket.write(frame(${message}))
  socket.write(respond(id, 200, exported(call)))
} })`,
      { name: 'odd' },
    )
    const { plugin, said } = await startAt(path)
    expect((await exportRows(plugin, 1)).files).toMatchObject([{ rows: 1 }])
    await plugin.stop()
    expect(said()).toEqual([])
  })
})
