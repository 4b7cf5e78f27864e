import { join } from 'node:path'
import { findPlugin } from '../../src/plugin-host/find.ts'
import { memoryStore } from '../../src/plugin-host/memory-store.ts'
import { DEFAULT_SETTINGS, planPlugin } from '../../src/plugin-host/plan.ts'
import { startPlugin } from '../../src/plugin-host/running-plugin.ts'

/* A host with plugins that waits to be killed: `host-child.ts <state folder>`. It says `ready` once all answer. */

const [state = ''] = process.argv.slice(2)
const broken = join(import.meta.dirname, '../fixtures/plugins/broken')
const plugins = await Promise.all(
  ['csv', join(broken, 'ignores-shutdown'), join(broken, 'leaves-grandchild')].map(async (name) => {
    const found = await findPlugin(name, { cwd: state, configDir: state, home: state })
    const options = { configDir: state, stateDir: state, env: { PATH: process.env.PATH }, compileCache: null }
    const plan = await planPlugin(found, DEFAULT_SETTINGS, options)
    return startPlugin(plan, { store: memoryStore(), runId: 'run-1', log: () => undefined })
  }),
)
const data = { format: 'inline' as const, rows: [] }
const options = { include_headers: true, date_format: null, timezone: 'UTC', fields: null, pretty: false }
await Promise.all(plugins.map((plugin) => plugin.call('export/costs', { options, data, out: state, name: plugin.id })))
process.stdout.write('ready\n')
setInterval(() => undefined, 1_000)
