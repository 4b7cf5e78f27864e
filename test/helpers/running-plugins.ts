import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import type { Environment } from '../../src/platform/places.ts'
import { findPlugin } from '../../src/plugin-host/find.ts'
import { memoryStore } from '../../src/plugin-host/memory-store.ts'
import { DEFAULT_SETTINGS, planPlugin } from '../../src/plugin-host/plan.ts'
import type { PluginSettings } from '../../src/plugin-host/plan.ts'
import { startPlugin } from '../../src/plugin-host/running-plugin.ts'
import type { CallOptions, LogLine, PluginStore, RunningPlugin } from '../../src/plugin-host/types.ts'
import type { ExportAnswer } from '../../src/plugin-sdk/messages.ts'
import { tempFolder } from './folders.ts'

export interface Started {
  readonly plugin: RunningPlugin
  readonly lines: LogLine[]
  readonly store: PluginStore
  /** Where its data is: what its processes have in their environment and others have not. */
  readonly state: string
  /** What the host itself has said of it. */
  readonly said: () => string[]
}

/** As the program starts it; it is stopped after the test at the latest. */
export async function startAt(
  path: string,
  given: Partial<PluginSettings> = {},
  env: Environment = {},
): Promise<Started> {
  const state = tempFolder()
  const found = await findPlugin(path, { cwd: state, configDir: state, home: state })
  const options = { configDir: state, stateDir: state, env: { PATH: process.env.PATH, ...env }, compileCache: null }
  const plan = await planPlugin(found, { ...DEFAULT_SETTINGS, ...given }, options)
  const lines: LogLine[] = []
  const store = memoryStore()
  const plugin = startPlugin(plan, { store, runId: 'run-1', log: (line) => lines.push(line) })
  onTestFinished(async () => void (await plugin.stop()))
  const said = (): string[] => lines.filter(({ source }) => source === 'host').map(({ message }) => message)
  return { plugin, lines, store, state, said }
}

const OPTIONS = { include_headers: true, date_format: null, timezone: 'UTC', fields: null, pretty: false }

/** Has rows exported into a folder of the test. */
export function exportRows(plugin: RunningPlugin, rows: number, options: CallOptions = {}): Promise<ExportAnswer> {
  async function* texts(): AsyncGenerator<readonly string[]> {
    for (let i = 0; i < rows; i += 1) yield [JSON.stringify({ id: `r${i}`, recorded_at: '2026-01-01T00:00:00.000Z' })]
  }
  const body = { options: OPTIONS, out: tempFolder(), name: 'costs', data: { format: 'stream' as const } }
  return plugin.call('export/costs', body, { ...options, rows: texts() })
}

/** Living processes that have this text in their environment. */
export function processesWith(text: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid && environmentOf(pid).includes(text))
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8')
  } catch {
    return ''
  }
}

/** Waits until something holds, and fails when it never does. */
export async function until(holds: () => boolean, withinMs = 10_000): Promise<void> {
  for (const end = Date.now() + withinMs; !holds(); await sleep(10)) {
    if (Date.now() > end) throw new Error(`${String(holds)} did not come to hold`)
  }
}
