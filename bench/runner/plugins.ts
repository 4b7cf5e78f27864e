import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { findPlugin } from '../../src/plugin-host/find.ts'
import { memoryStore } from '../../src/plugin-host/memory-store.ts'
import { DEFAULT_SETTINGS, planPlugin } from '../../src/plugin-host/plan.ts'
import { startPlugin } from '../../src/plugin-host/running-plugin.ts'
import type { RunningPlugin } from '../../src/plugin-host/types.ts'
import type { AimedFigure } from './results.ts'
import { median } from './statistics.ts'

const ROOT = join(import.meta.dirname, '../..')
const TYPESCRIPT = join(ROOT, 'plugins/csv')
const PYTHON = join(ROOT, 'plugins/examples/ndjson-exporter')
const STARTS = 15
const ROWS = 100_000
/** A version manager's `python3` is a script that looks for the real one for longer than all of a start takes. */
const ENV = { ...process.env, PATH: `${dirname(interpreter('python3'))}${delimiter}${process.env.PATH}` }
const ROUNDS = 5

/** What plugins cost: calls, rows and starts. `home`: logs for the run that starts seven of them. */
export async function measurePlugins(home: string | undefined): Promise<AimedFigure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'rimuru-bench-plugins-'))
  try {
    const start = (path: string, transport?: 'socket'): Promise<RunningPlugin> => started(path, folder, transport)
    return [
      await calls('small calls a second, TypeScript on fd 3', () => start(TYPESCRIPT), 10_000, 20_000),
      await calls('small calls a second, Python on fd 3', () => start(PYTHON), 10_000),
      await calls('small calls a second, TypeScript on a socket', () => start(TYPESCRIPT, 'socket'), 1_000),
      ...(await rows('sessions to csv, TypeScript', () => start(TYPESCRIPT), folder)),
      ...(await rows('sessions to NDJSON, Python', () => start(PYTHON), folder)),
      await starts('start to first answer, TypeScript', () => start(TYPESCRIPT)),
      await starts('start to first answer, Python', () => start(PYTHON)),
      bare('node that does nothing', process.execPath, '-e'),
      bare('python3 that does nothing', 'python3', '-c'),
      ...(home === undefined ? [] : [sevenExporters(home, folder)]),
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function started(path: string, stateDir: string, transport?: 'socket'): Promise<RunningPlugin> {
  const found = await findPlugin(path, { cwd: stateDir, configDir: stateDir, home: stateDir })
  const { manifest } = found
  const runtime = { ...manifest.runtime, ...(transport ? { transport } : {}) }
  const plan = await planPlugin({ ...found, manifest: { ...manifest, runtime } }, DEFAULT_SETTINGS, {
    configDir: stateDir,
    stateDir,
    env: ENV,
    compileCache: join(stateDir, 'compile-cache'),
  })
  return startPlugin(plan, { store: memoryStore(), runId: 'bench', log: () => undefined })
}

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now()
  await work()
  return (performance.now() - began) / 1000
}

const check = (plugin: RunningPlugin): Promise<unknown> => plugin.call('check', { config: {} })

async function calls(
  what: string,
  start: () => Promise<RunningPlugin>,
  count: number,
  target?: number,
): Promise<AimedFigure> {
  const plugin = await start()
  await check(plugin)
  const rates: number[] = []
  for (let i = 0; i < ROUNDS; i += 1) {
    rates.push(count / (await timed(() => Promise.all(Array.from({ length: count }, () => check(plugin))))))
  }
  await plugin.stop()
  return { what, value: median(rates), unit: '/s', ...(target === undefined ? {} : { atLeast: target }) }
}

const SESSION = {
  agent_id: 'claude-code',
  parent_id: null,
  project: 'shop-api',
  git_branch: 'main',
  status: 'completed',
  started_at: '2026-11-02T09:38:06.268Z',
  ended_at: '2026-11-02T10:08:06.268Z',
  models: ['claude-sonnet-4-5', 'claude-haiku-4-5'],
  requests: 12,
  input_tokens: 1234,
  output_tokens: 888,
  cache_read_tokens: 319_380,
  cache_write_5m_tokens: 0,
  cache_write_1h_tokens: 2354,
  reasoning_tokens: 126,
  total_tokens: 323_856,
  cost_usd: '0.0215038',
  unpriced_requests: 0,
}

async function* sessions(): AsyncGenerator<readonly string[]> {
  for (let i = 0; i < ROWS; i += 2000) {
    yield Array.from({ length: 2000 }, (_, n) => JSON.stringify({ id: `session-${i + n}`, ...SESSION }))
  }
}

async function rows(what: string, start: () => Promise<RunningPlugin>, folder: string): Promise<AimedFigure[]> {
  const options = { include_headers: false, date_format: null, timezone: 'UTC', fields: null, pretty: false }
  const plugin = await start()
  await check(plugin)
  const times: number[] = []
  const growth: number[] = []
  for (let i = 0; i < ROUNDS; i += 1) {
    const out = join(folder, `${plugin.id}-${i}`)
    mkdirSync(out)
    const before = process.memoryUsage.rss()
    let highest = before
    const watch = setInterval(() => (highest = Math.max(highest, process.memoryUsage.rss())), 5)
    const body = { options, out, name: 'sessions', data: { format: 'stream' as const } }
    times.push(
      await timed(async () => {
        const { files } = await plugin.call('export/sessions', body, { rows: sessions() })
        const lines = readFileSync(join(out, files[0]!.path), 'utf8').trimEnd().split('\n').length
        if (files[0]!.rows !== ROWS || lines !== ROWS) throw new Error(`${what}: ${lines} rows of ${ROWS} came out`)
      }),
    )
    clearInterval(watch)
    growth.push((highest - before) / 1e6)
  }
  await plugin.stop()
  return [
    { what: `${ROWS.toLocaleString('en-US')} ${what}`, value: median(times), unit: 's', below: 1 },
    // The first round also loads code and grows the heap to what it needs.
    { what: `growth of the host meanwhile, after the first time`, value: Math.max(...growth.slice(1)), unit: 'MB' },
  ]
}

async function starts(what: string, start: () => Promise<RunningPlugin>): Promise<AimedFigure> {
  const times: number[] = []
  for (let i = 0; i < STARTS; i += 1) {
    let plugin: RunningPlugin | undefined
    times.push(await timed(async () => check((plugin = await start()))))
    await plugin?.stop()
  }
  return { what, value: median(times), unit: 's', below: 0.08 }
}

/** What a start takes at least on this machine. */
function bare(what: string, program: string, flag: string): AimedFigure {
  const times: number[] = []
  for (let i = 0; i < STARTS; i += 1) {
    const began = performance.now()
    spawnSync(program, [flag, '0'], { env: ENV })
    times.push((performance.now() - began) / 1000)
  }
  return { what, value: median(times), unit: 's' }
}

function interpreter(name: string): string {
  const { stdout } = spawnSync(name, ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' })
  return stdout.trim()
}

/** A cold load with and without seven exporters that get ready meanwhile, in turn. */
function sevenExporters(home: string, folder: string): AimedFigure {
  const run = (how: 'alone' | 'with-exporters', i: number): number => {
    const script = join(import.meta.dirname, 'load-with-exporters.ts')
    const state = join(folder, `${how}-${i}`)
    const { stdout, status, stderr } = spawnSync(process.execPath, [script, how], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: home, RIMURU_HOME: state },
    })
    rmSync(state, { recursive: true, force: true })
    if (status !== 0) throw new Error(`a load ${how} failed: ${stderr}`)
    return Number(stdout) / 1000
  }
  const differences: number[] = []
  for (let i = 0; i <= ROUNDS; i += 1) {
    const alone = run('alone', i)
    const together = run('with-exporters', i)
    // The first time fills the caches of compiled code.
    if (i > 0) differences.push(together - alone)
  }
  return { what: 'seven exporters started during a load', value: median(differences), unit: 's', below: 0.3 }
}
