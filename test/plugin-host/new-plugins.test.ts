import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { describe, expect, onTestFinished, test } from 'vitest'
import { findPlugin } from '../../src/plugin-host/find.ts'
import { memoryStore } from '../../src/plugin-host/memory-store.ts'
import { DEFAULT_SETTINGS, planPlugin } from '../../src/plugin-host/plan.ts'
import { startPlugin } from '../../src/plugin-host/running-plugin.ts'
import type { RunningPlugin } from '../../src/plugin-host/types.ts'
import { PLUGIN_KINDS } from '../../src/plugin-sdk/types.ts'
import type { PluginKind } from '../../src/plugin-sdk/types.ts'
import { runCli } from '../helpers/cli.ts'
import { linesOf, tempFolder, writeText } from '../helpers/folders.ts'

/** A plugin as `rimuru plugins new` writes it, running. */
async function newPlugin(kind: PluginKind, lang: string): Promise<RunningPlugin> {
  const cwd = tempFolder()
  const { code } = await runCli(['plugins', 'new', 'mine', '--kind', kind, '--lang', lang], { home: cwd })
  expect(code).toBe(0)
  const found = await findPlugin('mine', { cwd, configDir: cwd, home: cwd })
  const options = { configDir: cwd, stateDir: join(cwd, 'state'), env: { PATH: process.env.PATH }, compileCache: null }
  const plan = await planPlugin(found, DEFAULT_SETTINGS, options)
  const plugin = startPlugin(plan, { store: memoryStore(), runId: 'test', log: () => undefined })
  onTestFinished(() => plugin.stop().then(() => undefined))
  expect(await plugin.call('check', { config: plan.config })).toEqual({ ok: true, problems: [] })
  return plugin
}

const hasPython = spawnSync('python3', ['--version']).status === 0

describe.each([
  ['TypeScript', 'ts', true],
  ['Python (needs python3)', 'python', hasPython],
])('written in %s', (_, lang, possible) => {
  const it = test.skipIf(!possible)

  it('a new exporter writes a file', async () => {
    const plugin = await newPlugin('exporter', lang)
    const out = tempFolder()
    const options = { include_headers: true, date_format: null, timezone: 'UTC', fields: null, pretty: false }
    const data = { format: 'inline' as const, rows: [] }
    const { files } = await plugin.call('export/sessions', { options, data, out, name: 'sessions' })
    expect(files).toMatchObject([{ path: 'sessions.txt', rows: 0 }])
    expect(readFileSync(join(out, 'sessions.txt'), 'utf8')).toBe('')
  })

  it('a new notifier delivers', async () => {
    const plugin = await newPlugin('notifier', lang)
    const notification = {
      title: 'Costs',
      message: '',
      level: 'info' as const,
      metadata: {},
      idempotency_key: 'k1',
      files: [],
    }
    expect(await plugin.call('notify', { notification, report: null })).toMatchObject({ delivered: true, id: 'k1' })
    expect(await plugin.call('notify/test', {})).toMatchObject({ delivered: true })
  })

  it('a new agent reads logs, and each of them once', async () => {
    const plugin = await newPlugin('agent', lang)
    const folder = tempFolder()
    const record = { id: 'r1', session: 's1', time: '2026-11-01T10:00:00Z', model: 'made-up', input: 10, output: 2 }
    const path = writeText(join(folder, 'log.jsonl'), linesOf([JSON.stringify(record), 'no json']))
    const dirs = [folder]
    expect((await plugin.call('agent/discover', { dirs })).files).toMatchObject([{ path }])
    const first = await plugin.call('agent/scan', { dirs, cursor: null, out: null })
    expect(first.usage).toMatchObject([{ identity: 'r1', input_tokens: 10, file: path }])
    expect(first).toMatchObject({ rows: 1, problems: [{ file: path, kind: 'bad-line', detail: 'line 2 is no JSON' }] })
    expect(await plugin.call('agent/scan', { dirs, cursor: first.cursor, out: null })).toMatchObject({ rows: 0 })
  })

  it('a new view renders, and takes its action', async () => {
    const plugin = await newPlugin('view', lang)
    expect((await plugin.call('view/render', { context: {} })).widgets).toHaveLength(1)
    const asked = await plugin.call('view/action', { action: 'refresh', input: {}, context: {} })
    expect(asked.widgets[0]!.data).toEqual({ text: 'You asked for refresh' })
  })

  it('a new hook lets everything pass', async () => {
    const plugin = await newPlugin('hook', lang)
    const answer = await plugin.call('hook', { hook: 'CostThreshold', data: { threshold: 10 }, metadata: {} })
    expect(answer).toMatchObject({ action: 'passthrough' })
  })

  it.each(PLUGIN_KINDS)('a new plugin of kind %s passes its check', async (kind) => {
    const home = tempFolder()
    await runCli(['plugins', 'new', 'mine', '--kind', kind, '--lang', lang], { home })
    const { stdout, code } = await runCli(['plugins', 'check', 'mine', '--send'], { home })
    expect(stdout).toContain(`mine, 0.1.0, ${kind}: it does what it should`)
    expect(stdout).not.toContain('FAILED')
    expect(code).toBe(0)
  })
})
