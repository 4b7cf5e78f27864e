import { resolveConfig } from '../../../config/settings.ts'
import { EXIT, messageOf } from '../../../core/errors.ts'
import { placesOf } from '../../../plugin-host/places.ts'
import { stateFolder } from '../../../platform/places.ts'
import { checkDependencies } from '../../../plugin-host/gate.ts'
import { findPlugin } from '../../../plugin-host/find.ts'
import { listPlugins } from '../../../plugin-host/list.ts'
import { DEFAULT_SETTINGS, planPlugin } from '../../../plugin-host/plan.ts'
import type { FoundPlugin, PluginPlan } from '../../../plugin-host/types.ts'
import type { JsonObject } from '../../../plugin-sdk/types.ts'
import type { Invocation } from '../../command.ts'
import { pluginDetails } from '../../plugin-details.ts'
import { healthOf, itemOf } from '../../plugin-items.ts'
import { configOf } from '../../reading.ts'
import { printPlugin } from '../../ui/plugin-page.ts'
import { programVersion } from '../../../platform/version.ts'

/** Everything about one plugin, without starting it. */
export async function run(name: string, invocation: Invocation): Promise<number> {
  const { flags, io, env, cwd } = invocation
  const { config, path } = await configOf(invocation)
  const settings = resolveConfig(config)
  const places = placesOf(path, cwd, env)
  const plugin = await findPlugin(name, places)
  const { id } = plugin.manifest
  const given = (settings.plugins[id] ?? DEFAULT_SETTINGS) as typeof DEFAULT_SETTINGS
  const options = { configDir: places.configDir, stateDir: stateFolder(env), env, compileCache: null }
  const plan = (config: JsonObject): Promise<PluginPlan> => planPlugin(plugin, { ...given, config }, options)
  const others = new Map(listPlugins(places).map((seen) => [seen.name, seen.found]))
  const problem = await problemOf(plugin, others, () => plan(given.config))
  // With a config that is wrong everything else can still be told.
  const planned = await plan(given.config).catch(() => null)
  const health = await healthOf([id], env)
  const seen = { name: id, folder: plugin.folder, builtIn: plugin.builtIn, found: plugin, problem: null }
  const details = pluginDetails(
    { ...itemOf(seen, settings, health), problem },
    plugin,
    given,
    planned,
    options.stateDir,
    env,
  )
  printPlugin(details, flags, io)
  return problem === null ? EXIT.ok : EXIT.failed
}

/** What would stop a run that uses it. */
async function problemOf(
  { manifest }: FoundPlugin,
  others: ReadonlyMap<string, FoundPlugin | null>,
  plan: () => Promise<PluginPlan>,
): Promise<string | null> {
  try {
    checkDependencies(manifest, programVersion(), (other) => others.get(other) ?? null)
    await plan()
    return null
  } catch (error) {
    return messageOf(error)
  }
}
