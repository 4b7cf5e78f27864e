import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PLUGIN_KINDS } from '../../src/plugin-sdk/types.ts'
import type { PluginKind } from '../../src/plugin-sdk/types.ts'
import { tempFolder } from '../helpers/folders.ts'
import { commandFor, startOn } from './any-host.ts'
import type { Carrier, Language, Spoken } from './any-host.ts'
import { PYTHON, TYPESCRIPT } from './conformance-programs.ts'
import { hasPython, pythonEnv } from './python-host.ts'

const PROGRAMS = { TypeScript: TYPESCRIPT, Python: PYTHON }
const LANGUAGES: readonly Language[] = ['TypeScript', 'Python']
const CARRIERS: readonly Carrier[] = ['fd 3', 'a socket']

/** The same tests of both languages, as far as both are here. */
function eachLanguage(what: (language: string) => string, tests: (language: Language) => void): void {
  for (const language of LANGUAGES) {
    const needs = language === 'Python' ? ' (needs python3)' : ''
    describe.skipIf(language === 'Python' && !hasPython)(what(language) + needs, () => tests(language))
  }
}

const CAPABILITIES: Readonly<Record<PluginKind, readonly string[]>> = {
  exporter: ['check', 'export/costs', 'export/report'],
  notifier: ['check', 'notify'],
  agent: ['check', 'agent/discover', 'agent/scan'],
  view: ['check', 'view/render'],
  hook: ['check', 'hook'],
}

eachLanguage(
  (language) => `a plugin in ${language}`,
  (language) => {
    it.each(PLUGIN_KINDS)('says who it is: %s', (kind) => {
      const [command, ...args] = commandFor(language, PROGRAMS[language][kind])
      const { stdout, status } = spawnSync(command, [...args, '--metadata'], { env: pythonEnv(), encoding: 'utf8' })
      expect(status).toBe(0)
      expect(JSON.parse(stdout)).toEqual({
        id: 'same',
        name: 'Same',
        version: '1.0.0',
        author: 'A',
        icon: 'i',
        route: '/same',
        kind,
        protocol: '^1.0.0',
        capabilities: CAPABILITIES[kind],
      })
    })

    it('says how it is started when it is not', () => {
      const [command, ...args] = commandFor(language, PROGRAMS[language].hook)
      const { stderr, stdout, status } = spawnSync(command, args, { env: pythonEnv(), encoding: 'utf8' })
      expect([status, stdout]).toEqual([2, ''])
      expect(stderr).toBe('same is a plugin of Rimuru: it is started by `rimuru`, or with --metadata\n')
    })
  },
)

/** What is asked, and what both must answer. */
const notify = (title: string, level: string, report: object | null = null) => ({
  notification: { title, message: '', level, metadata: {}, idempotency_key: 'k' },
  report,
})
const error = (message: string) => ({ error: { message } })
const hook = (name: string, data: unknown) => ({ hook: name, data, metadata: { m: 1 } })
const CALLS: readonly (readonly [PluginKind, string, unknown, number, unknown])[] = [
  ['notifier', 'check', { config: { url: 'u' } }, 200, { ok: true, problems: [] }],
  ['notifier', 'check', { config: {} }, 200, { ok: false, problems: [{ path: 'url', message: 'is missing' }] }],
  ['notifier', 'notify', notify('t', 'error'), 200, { delivered: true, id: 't', detail: null }],
  ['notifier', 'notify', notify('t', 'error', { title: 'r' }), 200, { delivered: true, id: 't', detail: 'r' }],
  [
    'notifier',
    'notify',
    notify('t', 'info'),
    200,
    { delivered: false, skipped: true, detail: 'it does not want the level info' },
  ],
  ['notifier', 'notify', notify('fail', 'error'), 500, error('nobody is there')],
  ['notifier', 'notify/test', {}, 404, error('there is nothing at POST /rimuru/v1/notify/test')],
  ['notifier', 'hook', {}, 404, error('there is nothing at POST /rimuru/v1/hook')],
  ['notifier', 'notify', [], 500, error('the body of the call is no object')],
  ['agent', 'check', { config: {} }, 200, { ok: true, problems: [] }],
  ['agent', 'agent/discover', { dirs: ['/a'] }, 200, { files: [{ path: '/a', size: 1, mtime_ms: 2 }] }],
  [
    'agent',
    'agent/scan',
    { dirs: [], cursor: 2, out: null },
    200,
    { cursor: 3, files: [], problems: [], rows: 1, usage: [{ identity: '2', file: 'f' }] },
  ],
  ['view', 'view/render', { context: { n: 1 } }, 200, { view_type: 'v', widgets: [], actions: [], context: { n: 1 } }],
  ['view', 'view/action', { action: 'a' }, 404, error('there is nothing at POST /rimuru/v1/view/action')],
  ['view', 'view/render', { context: { large: true } }, 500, expect.anything()],
  ['hook', 'hook', hook('A', 1), 200, { action: 'modify', data: ['A', 1, { m: 1 }, { c: 1 }, 'run-1'] }],
  ['hook', 'hook', hook('A', 'null'), 200, null],
  ['hook', 'hook', hook('B', 1), 200, { action: 'passthrough' }],
  ['hook', 'hook', hook('A', 'kv'), 200, { action: 'modify', data: ['é', null, ['a', 'b'], ['b']] }],
]

const tellInit = (plugin: Spoken): Promise<void> =>
  plugin.tell({
    type: 'lifecycle',
    request_id: null,
    payload: { type: 'lifecycle', action: 'init', config: { c: 1 }, run_id: 'run-1', data_dir: tempFolder() },
  })

async function call(plugin: Spoken, path: string, body: string | null, method = 'POST') {
  const request = { method, path, headers: {}, body }
  const payload = { type: 'http', request_id: 'h1', payload: request }
  const answer = await plugin.ask({ type: 'http', request_id: 'h1', payload })
  return { status: answer.status, headers: answer.headers, body: JSON.parse(answer.body) }
}

eachLanguage(
  (language) => `a call of a plugin in ${language}`,
  (language) => {
    describe.each(CARRIERS)('on %s', (carrier) => {
      const start = async (kind: PluginKind): Promise<Spoken> => {
        const plugin = await startOn(carrier, commandFor(language, PROGRAMS[language][kind]))
        await tellInit(plugin)
        return plugin
      }

      it.each(['notifier', 'agent', 'view', 'hook'] as const)('answers every call as it should: %s', async (kind) => {
        const plugin = await start(kind)
        for (const [, name, body, status, answer] of CALLS.filter(([of]) => of === kind)) {
          const headers = { 'content-type': 'application/json' }
          expect(await call(plugin, `/rimuru/v1/${name}`, JSON.stringify(body)), name).toEqual({
            status,
            headers,
            body: answer,
          })
        }
      })

      it('writes the file of an export, and says which', async () => {
        const plugin = await start('exporter')
        const out = tempFolder()
        const options = { include_headers: true, date_format: null, timezone: 'UTC', fields: null, pretty: false }
        const data = { format: 'inline', rows: [{ id: 'a' }, { id: 'é' }] }
        const costs = await call(plugin, '/rimuru/v1/export/costs', JSON.stringify({ options, data, out, name: 'c' }))
        expect(costs.body).toEqual({
          files: [
            {
              path: 'c.txt',
              media_type: 'text/plain',
              rows: 2,
              sha256: '3b8e79201784bc682391208841e1a8828ef127e472db56268550ec614ae629b8',
            },
          ],
        })
        expect(readFileSync(join(out, 'c.txt'), 'utf8')).toBe('a\né\n')
        const report = { title: 'T', sections: [{ rows: [1, 2] }, { rows: [3] }] }
        const told = await call(
          plugin,
          '/rimuru/v1/export/report',
          JSON.stringify({ options, data: report, out, name: 'r' }),
        )
        expect(told.body.files).toMatchObject([{ path: 'r.txt', rows: 3 }])
        expect((await call(plugin, '/rimuru/v1/export/sessions', '{}')).status).toBe(404)
        const columns = { options, data: { format: 'parquet', path: '', rows: 0, sha256: '' }, out, name: 'p' }
        const refused = await call(plugin, '/rimuru/v1/export/costs', JSON.stringify(columns))
        expect(refused).toMatchObject({ status: 500, body: error('rows as parquet are not understood') })
      })

      it('answers what it does not understand, and lives on', async () => {
        const plugin = await start('hook')
        expect(await call(plugin, '/rimuru/v1/hook', null, 'GET')).toMatchObject({
          status: 404,
          body: error('there is nothing at GET /rimuru/v1/hook'),
        })
        expect((await call(plugin, '/other', null)).body).toEqual(error('there is nothing at POST /other'))
        expect((await call(plugin, '/rimuru/v1/hook', '{')).status).toBe(500)
        expect((await plugin.ask({ type: 'http', request_id: 'h2', payload: null })).status).toBe(404)
        expect((await plugin.ask({ type: 'http', request_id: 'h3', payload: { payload: null } })).status).toBe(404)
        const odd = { type: 'http', request_id: 'h5', payload: { payload: { method: 'POST', path: 7 } } }
        expect((await plugin.ask(odd)).status).toBe(404)
        expect(JSON.stringify(await plugin.ask({ type: 'strange', request_id: 'h4', payload: {} }))).toContain(
          'messages of type strange are not understood',
        )
        await plugin.tell({ type: 'strange', request_id: null, payload: null })
        await plugin.tell({ type: 'lifecycle', request_id: null, payload: null })
        await plugin.tell({ type: 'lifecycle', request_id: null, payload: { action: 'dance' } })
        expect((await call(plugin, '/rimuru/v1/check', '{}')).body).toEqual({ ok: true, problems: [] })
      })

      it('says where it was thrown in its log, and in the answer only what', async () => {
        const plugin = await start('notifier')
        await call(plugin, '/rimuru/v1/notify', JSON.stringify(notify('fail', 'error')))
        await plugin.tell({ type: 'lifecycle', request_id: null, payload: { type: 'lifecycle', action: 'shutdown' } })
        expect(await plugin.exit).toBe(0)
        expect(plugin.stderr()).toMatch(/nobody is there/)
        expect(plugin.stderr()).toMatch(/main\.(ts|py)/)
      })
    })
  },
)

eachLanguage(
  (language) => `keys of a plugin in ${language} that a host asks for on a socket`,
  (language) => {
    it('are got, set, deleted and listed', async () => {
      const plugin = await startOn('a socket', commandFor(language, PROGRAMS[language].hook))
      await tellInit(plugin)
      const kv = (payload: object | null): Promise<unknown> =>
        plugin.ask({ type: 'kv', request_id: 'k1', payload: { type: 'kv', request_id: 'k1', payload } })
      expect(await kv({ action: 'get', key: 'a' })).toEqual({ value: null })
      await kv({ action: 'set', key: 'a', value: '漢' })
      await kv({ action: 'set', key: '__proto__', value: 'odd' })
      expect(await kv({ action: 'get', key: 'a' })).toEqual({ value: '漢' })
      expect(await kv({ action: 'get', key: '__proto__' })).toEqual({ value: 'odd' })
      expect(await kv({ action: 'list' })).toEqual({ keys: ['__proto__', 'a'] })
      await kv({ action: 'delete', key: '__proto__' })
      expect(await kv({ action: 'list', prefix: '' })).toEqual({ keys: ['a'] })
      const refused = { error: { code: 'invalid', message: 'the actions of kv are get, set, delete and list' } }
      expect(await kv({ action: 'dance' })).toEqual(refused)
      expect(await kv(null)).toEqual(refused)
    })
  },
)
