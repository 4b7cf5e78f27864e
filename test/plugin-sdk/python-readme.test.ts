import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { pluginIn } from '../../src/plugin-host/find.ts'
import { memoryStore } from '../../src/plugin-host/memory-store.ts'
import { DEFAULT_SETTINGS, planPlugin } from '../../src/plugin-host/plan.ts'
import { startPlugin } from '../../src/plugin-host/running-plugin.ts'
import type { CostRecord, Report, Session } from '../../src/plugin-sdk/types.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { hasPython } from './python-host.ts'

const README = readFileSync(fileURLToPath(new URL('../../plugins/README.md', import.meta.url)), 'utf8')
const OPTIONS = { include_headers: true, date_format: null, timezone: 'UTC', fields: null, pretty: false }

/** The first block of code in this language. */
const blockOf = (language: string): string => README.split(`\`\`\`${language}\n`)[1]!.split('```')[0]!

/** All that the plugin of the README writes, when its program is in this language. */
async function written(language: string, file: string, program: string) {
  const folder = tempFolder()
  const manifest = blockOf('toml').replace('["python3", "main.py"]', `["${program}", "${file}"]`)
  writeText(join(folder, 'my-plugin', 'plugin.toml'), manifest)
  writeText(join(folder, 'my-plugin', file), blockOf(language))
  const settings = { ...DEFAULT_SETTINGS, config: { currency: 'EUR' } }
  const places = { configDir: folder, stateDir: tempFolder(), env: process.env, compileCache: null }
  const plan = await planPlugin(pluginIn(folder, 'my-plugin'), settings, places)
  const plugin = startPlugin(plan, { store: memoryStore(), runId: 'run-1', log: () => undefined })
  onTestFinished(async () => void (await plugin.stop()))
  const out = tempFolder()
  const cost = (cost_usd: string | null) => ({ recorded_at: '2026-01-31', model_name: 'm', cost_usd }) as CostRecord
  const costs = { format: 'inline', rows: [cost('0.5'), cost(null)] } as const
  const sessions = { format: 'inline', rows: [{ id: 's', requests: 2 } as Session] } as const
  const report = { title: 'July', figures: [{ label: 'Total', value: '1' }], sections: [] } as unknown as Report
  await plugin.call('export/costs', { options: OPTIONS, out, name: 'costs', data: costs })
  await plugin.call('export/sessions', { options: OPTIONS, out, name: 'sessions', data: sessions })
  await plugin.call('export/report', { options: OPTIONS, out, name: 'report', data: report })
  return ['costs', 'sessions', 'report'].map((name) => readFileSync(join(out, `${name}.txt`), 'utf8'))
}

const EXPECTED = ['2026-01-31 m 0.5 EUR\n2026-01-31 m ? EUR\n', 's 2 requests\n', 'July\nTotal: 1\n']

it('runs the plugin in TypeScript that plugins/README.md shows', async () => {
  expect(await written('ts', 'main.ts', 'node')).toEqual(EXPECTED)
})

it.skipIf(!hasPython)('runs the plugin in Python that plugins/README.md shows (needs python3)', async () => {
  expect(await written('python', 'main.py', 'python3')).toEqual(EXPECTED)
})
