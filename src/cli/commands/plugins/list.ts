import { resolveConfig } from '../../../config/settings.ts'
import { EXIT } from '../../../core/errors.ts'
import { placesOf } from '../../../plugin-host/places.ts'
import { listPlugins } from '../../../plugin-host/list.ts'
import type { Invocation } from '../../command.ts'
import { healthOf, itemOf } from '../../plugin-items.ts'
import { configOf } from '../../reading.ts'
import { printPlugins } from '../../ui/plugins-table.ts'

export async function run(invocation: Invocation): Promise<number> {
  const { flags, io, env, cwd } = invocation
  const { config, path } = await configOf(invocation)
  const settings = resolveConfig(config)
  const seen = listPlugins(placesOf(path, cwd, env))
  const health = await healthOf(
    seen.map(({ name }) => name),
    env,
  )
  printPlugins(
    seen.map((plugin) => itemOf(plugin, settings, health)),
    flags,
    io,
  )
  return EXIT.ok
}
