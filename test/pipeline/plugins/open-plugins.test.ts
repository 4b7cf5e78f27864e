import { join } from 'node:path'
import { expect, it } from 'vitest'
import { resolveConfig } from '../../../src/config/settings.ts'
import { openPlugins } from '../../../src/pipeline/plugins/open-plugins.ts'
import { programVersion } from '../../../src/platform/version.ts'
import type { LogLine } from '../../../src/plugin-host/types.ts'
import { openWarehouse } from '../../../src/warehouse/open.ts'
import { tempFolder } from '../../helpers/folders.ts'

it('ends plugins also where the history cannot keep how their calls went, and says so', async () => {
  const state = tempFolder()
  const said: LogLine[] = []
  const plugins = await openPlugins(['csv'], {
    settings: resolveConfig(null),
    places: { cwd: state, configDir: state, home: state },
    env: { HOME: state, RIMURU_HOME: state, PATH: process.env.PATH },
    version: programVersion(),
    say: (line) => said.push(line),
  })
  const warehouse = await openWarehouse(join(state, 'warehouse.duckdb'))
  try {
    await plugins.use(warehouse)
    await plugins.named('csv').call('check', { config: {} })
    await warehouse.db.run('drop table plugin_health')
    await plugins.close()
  } finally {
    warehouse.close()
  }
  expect(said).toMatchObject([
    { source: 'host', level: 'warning', message: expect.stringContaining('the history does not know how they did') },
  ])
})
