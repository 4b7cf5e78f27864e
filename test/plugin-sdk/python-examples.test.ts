import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { pluginIn } from '../../src/plugin-host/find.ts'
import { memoryStore } from '../../src/plugin-host/memory-store.ts'
import { DEFAULT_SETTINGS, planPlugin } from '../../src/plugin-host/plan.ts'
import type { PluginSettings } from '../../src/plugin-host/plan.ts'
import { startPlugin } from '../../src/plugin-host/running-plugin.ts'
import type { LogLine, RunningPlugin } from '../../src/plugin-host/types.ts'
import type { CostRecord, Report } from '../../src/plugin-sdk/types.ts'
import { copyOf, tempFolder, writeText } from '../helpers/folders.ts'
import { hasPython } from './python-host.ts'

const EXAMPLES = fileURLToPath(new URL('../../plugins/examples/', import.meta.url))
const OPTIONS = { include_headers: true, date_format: null, timezone: 'UTC', fields: null, pretty: false }

interface Started {
  readonly plugin: RunningPlugin
  readonly logged: LogLine[]
}

/** As the program starts it. */
async function start(
  name: string,
  given: Partial<PluginSettings> = {},
  folder = EXAMPLES,
  env: Readonly<Record<string, string>> = {},
): Promise<Started> {
  const settings = { ...DEFAULT_SETTINGS, ...given }
  const places = { configDir: folder, stateDir: tempFolder(), env: { ...process.env, ...env }, compileCache: null }
  const plan = await planPlugin(pluginIn(folder, name), settings, places)
  const logged: LogLine[] = []
  const plugin = startPlugin(plan, { store: memoryStore(), runId: 'run-1', log: (line) => logged.push(line) })
  onTestFinished(async () => void (await plugin.stop()))
  return { plugin, logged }
}

const record = (id: string, more: Partial<CostRecord> = {}): CostRecord => ({
  id,
  session_id: 's',
  agent_id: 'acorn',
  model_name: 'acorn-large',
  provider: null,
  recorded_at: '2026-01-31T10:00:00.000Z',
  requests: 1,
  web_searches: 0,
  service_tier: 'standard',
  project: null,
  git_branch: null,
  host: 'h',
  user: 'u',
  subagent: false,
  quality: 'exact',
  cost_usd: '0.5',
  input_tokens: 1,
  output_tokens: 2,
  cache_read_tokens: 0,
  cache_write_5m_tokens: 0,
  cache_write_1h_tokens: 0,
  reasoning_tokens: 0,
  total_tokens: 3,
  ...more,
})

async function* batchesOf(rows: readonly object[]): AsyncGenerator<readonly string[]> {
  for (let at = 0; at < rows.length; at += 100) yield rows.slice(at, at + 100).map((row) => JSON.stringify(row))
}

/** What an exporter writes of these records, as text. */
async function exported(
  { plugin }: Started,
  rows: readonly CostRecord[],
  options: { readonly fields?: readonly string[] } = {},
): Promise<string> {
  const out = tempFolder()
  const body = { options: { ...OPTIONS, ...options }, data: { format: 'stream' } as const, out, name: 'costs' }
  const { files } = await plugin.call('export/costs', body, { rows: batchesOf(rows) })
  expect(files.map((file) => file.rows)).toEqual([rows.length])
  return readFileSync(join(out, files[0]!.path), 'utf8')
}

describe('the example xml-exporter', () => {
  it('writes an element for each record, and a text that is XML whatever is in it', async () => {
    const started = await start('xml-exporter', { config: { root: 'costs' } })
    const rows = [record('a', { project: `<&">'\u0007\u{1f600}` }), record('b', { subagent: true })]
    expect(await exported(started, rows, { fields: ['id', 'project', 'cost_usd', 'subagent'] })).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>
<costs>
  <cost id="a" project="&lt;&amp;&quot;&gt;'\ufffd\u{1f600}" cost_usd="0.5" subagent="false"/>
  <cost id="b" cost_usd="0.5" subagent="true"/>
</costs>
`,
    )
    expect(await exported(started, [])).toBe('<?xml version="1.0" encoding="UTF-8"?>\n<costs>\n</costs>\n')
  })

  it('writes sessions too', async () => {
    const { plugin } = await start('xml-exporter')
    const out = tempFolder()
    const data = { format: 'inline', rows: [{ id: 's1', models: ['a', 'b'] } as never] } as const
    await plugin.call('export/sessions', { options: OPTIONS, data, out, name: 'sessions' })
    expect(readFileSync(join(out, 'sessions.xml'), 'utf8')).toContain('  <session id="s1" models="a,b"/>\n')
  })
})

describe.skipIf(!hasPython)('the example ndjson-exporter (needs python3)', () => {
  it('writes a line for each of many records, the same that came', async () => {
    const rows = Array.from({ length: 1_234 }, (_, i) => record(`id ${i}`, { project: '}\u2028{"\u00fc\n' }))
    const text = await exported(await start('ndjson-exporter'), rows)
    const lines = text.trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line))).toEqual(rows)
  })

  it('writes the fields that are wanted, in their order', async () => {
    const started = await start('ndjson-exporter')
    const fields = ['cost_usd', 'project']
    const text = await exported(started, [record('a', { project: '\u00fc' }), record('b')], { fields })
    expect(text).toBe('{"cost_usd":"0.5","project":"\u00fc"}\n{"cost_usd":"0.5","project":null}\n')
  })

  it('writes a line for each row of a report', async () => {
    const { plugin } = await start('ndjson-exporter')
    const section = (id: string, rows: object[]) => ({ id, title: id, note: null, columns: [], rows, totals: null })
    const report = { sections: [section('days', [{ day: 1 }, { day: 2 }]), section('models', [{ model: 'm' }])] }
    const out = tempFolder()
    const { files } = await plugin.call('export/report', {
      options: OPTIONS,
      data: report as unknown as Report,
      out,
      name: 'report',
    })
    expect(files.map(({ path, rows }) => [path, rows])).toEqual([['report.ndjson', 3]])
    expect(readFileSync(join(out, 'report.ndjson'), 'utf8')).toBe(
      '{"section":"days","day":1}\n{"section":"days","day":2}\n{"section":"models","model":"m"}\n',
    )
  })
})

describe.skipIf(!hasPython)('the example jsonl-agent (needs python3)', () => {
  const line = (id: string) =>
    `{"id":"${id}","chat":"c1","at":"2026-01-31T10:00:00Z","model":"acorn-large","in":12,"out":3}\n`
  const scan = async (plugin: RunningPlugin, dirs: readonly string[], cursor: unknown) => {
    const answer = await plugin.call('agent/scan', { dirs, cursor: cursor as null, out: null })
    return { ...answer, ids: answer.usage!.map(({ identity }) => identity) }
  }

  it('reads each request once: what is new comes with the next scan', async () => {
    const { plugin } = await start('jsonl-agent')
    const folder = tempFolder()
    const dirs = [folder]
    const path = writeText(join(folder, 'deep', 'chat.jsonl'), `${line('a1')}${line('a2')}${line('a3').slice(0, 20)}`)
    writeText(join(folder, 'notes.txt'), 'no log')
    const { files } = await plugin.call('agent/discover', { dirs })
    expect(files.map((file) => [file.path, file.size])).toEqual([[path, readFileSync(path).length]])

    const first = await scan(plugin, dirs, null)
    expect(first).toMatchObject({ rows: 2, ids: ['a1', 'a2'], problems: [], files })
    expect(first.usage![1]).toEqual({
      identity: 'a2',
      session_id: 'c1',
      recorded_at: '2026-01-31T10:00:00Z',
      model: 'acorn-large',
      provider: 'acorn',
      input_tokens: 12,
      output_tokens: 3,
      file: path,
      offset: line('a1').length,
    })
    writeFileSync(path, `${line('a1')}${line('a2')}${line('a3')}`)
    const second = await scan(plugin, dirs, first.cursor)
    expect(second.ids).toEqual(['a3'])
    expect((await scan(plugin, dirs, second.cursor)).ids).toEqual([])
    writeFileSync(path, line('b1'))
    expect((await scan(plugin, dirs, second.cursor)).ids).toEqual(['b1'])
  })

  it('tells of lines that it cannot read, and reads the others', async () => {
    const { plugin } = await start('jsonl-agent')
    const folder = tempFolder()
    const path = writeText(join(folder, 'chat.jsonl'), `no json\n${line('a1')}[]\n{"id":"a2"}\n`)
    const { ids, problems } = await scan(plugin, [folder], null)
    expect(ids).toEqual(['a1'])
    const offsets = [0, 8 + line('a1').length, 11 + line('a1').length]
    expect(problems.map(({ file, kind, offset }) => [file, kind, offset])).toEqual(
      offsets.map((offset) => [path, 'bad-line', offset]),
    )
  })
})

describe('the example webhook-notifier', () => {
  const notification = {
    title: 'T',
    message: 'M',
    level: 'info',
    metadata: {},
    idempotency_key: 'k1',
    files: [],
  } as const

  /** A receiver, and a copy of the example that asks for its origin. */
  async function receiver(status: number) {
    const requests: object[] = []
    const server = createServer((request, response) => {
      let body = ''
      request.setEncoding('utf8').on('data', (text: string) => (body += text))
      request.on('end', () => {
        const { authorization, 'idempotency-key': key } = request.headers
        requests.push({ method: request.method, url: request.url, authorization, key, body: JSON.parse(body) })
        response.writeHead(status).end('done')
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const folder = copyOf(EXAMPLES)
    const manifest = join(folder, 'webhook-notifier', 'plugin.toml')
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('https://hooks.example.com', origin))
    return { requests, origin, folder, url: `${origin}/in` }
  }

  it('posts to a receiver whose origin was granted, with the token that was granted', async () => {
    const { requests, origin, folder, url } = await receiver(200)
    const grants = { network: [origin], env: ['WEBHOOK_TOKEN'] }
    const secret = { WEBHOOK_TOKEN: 'secret' }
    const { plugin, logged } = await start('webhook-notifier', { config: { url }, grants }, folder, secret)
    expect(await plugin.call('check', { config: { url } })).toEqual({ ok: true, problems: [] })
    const report = { totals: { cost_usd: '1' } } as unknown as Report
    expect(await plugin.call('notify', { notification, report })).toEqual({ delivered: true, detail: null })
    expect(await plugin.call('notify/test', {})).toEqual({ delivered: true, detail: null })
    expect(requests).toEqual([
      {
        method: 'POST',
        url: '/in',
        authorization: 'Bearer secret',
        key: 'k1',
        body: { title: 'T', message: 'M', level: 'info', totals: { cost_usd: '1' } },
      },
      expect.objectContaining({ key: 'test' }),
    ])
    expect(logged.map(({ source, message }) => [source, message])).toContainEqual(['log', 'the receiver answered 200'])
  })

  it('says that nothing was delivered, and fails where the origin was not granted', async () => {
    const { requests, origin, folder, url } = await receiver(503)
    const refused = await start('webhook-notifier', { config: { url } }, folder)
    await expect(refused.plugin.call('notify', { notification, report: null })).rejects.toThrow(
      `notify failed: ${origin} is not granted`,
    )
    expect(requests).toEqual([])
    const granted = await start('webhook-notifier', { config: { url }, grants: { network: [origin] } }, folder)
    const detail = 'the receiver answered 503'
    expect(await granted.plugin.call('notify', { notification, report: null })).toEqual({ delivered: false, detail })
  })
})
