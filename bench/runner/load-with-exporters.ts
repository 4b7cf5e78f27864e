import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { AGENTS } from '../../src/agents/list.ts'
import { resolveConfig } from '../../src/config/settings.ts'
import { discover } from '../../src/pipeline/discover.ts'
import { loadUsage } from '../../src/pipeline/load.ts'
import { openPlugins } from '../../src/pipeline/plugins/open-plugins.ts'
import { placesOf } from '../../src/plugin-host/places.ts'
import { openWarehouse } from '../../src/warehouse/open.ts'

/* Loads the logs of a home and prints the milliseconds that took: `load-with-exporters.ts alone | with-exporters`. */

const EXPORTERS = ['csv', 'json', 'ndjson', 'markdown', 'html', 'xml', 'parquet']

enableCompileCache(join(process.env.RIMURU_HOME!, '../compile-cache'))
const began = performance.now()
const { env } = process
const settings = resolveConfig(null)
const plugins =
  process.argv[2] === 'alone'
    ? null
    : await openPlugins(EXPORTERS, {
        settings,
        places: placesOf(null, env.RIMURU_HOME!, env),
        env,
        version: '0.1.0',
        say: () => undefined,
      })
const sources = discover(AGENTS, { home: env.HOME!, platform: process.platform, variables: {} }, settings.sources)
const warehouse = await openWarehouse(join(env.RIMURU_HOME!, 'warehouse.duckdb'))
await loadUsage(warehouse.db, sources, { owner: { host: 'h', user: 'u' } })
await plugins?.use(warehouse)
await Promise.all((plugins?.running ?? []).map((plugin) => plugin.call('check', { config: {} })))
process.stdout.write(String(performance.now() - began))
await plugins?.close()
warehouse.close()
