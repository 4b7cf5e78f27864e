import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { findPlugin } from '../../src/plugin-host/find.ts'
import type { NotificationLevel } from '../../src/plugin-sdk/types.ts'
import { linesOf, tempFolder, writeText } from '../helpers/folders.ts'
import { exportRows, startAt } from '../helpers/running-plugins.ts'
import type { Started } from '../helpers/running-plugins.ts'

interface Written {
  readonly file?: string
  readonly manifest?: string
}

/** A plugin in a folder far from this repository, as an author would write it. */
function written(kind: string, program: string, { file = 'main.ts', manifest = '' }: Written = {}): string {
  const folder = join(tempFolder(), 'mine')
  const head = `[plugin]\nname = "mine"\nversion = "1.0.0"\n[capabilities]\ntype = "${kind}"\nextension = "txt"\n`
  writeText(join(folder, 'plugin.toml'), head + manifest)
  writeText(join(folder, file), program)
  return folder
}

const WHO = `id: 'mine', name: 'Mine', version: '1.0.0',`

const exporter = (more = ''): string => `
import { defineExporter, servePlugin } from 'rimuru/plugin-sdk'
${more}
await servePlugin(defineExporter({
  ${WHO} format: 'lines', extension: 'txt', mediaType: 'text/plain',
  async *costs(rows, { options, ctx }) {
    for await (const row of rows) {
      yield row.id + ctx.config.end
    }
    if (options.fields) throw new Error('no fields, please')
  },
}))
`
const CONFIG = `[config]\nschema = '{"type":"object","properties":{"end":{"type":"string","default":";"}}}'\n`

describe.each([
  ['TypeScript', 'main.ts', 'const typed: string = ""\nvoid typed'],
  ['JavaScript', 'main.js', ''],
  ['JavaScript modules', 'main.mjs', ''],
])('a plugin in %s, in a folder of its own', (_, file, more) => {
  it('says who it is without a host', async () => {
    const folder = written('exporter', exporter(more), { file, manifest: CONFIG })
    const { spawn } = await planOf(folder)
    const [command = '', ...args] = spawn.argv
    const { stdout, status } = spawnSync(command, [...args, '--metadata'], { env: {}, encoding: 'utf8' })
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      id: 'mine',
      name: 'Mine',
      version: '1.0.0',
      kind: 'exporter',
      protocol: '^1.0.0',
      capabilities: ['check', 'export/costs'],
    })
  })

  it('exports what it yields, with its config', async () => {
    const { plugin } = await startAt(written('exporter', exporter(more), { file, manifest: CONFIG }))
    const { files } = await exportRows(plugin, 3)
    expect(files).toEqual([
      {
        path: 'costs.txt',
        media_type: 'text/plain',
        rows: 3,
        sha256: '6459e02986d5d02b4952d98914f04f2e1e6dba0912d4a52dde268fbf7b7a3bf5',
      },
    ])
  })
})

async function planOf(folder: string) {
  const { planPlugin, DEFAULT_SETTINGS } = await import('../../src/plugin-host/plan.ts')
  const found = await findPlugin(folder, { cwd: folder, configDir: folder, home: folder })
  const options = { configDir: folder, stateDir: tempFolder(), env: process.env, compileCache: null }
  return planPlugin(found, DEFAULT_SETTINGS, options)
}

describe('a plugin in TypeScript', () => {
  it('answers with the words of what its author threw, and lives on', async () => {
    const program = exporter().replace(
      'yield row.id',
      `if (row.id === 'r1') throw new Error('r1 is bad'); yield row.id`,
    )
    const { plugin, said } = await startAt(written('exporter', program))
    await expect(exportRows(plugin, 5000)).rejects.toThrow('plugin mine: export/costs failed: r1 is bad')
    expect((await exportRows(plugin, 1)).files).toHaveLength(1)
    expect(said()).toEqual([])
  })

  it('answers with what is wrong with a file that it told of, also while it writes on', async () => {
    const program = exporter().replace(
      'async *costs(rows, { options, ctx }) {',
      `async *costs(rows, { options, ctx, add }) {
    add({ path: 'gone.txt', media_type: 'text/plain', rows: 0 })
    await new Promise((resolve) => setTimeout(resolve, 200))`,
    )
    const { plugin, said } = await startAt(written('exporter', program))
    await expect(exportRows(plugin, 1)).rejects.toThrow(/^plugin mine: export\/costs failed: ENOENT: .*gone\.txt'$/)
    expect(said()).toEqual([])
  })

  it('says that it has no such call', async () => {
    const { plugin } = await startAt(written('exporter', exporter()))
    const body = { options: OPTIONS, out: tempFolder(), name: 's', data: { format: 'inline' as const, rows: [] } }
    await expect(plugin.call('export/sessions', body)).rejects.toMatchObject({ failure: 'unsupported' })
  })

  it('reads rows from the message, from a stream and from a file alike', async () => {
    const { plugin } = await startAt(written('exporter', exporter()))
    // Elsewhere than in JSON the sign in the first one ends a line.
    const rows = [{ id: 'a\u2028ä' }, { id: 'b' }] as never[]
    const inline = { options: OPTIONS, out: tempFolder(), name: 'c', data: { format: 'inline' as const, rows } }
    const { files } = await plugin.call('export/costs', inline)
    const path = writeText(join(tempFolder(), 'rows.ndjson'), linesOf(rows.map((row) => JSON.stringify(row))))
    const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex')
    const data = { format: 'ndjson' as const, path, rows: 2, sha256 }
    expect((await plugin.call('export/costs', { ...inline, out: tempFolder(), data })).files).toEqual(files)
    const other = { ...data, rows: 3 }
    await expect(plugin.call('export/costs', { ...inline, data: other })).rejects.toThrow(
      'not the one that was announced',
    )
  })

  it('keeps keys, logs, tells how far it is, and fetches what it was granted', async () => {
    const { server, origin } = await receiver()
    const program = `
import { defineNotifier, servePlugin } from 'rimuru/plugin-sdk'
await servePlugin(defineNotifier({
  ${WHO} levels: ['info', 'error'],
  async notify(notification, report, ctx) {
    const seen = Number((await ctx.kv.get('seen')) ?? 0) + 1
    await ctx.kv.set('seen', String(seen))
    await ctx.kv.set('other', 'x')
    await ctx.kv.delete('other')
    ctx.log('warning', 'sending', { seen })
    ctx.progress(1, 2, 'half')
    const answer = await ctx.fetch('${origin}/in', { method: 'POST', body: notification.title, headers: { 'x-mine': '1' } })
    return { delivered: answer.ok, id: answer.text(), detail: (await ctx.kv.list()).join() }
  },
}))
`
    const folder = written('notifier', program, { manifest: `[permissions]\nnetwork = ["${origin}"]\n` })
    const { plugin, lines, store } = await startAt(folder, { grants: { network: [origin] } })
    const progress: unknown[] = []
    const notify = (level: NotificationLevel) =>
      plugin.call(
        'notify',
        {
          notification: { title: 'Hello', message: '', level, metadata: {}, idempotency_key: 'k', files: [] },
          report: null,
        },
        { progress: (...told) => progress.push(told) },
      )
    expect(await notify('info')).toEqual({ delivered: true, id: 'got Hello', detail: 'seen' })
    expect(await notify('error')).toMatchObject({ delivered: true })
    expect(await notify('debug')).toEqual({
      delivered: false,
      skipped: true,
      detail: 'it does not want the level debug',
    })
    expect(await store.get('mine', 'seen')).toBe('2')
    expect(progress).toEqual([
      [1, 2, 'half'],
      [1, 2, 'half'],
    ])
    expect(lines.filter(({ source }) => source === 'log')).toMatchObject([
      { plugin: 'mine', level: 'warning', message: 'sending', fields: { seen: 1 } },
      { level: 'warning', fields: { seen: 2 } },
    ])
    server.close()
  })

  it('is refused what it was not granted, also behind a redirect', async () => {
    const { server, origin } = await receiver()
    const program = `
import { defineNotifier, servePlugin } from 'rimuru/plugin-sdk'
await servePlugin(defineNotifier({
  ${WHO}
  async notify(notification, report, ctx) {
    const answer = await ctx.fetch(notification.title)
    return { delivered: answer.ok }
  },
}))
`
    const folder = written('notifier', program, { manifest: `[permissions]\nnetwork = ["${origin}"]\n` })
    const { plugin } = await startAt(folder, { grants: { network: [origin] } })
    const fetch = (title: string) =>
      plugin.call('notify', {
        notification: { title, message: '', level: 'info', metadata: {}, idempotency_key: 'k', files: [] },
        report: null,
      })
    await expect(fetch('http://localhost:1/')).rejects.toThrow('http://localhost:1 is not granted')
    await expect(fetch(`${origin}/away`)).rejects.toThrow(
      'http://127.0.0.2 is not granted, and it was redirected there',
    )
    await expect(fetch('file:///etc/passwd')).rejects.toThrow('not an http address')
    await expect(fetch(origin.replace('http://', 'http://me:secret@'))).rejects.toThrow('a password in it')
    await expect(fetch(`${origin}/in`)).resolves.toEqual({ delivered: true })
    server.close()
  })

  it('sends numbers of an agent that are none as what they are, and not as nothing', async () => {
    const program = `
      import { defineAgent, servePlugin } from 'rimuru/plugin-sdk'
      const row = { identity: 'a', output_tokens: 1, input_tokens: NaN, web_searches: -Infinity }
      await servePlugin(defineAgent({
        id: 'made-up', name: 'Made up', version: '1.0.0', discover: () => [],
        *scan([count]) {
          for (let i = 0; i < Number(count); i += 1) yield row
          return { cursor: null, files: [] }
        },
      }))`
    const { plugin } = await startAt(written('agent', program))
    for (const count of [1, 150]) {
      const rows: unknown[] = []
      const takeRows = (more: readonly unknown[]): void => void rows.push(...more)
      const body = { dirs: [String(count)], cursor: null, out: null }
      const { usage = [] } = await plugin.call('agent/scan', body, { takeRows })
      const said = { identity: 'a', output_tokens: 1, input_tokens: 'NaN', web_searches: '-Infinity' }
      expect([...rows, ...usage]).toEqual(Array.from({ length: count }, () => said))
    }
  })

  it('streams what an agent scans, or puts a little of it into the answer', async () => {
    const program = `
import { defineAgent, servePlugin } from 'rimuru/plugin-sdk'
await servePlugin(defineAgent({
  ${WHO}
  discover: (dirs) => dirs.map((path) => ({ path, size: 1, mtime_ms: 2 })),
  *scan(dirs, cursor) {
    const from = cursor ?? 0
    const count = Number(dirs[0])
    for (let i = 0; i < count; i += 1) {
      yield { identity: String(from + i), session_id: 's', recorded_at: '2026-01-01T00:00:00Z', model: 'm', input_tokens: 1, output_tokens: 2, file: 'f' }
    }
    return { cursor: from + count, files: [] }
  },
}))
`
    const { plugin } = await startAt(written('agent', program))
    const scan = async (count: number, cursor: number | null) => {
      const rows: unknown[] = []
      const takeRows = (batch: readonly unknown[]): void => void rows.push(...batch)
      const answer = await plugin.call('agent/scan', { dirs: [String(count)], cursor, out: null }, { takeRows })
      return { ...answer, taken: rows.length + (answer.usage?.length ?? 0) }
    }
    expect(await scan(3, null)).toMatchObject({ rows: 3, taken: 3, cursor: 3 })
    expect(await scan(0, 3)).toMatchObject({ rows: 0, taken: 0, cursor: 3 })
    expect(await scan(10_000, 3)).toMatchObject({ rows: 10_000, taken: 10_000, cursor: 10_003 })
    expect(await plugin.call('agent/discover', { dirs: ['/a'] })).toEqual({
      files: [{ path: '/a', size: 1, mtime_ms: 2 }],
    })
  })

  it('renders a view and takes its actions, and answers hooks that it wants', async () => {
    const view = `
import { defineView, servePlugin } from 'rimuru/plugin-sdk'
await servePlugin(defineView({
  ${WHO}
  render: (context) => ({ view_type: 'panel', widgets: [{ widget_type: 'text', title: 'T', data: context.n }], actions: [{ id: 'more', label: 'More' }] }),
  action: (action, input) => ({ view_type: 'panel', widgets: [{ widget_type: 'text', title: action, data: input }], actions: [] }),
}))
`
    const { plugin } = await startAt(written('view', view))
    expect((await plugin.call('view/render', { context: { n: 7 } })).widgets).toMatchObject([{ data: 7 }])
    const body = { action: 'more', input: { a: 1 }, context: {} }
    expect((await plugin.call('view/action', body)).widgets).toMatchObject([{ title: 'more', data: { a: 1 } }])

    const hook = `
import { defineHook, servePlugin } from 'rimuru/plugin-sdk'
await servePlugin(defineHook({
  ${WHO} hooks: ['CostThreshold'],
  handle: (hook, data) => ({ action: 'block', status_code: 402, error_type: 'budget', message: hook + ' ' + data }),
}))
`
    const { plugin: hooked } = await startAt(written('hook', hook))
    const ask = (name: string) => hooked.call('hook', { hook: name, data: 5, metadata: {} })
    expect(await ask('CostThreshold')).toMatchObject({ action: 'block', message: 'CostThreshold 5' })
    expect(await ask('SessionStart')).toEqual({ action: 'passthrough' })
  })

  it('speaks to a host of the base protocol on a socket of its own', async () => {
    const manifest = `${CONFIG}[runtime]\ntransport = "socket"\n`
    const started: Started = await startAt(written('exporter', exporter(), { manifest }))
    const { files } = await exportRows(started.plugin, 250)
    expect(files).toMatchObject([{ path: 'costs.txt', rows: 250 }])
    expect(await started.plugin.stop()).toEqual({ clean: true, leftovers: 0, restarts: 0 })
  })

  it('answers that its answer is too large instead of nothing', async () => {
    const program = `
import { defineView, servePlugin } from 'rimuru/plugin-sdk'
await servePlugin(defineView({
  ${WHO}
  render: () => ({ view_type: 'x'.repeat(2 << 20), widgets: [], actions: [] }),
}))
`
    const { plugin } = await startAt(written('view', program))
    await expect(plugin.call('view/render', { context: {} })).rejects.toThrow(/larger than the 1048576 of a message/)
  })

  it('is told that what it would be given is too large', async () => {
    const { plugin, said } = await startAt(written('exporter', exporter()))
    const rows = Array.from({ length: 9 }, () => ({ id: 'x'.repeat(2 << 20) })) as never[]
    const body = { options: OPTIONS, out: tempFolder(), name: 'c', data: { format: 'inline' as const, rows } }
    await expect(plugin.call('export/costs', body)).rejects.toThrow(/larger than the 16777216 of a message/)
    expect(said()).toEqual([])
  })

  it('stops in the middle of a call when the caller gives up', async () => {
    const program = exporter().replace('for await', 'await new Promise(() => {}); for await')
    const { plugin } = await startAt(written('exporter', program))
    const controller = new AbortController()
    const call = exportRows(plugin, 1, { signal: controller.signal })
    controller.abort(new Error('Ctrl-C'))
    await expect(call).rejects.toThrow('Ctrl-C')
  })
})

const OPTIONS = { include_headers: true, date_format: null, timezone: 'UTC', fields: null, pretty: false }

async function receiver() {
  const server = createServer((request, response) => {
    if (request.url === '/away') return response.writeHead(302, { location: 'http://127.0.0.2/' }).end()
    let body = ''
    request.on('data', (piece) => (body += String(piece)))
    request.on('end', () => response.end(`got ${body}`))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}
