import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { RimuruError } from '../../src/core/errors.ts'
import type { Json } from '../../src/plugin-sdk/types.ts'
import { tempFolder } from '../helpers/folders.ts'
import { BROKEN, writeProgram } from '../helpers/plugins.ts'
import { exportRows, startAt, until } from '../helpers/running-plugins.ts'
import type { Started } from '../helpers/running-plugins.ts'

/** An agent that yields as many rows as its cursor says, and may end badly in the middle. */
const AGENT = `
import { defineAgent, servePlugin } from 'rimuru/plugin-sdk'
await servePlugin(defineAgent({
  id: 'source', name: 'Source', version: '1.2.3',
  discover: () => [],
  async *scan(dirs, { rows, crashAt, failAt }, ctx) {
    for (let i = 0; i < rows; i += 1) {
      if (i % 1000 === 0) ctx.log('info', 'at ' + i)
      if (i === crashAt) process.exit(3)
      if (i === failAt) throw new Error('the disk is gone')
      yield { identity: 'r' + i, session_id: 's', recorded_at: '', model: 'm', input_tokens: 1, output_tokens: i, file: 'f' }
    }
    return { cursor: { rows: 0 }, files: [] }
  },
}))
`

const startAgent = (): Promise<Started> => startAt(writeProgram(AGENT, { name: 'source', type: 'agent' }))
const bodyOf = (cursor: Json): { dirs: string[]; cursor: Json; out: null } => ({ dirs: [], cursor, out: null })

interface Row {
  readonly output_tokens: number
}

const inOrder = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

describe('rows from a plugin', () => {
  it('come in their order, ten thousand of them', async () => {
    const { plugin } = await startAgent()
    const seen: number[] = []
    const takeRows = (rows: readonly unknown[]): void =>
      void seen.push(...rows.map((row) => (row as Row).output_tokens))
    const answer = await plugin.call('agent/scan', bodyOf({ rows: 10_000 }), { takeRows })
    expect(answer).toMatchObject({ rows: 10_000, cursor: { rows: 0 } })
    expect(seen).toEqual(inOrder(10_000))
  })

  it('come no faster than they are taken', async () => {
    const { plugin, lines } = await startAgent()
    const gate = Promise.withResolvers<void>()
    const begun = Promise.withResolvers<void>()
    const call = plugin.call('agent/scan', bodyOf({ rows: 10_000 }), {
      takeRows() {
        begun.resolve()
        return gate.promise
      },
    })
    await begun.promise
    // Other calls go on meanwhile; by their answers everything that was said before has come.
    for (let i = 0; i < 5; i += 1) await plugin.call('agent/discover', { dirs: [] })
    expect(lines.at(-1)?.message).toMatch(/^at [01]0*$/)
    gate.resolve()
    expect((await call).rows).toBe(10_000)
    expect(lines.at(-1)?.message).toBe('at 9000')
  })

  it('may be none, or stand in the answer', async () => {
    const { plugin } = await startAgent()
    const takeRows = (): void => expect.unreachable()
    expect(await plugin.call('agent/scan', bodyOf({ rows: 0 }), { takeRows })).toMatchObject({ rows: 0, usage: [] })
    const { usage } = await plugin.call('agent/scan', bodyOf({ rows: 7 }), { takeRows })
    expect(usage).toHaveLength(7)
  })

  it('that end with its process are a failure of that call, and of no other', async () => {
    const { plugin, said } = await startAgent()
    let taken = 0
    const takeRows = (rows: readonly unknown[]): void => void (taken += rows.length)
    await expect(plugin.call('agent/scan', bodyOf({ rows: 10_000, crashAt: 5_000 }), { takeRows })).rejects.toThrow(
      'plugin source: its process ended with exit code 3 (in agent/scan)',
    )
    expect(taken).toBeLessThan(10_000)
    expect(said()).toEqual(['its process ended with exit code 3 (in agent/scan); started again (1 of 2)'])
    expect(await plugin.call('agent/scan', bodyOf({ rows: 500 }), { takeRows })).toMatchObject({ rows: 500 })
  })

  it('that end with an exception are its answer, and the plugin goes on', async () => {
    const { plugin, said } = await startAgent()
    await expect(
      plugin.call('agent/scan', bodyOf({ rows: 10_000, failAt: 5_000 }), { takeRows: () => undefined }),
    ).rejects.toMatchObject({ failure: 'error', message: 'plugin source: agent/scan failed: the disk is gone' })
    expect(await plugin.call('agent/discover', { dirs: [] })).toEqual({ files: [] })
    expect(said()).toEqual([])
  })

  it('that the host cannot keep are no failure of the plugin', async () => {
    const { plugin, store, said } = await startAgent()
    const full = new RimuruError('E1002', 'the disk is full')
    const takeRows = (): Promise<void> => Promise.reject(full)
    await expect(plugin.call('agent/scan', bodyOf({ rows: 10_000 }), { takeRows })).rejects.toBe(full)
    expect(await plugin.call('agent/discover', { dirs: [] })).toEqual({ files: [] })
    expect(await store.healthOf('source')).toMatchObject({ failures: 0 })
    expect(said()).toEqual([])
  })

  it('that stop before the last one are noticed', async () => {
    const path = writeProgram(
      `import { exported, frame, respond, servePlugin } from WIRE
servePlugin('cut', { onExport(socket, id, call) {
  socket.write(frame({ type: 'stream', request_id: id, payload: { seq: 0, rows: [1, 2], last: false } }))
  socket.write(respond(id, 200, exported(call)))
} })`,
      { name: 'cut' },
    )
    const { plugin } = await startAt(path)
    await expect(exportRows(plugin, 3, { takeRows: () => undefined })).rejects.toThrow(
      'plugin cut: it answered before its last row (in export/costs)',
    )
  })
})

describe('rows to a plugin', () => {
  it('arrive, ten thousand of them, to several calls at once', async () => {
    const { plugin } = await startAt('ndjson')
    const answers = await Promise.all([exportRows(plugin, 10_000), exportRows(plugin, 10_000), exportRows(plugin, 1)])
    expect(answers.map(({ files }) => files[0]?.rows)).toEqual([10_000, 10_000, 1])
  })

  it('are read no faster than it takes them', async () => {
    const path = writeProgram(
      `import { servePlugin } from WIRE
servePlugin('idle', { onExport: () => undefined })`,
      { name: 'idle' },
    )
    const { plugin } = await startAt(path)
    const abort = new AbortController()
    let given = 0
    let closed = false
    async function* rows(): AsyncGenerator<readonly string[]> {
      try {
        for (;;) {
          given += 1
          yield ['{}']
          if (given === 800) void soon()
        }
      } finally {
        closed = true
      }
    }
    const soon = async (): Promise<void> => {
      for (let i = 0; i < 5; i += 1) {
        await plugin.call('check', { config: {} })
        await setImmediate()
      }
      abort.abort(new Error('enough'))
    }
    const body = { options: {} as never, out: tempFolder(), name: 'x', data: { format: 'stream' as const } }
    await expect(plugin.call('export/costs', body, { rows: rows(), signal: abort.signal })).rejects.toThrow('enough')
    // Eight batches of a hundred, and the one that waits.
    expect(given).toBeLessThanOrEqual(901)
    await until(() => closed)
  })

  it('that cannot be read are no failure of the plugin', async () => {
    const { plugin } = await startAt('ndjson')
    const broken = new RimuruError('E1002', 'the ledger is gone')
    // eslint-disable-next-line require-yield, typescript/require-await
    async function* rows(): AsyncGenerator<readonly string[]> {
      throw broken
    }
    const body = { options: {} as never, out: tempFolder(), name: 'x', data: { format: 'stream' as const } }
    await expect(plugin.call('export/costs', body, { rows: rows() })).rejects.toBe(broken)
  })
})

describe('a call', () => {
  it('can be given up, and the plugin goes on with others', async () => {
    const { plugin, said, store } = await startAt(join(BROKEN, 'hangs'))
    const abort = new AbortController()
    const call = exportRows(plugin, 1, { signal: abort.signal })
    await plugin.call('check', { config: {} })
    abort.abort(new Error('Ctrl-C'))
    await expect(call).rejects.toThrow(/^Ctrl-C$/)
    await expect(exportRows(plugin, 1, { signal: abort.signal })).rejects.toThrow(/^Ctrl-C$/)
    expect(await plugin.call('check', { config: {} })).toEqual({ ok: true, problems: [] })
    expect(said()).toEqual([])
    expect(await store.healthOf('hangs')).toMatchObject({ failures: 0 })
  })

  it('with more than a message may be is refused before it is sent', async () => {
    const { plugin, said } = await startAt('csv')
    const config = { text: 'x'.repeat(16 << 20) }
    await expect(plugin.call('check', { config })).rejects.toMatchObject({
      failure: 'refused',
      message: expect.stringMatching(
        /^plugin csv: the data of 167\d{5} bytes is larger than the 16777216 of a message \(in check\)$/,
      ),
      hint: 'choose a shorter period, or fewer rows',
    })
    expect(await plugin.call('check', { config: {} })).toMatchObject({ ok: true })
    expect(said()).toEqual([])
  })

  it('that is answered with an id of nobody says so', async () => {
    const path = writeProgram(
      `import { respond, servePlugin } from WIRE
servePlugin('stray', { onExport: (socket) => socket.write(respond('other', 200, {})) })`,
      { name: 'stray' },
    )
    const { plugin } = await startAt(path, { timeoutMs: 500 })
    await expect(exportRows(plugin, 1)).rejects.toThrow(
      'plugin stray: no answer within 0.5 s, one came with an id that nobody has asked for (in export/costs)',
    )
  })

  it('waits for a plugin that does not read only up to a limit', async () => {
    const path = writeProgram(
      `import { servePlugin } from WIRE
servePlugin('deaf', { onExport: (socket) => socket.pause() })
setInterval(() => undefined, 1000)`,
      { name: 'deaf' },
    )
    const { plugin } = await startAt(path, { timeoutMs: 2_000 })
    const first = exportRows(plugin, 1).catch((error: Error) => error.message)
    await plugin.call('check', { config: {} })
    const config = { text: 'x'.repeat(6 << 20) }
    const calls = await Promise.allSettled(Array.from({ length: 6 }, () => plugin.call('check', { config })))
    const reasons = calls.map((call) => (call.status === 'rejected' ? (call.reason as Error).message : 'answered'))
    const full = 'plugin deaf: the other side does not read: 16777216 bytes are waiting for it (in check)'
    expect(reasons.filter((reason) => reason === full).length).toBeGreaterThanOrEqual(2)
    expect(await first).toMatch(/^plugin deaf: no answer within 2 s/)
  }, 20_000)

  it('is one of 64 that are open at once, and the others have their turn', async () => {
    const path = writeProgram(
      `import { frame, respond, servePlugin } from WIRE
let open = 0, most = 0
const log = (socket, message) => socket.write(frame({ type: 'log', request_id: null, payload: { level: 'info', message } }))
servePlugin('many', { onUnknown(socket, id) {
  most = Math.max(most, open += 1)
  setTimeout(() => {
    open -= 1
    log(socket, String(most))
    socket.write(respond(id, 200, { files: [] }))
  }, 50)
} })`,
      { name: 'many', type: 'agent' },
    )
    const { plugin, lines } = await startAt(path)
    const answers = await Promise.all(Array.from({ length: 200 }, () => plugin.call('agent/discover', { dirs: [] })))
    expect(answers).toHaveLength(200)
    expect(lines.at(-1)?.message).toBe('64')
  })
})

it('what a plugin says with its last breath is heard', async () => {
  const path = writeProgram(
    `import { exported, frame, respond, servePlugin } from WIRE
servePlugin('brief', { onExport(socket, id, call) {
  socket.write(frame({ type: 'progress', request_id: id, payload: { done: 1 } }))
  for (let i = 0; i < 900; i += 1) {
    const payload = { level: 'info', message: 'x'.repeat(100) }
    socket.write(frame({ type: 'log', request_id: null, payload }))
  }
  socket.write(respond(id, 200, exported(call)))
  socket.end(() => process.exit(0))
} })`,
    { name: 'brief' },
  )
  const { plugin, lines } = await startAt(path)
  // The host is busy until the process is long gone, and what it wrote still unread.
  const progress = (): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500)
  const { files } = await exportRows(plugin, 1, { progress })
  expect(files).toMatchObject([{ rows: 1 }])
  expect(lines.filter(({ source }) => source === 'log')).toHaveLength(900)
})
