import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { SocketConnection } from '../../src/plugin-host/connect-socket.ts'
import { findPlugin } from '../../src/plugin-host/find.ts'
import { beginLife, stopLife } from '../../src/plugin-host/life.ts'
import { memoryStore } from '../../src/plugin-host/memory-store.ts'
import { DEFAULT_SETTINGS, planPlugin } from '../../src/plugin-host/plan.ts'
import { tempFolder } from '../helpers/folders.ts'
import { ROOT } from '../helpers/imports.ts'
import { writeProgram } from '../helpers/plugins.ts'
import { exportRows, processesWith, startAt, until } from '../helpers/running-plugins.ts'

const hasPython = spawnSync('python3', ['--version']).status === 0
const SOCKET = '[runtime]\ncommand = ["node", "main.js"]\ntransport = "socket"'

/** Listens as plugins of the base protocol do: one connection at a time. `onCall` gets the socket, the id and the body. */
const listening = (onCall: string, onShutdown = 'process.exit(0)'): string => `
import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { frame, respond } from WIRE
const server = createServer((socket) => {
  let bytes = Buffer.alloc(0)
  socket.on('error', () => undefined)
  socket.on('data', (chunk) => {
    bytes = Buffer.concat([bytes, chunk])
    if (bytes.length < 4 || bytes.length < 4 + bytes.readUInt32BE()) return
    const { type, request_id: id, payload } = JSON.parse(bytes.subarray(4).toString())
    if (bytes.length > 4 + bytes.readUInt32BE()) console.error('more than one message')
    if (type === 'lifecycle' && payload.action === 'shutdown') ${onShutdown}
    if (type !== 'http') return
    const { path, body } = payload.payload
    if (path === '/rimuru/v1/check') return socket.write(respond(id, 200, { ok: true, problems: [] }))
    onCall(socket, id, JSON.parse(body))
  })
})
server.listen(process.env.RIMURU_PLUGIN_SOCKET)
function onCall(socket, id, call) { ${onCall} }
`

const program = (onCall: string, name: string, type = 'exporter', onShutdown?: string): string =>
  writeProgram(listening(onCall, onShutdown), { name, type, more: SOCKET })

/** Reads what it was given, and says what it has read. */
const READS = `
const text = readFileSync(call.data.path, 'utf8')
const sha256 = createHash('sha256').update(text).digest('hex')
const rows = text === '' ? 0 : text.trimEnd().split('\\n').length
if (sha256 !== call.data.sha256 || rows !== call.data.rows) return socket.write(respond(id, 500, { error: 'not what was said' }))
writeFileSync(call.out + '/' + call.name + '.txt', text)
socket.write(respond(id, 200, { files: [{ path: call.name + '.txt', media_type: 'text/plain', rows, sha256 }] }))`

const RESTART = 'RESTART'

const CASES: readonly (readonly [name: string, onCall: string, error: string | null, said: readonly string[]])[] = [
  ['crashes', 'process.exit(1)', 'its process ended with exit code 1', [RESTART]],
  ['hangs', '', 'no answer within 1 s', [RESTART]],
  [
    'half-frame',
    'socket.write(Buffer.from([0, 0, 1]))',
    'no answer within 1 s, it began a frame and did not end it',
    [RESTART],
  ],
  [
    'wrong-id',
    'socket.write(respond("other", 200, {}))',
    'no answer within 1 s, one came with an id that nobody has asked for',
    [RESTART],
  ],
  ['garbage', 'socket.write(Buffer.from("\\0\\0\\0\\x02hi"))', 'a frame is not JSON', [RESTART]],
  [
    'announces-4gb',
    'socket.write(Buffer.from([255, 255, 255, 255]))',
    'a frame of 4294967295 bytes was announced, 1048576 are allowed',
    [RESTART],
  ],
  ['hangs-up', 'socket.end()', 'it closed its connection without an answer', [RESTART]],
  [
    'no-status',
    'socket.write(frame({ type: "http", request_id: id, payload: {} }))',
    'its answer has no status',
    [RESTART],
  ],
]

describe.runIf(process.platform === 'linux')('a plugin on a socket that misbehaves', () => {
  it.each(CASES)(
    'harms no other, leaves a clear line and no process: %s',
    async (name, onCall, error, said) => {
      const [broken, healthy] = await Promise.all([
        startAt(program(onCall, name), { timeoutMs: 1_000 }),
        startAt(program(READS, 'healthy')),
      ])
      const calls = exportRows(healthy.plugin, 300)
      const message = `${error} (in export/costs)`
      await expect(exportRows(broken.plugin, 3)).rejects.toThrow(`plugin ${name}: ${message}`)
      expect((await calls).files).toMatchObject([{ rows: 300 }])
      // It is there again.
      expect(await broken.plugin.call('check', { config: {} })).toMatchObject({ ok: true })
      await broken.plugin.stop()
      expect(broken.said()).toEqual(said.map(() => `${message}; started again (1 of 2)`))
      await until(() => processesWith(broken.state).length === 0)
      expect((await exportRows(healthy.plugin, 1)).files).toMatchObject([{ rows: 1 }])
      expect([...healthy.said(), ...healthy.lines.map((line) => line.message)]).toEqual([])
    },
    30_000,
  )

  it('is killed when it does not end', async () => {
    const { plugin, said, state } = await startAt(program(READS, 'stays', 'exporter', 'return'))
    await exportRows(plugin, 1)
    expect(await plugin.stop()).toEqual({ clean: false, leftovers: 0, restarts: 0 })
    expect(said()).toEqual(['it did not end within 2 s of being asked to, and was killed'])
    expect(processesWith(state)).toEqual([])
  })

  it('is told by name when it never listens', async () => {
    const { plugin } = await startAt(writeProgram('setInterval(() => undefined, 1000)', { name: 'deaf', more: SOCKET }))
    await expect(exportRows(plugin, 1)).rejects.toThrow('plugin deaf: it did not listen on its socket within 5 s')
  }, 20_000)

  it('is told by name when it ends before it listens', async () => {
    const { plugin } = await startAt(writeProgram('process.exit(4)', { name: 'gone', more: SOCKET }))
    await expect(exportRows(plugin, 1)).rejects.toThrow(
      /^plugin gone: its process ended (with exit code 4|before it listened) \(in export\/costs\)$/,
    )
  })
})

describe('a plugin on a socket', () => {
  it('is told of a file that it may write its log to, as by hosts of the base protocol', async () => {
    const told = `
import { appendFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { respond } from WIRE
let log = ''
createServer((socket) => {
  socket.on('error', () => undefined)
  socket.on('data', (chunk) => {
    const { request_id: id, payload } = JSON.parse(chunk.subarray(4).toString())
    if (payload.action === 'shutdown') process.exit(0)
    if (payload.action === 'init') return appendFileSync((log = payload.log_path), 'hello\\n')
    socket.write(respond(id, 200, { ok: true, problems: [{ path: log, message: '' }] }))
  })
}).listen(process.env.RIMURU_PLUGIN_SOCKET)`
    const { plugin, state } = await startAt(writeProgram(told, { name: 'writes', more: SOCKET }))
    const { problems } = await plugin.call('check', { config: {} })
    expect(problems[0]?.path.startsWith(state)).toBe(true)
    expect(readFileSync(problems[0]!.path, 'utf8')).toBe('hello\n')
  })

  it('gets its rows as a file, ten thousand of them, one call after the other', async () => {
    const { plugin, lines } = await startAt(program(READS, 'reads'))
    const answers = await Promise.all([exportRows(plugin, 10_000), exportRows(plugin, 0), exportRows(plugin, 5)])
    expect(answers.map(({ files }) => files[0]?.rows)).toEqual([10_000, 0, 5])
    expect(lines).toEqual([])
  })

  it('gives its rows as a file', async () => {
    const writes = `
writeFileSync(call.out, Array.from({ length: 10000 }, (_, i) => JSON.stringify({ n: i }) + '\\n').join(''))
socket.write(respond(id, 200, { cursor: null, rows: 10000, files: [], problems: [] }))`
    const { plugin } = await startAt(program(writes, 'writes', 'agent'))
    const seen: unknown[] = []
    let largest = 0
    const takeRows = (rows: readonly unknown[]): void => {
      seen.push(...rows)
      largest = Math.max(largest, rows.length)
    }
    const answer = await plugin.call('agent/scan', { dirs: [], cursor: null, out: null }, { takeRows })
    expect(answer.rows).toBe(10_000)
    expect(seen).toEqual(Array.from({ length: 10_000 }, (_, n) => ({ n })))
    expect(largest).toBe(100)
  })

  it('may give rows in its answer, and fails with a file that is broken', async () => {
    const inline = 'socket.write(respond(id, 200, { cursor: null, rows: 1, files: [], problems: [], usage: [{}] }))'
    const body = { dirs: [], cursor: null, out: null }
    const takeRows = (): void => undefined
    const first = await startAt(program(inline, 'inline', 'agent'))
    expect(await first.plugin.call('agent/scan', body, { takeRows })).toMatchObject({ usage: [{}] })
    const second = await startAt(program(`writeFileSync(call.out, '{"n":');${inline}`, 'cut', 'agent'))
    await expect(second.plugin.call('agent/scan', body, { takeRows })).rejects.toThrow(
      'plugin cut: a line of the rows that it wrote is not JSON (in agent/scan)',
    )
  })

  it.each([
    ['a pipe', `execFileSync('mkfifo', [call.out])`, 'what it wrote its rows to is no regular file'],
    ['a link to what never ends', `symlinkSync('/dev/zero', call.out)`, 'what it wrote its rows to is no regular file'],
    ['a folder', `mkdirSync(call.out)`, 'what it wrote its rows to is no regular file'],
    [
      'a file without lines',
      `writeFileSync(call.out, Buffer.alloc(3 << 20))`,
      'a line of the rows that it wrote is too long',
    ],
  ])('may give its rows as nothing else than lines in a file: %s', async (_, write, why) => {
    const answer = 'socket.write(respond(id, 200, { cursor: null, rows: 0, files: [], problems: [] }))'
    const { plugin } = await startAt(program(`${write};${answer}`, 'odd', 'agent'), { timeoutMs: 5_000 })
    const call = plugin.call('agent/scan', { dirs: [], cursor: null, out: null }, { takeRows: () => undefined })
    await expect(call).rejects.toThrow(`plugin odd: ${why} (in agent/scan)`)
    expect(await plugin.call('check', { config: {} })).toMatchObject({ ok: true })
  })

  it('can have a call given up, and goes on with the next', async () => {
    const { plugin, said } = await startAt(program('', 'hangs'))
    const abort = new AbortController()
    const call = exportRows(plugin, 1, { signal: abort.signal })
    const waiting = exportRows(plugin, 1, { signal: abort.signal })
    const other = plugin.call('check', { config: {} })
    abort.abort(new Error('Ctrl-C'))
    await expect(call).rejects.toThrow(/^Ctrl-C$/)
    await expect(waiting).rejects.toThrow(/^Ctrl-C$/)
    expect(await other).toEqual({ ok: true, problems: [] })
    expect(said()).toEqual([])
  })

  it('is not sent more than a message may be', async () => {
    const { plugin } = await startAt(program(READS, 'reads'))
    const config = { text: 'x'.repeat(16 << 20) }
    await expect(plugin.call('check', { config })).rejects.toMatchObject({ failure: 'refused' })
    expect(await plugin.call('check', { config: {} })).toMatchObject({ ok: true })
  })

  it('listens in a folder whose path is short enough, whatever folder is for temporary files', async () => {
    const long = join(tempFolder(), 'x'.repeat(100))
    mkdirSync(long)
    vi.stubEnv('TMPDIR', long)
    onTestFinished(() => void vi.unstubAllEnvs())
    const { plugin } = await startAt(program(READS, 'reads'))
    expect((await exportRows(plugin, 2)).files).toMatchObject([{ rows: 2 }])
  })
})

describe.skipIf(!hasPython)('the keys of a plugin of the base protocol (needs python3)', () => {
  it.each(['toru-python', 'toru-strings'])('are asked for in a way that it understands: %s', async (family) => {
    const state = tempFolder()
    const path = join(ROOT, 'test/fixtures/plugins', family, 'my_plugin.py')
    const found = await findPlugin(path, { cwd: state, configDir: state, home: state })
    const options = { configDir: state, stateDir: state, env: { PATH: process.env.PATH }, compileCache: null }
    const plan = await planPlugin(found, DEFAULT_SETTINGS, options)
    const life = beginLife(plan, { store: memoryStore(), runId: 'run-1', log: () => undefined })
    onTestFinished(async () => void (await stopLife(life)))
    await life.begun
    const { kv } = life.connection as SocketConnection
    expect(await kv('Get', 'a')).toBeNull()
    await kv('Set', 'a', 'ünë')
    expect(await kv('Get', 'a')).toBe('ünë')
    await kv('Delete', 'a')
    expect(await kv('Get', 'a')).toBeNull()
    expect(await stopLife(life)).toEqual({ clean: true, leftovers: 0 })
  })
})
