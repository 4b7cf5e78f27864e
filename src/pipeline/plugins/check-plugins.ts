import { checkConfig } from '../../plugin-host/config-check.ts'
import { findPlugin } from '../../plugin-host/find.ts'
import { checkDependencies } from '../../plugin-host/gate.ts'
import type { PluginPlaces } from '../../plugin-host/places.ts'
import type { FoundPlugin } from '../../plugin-host/types.ts'
import type { JsonObject } from '../../plugin-sdk/types.ts'

/** A plugin that may be started, and the config it is to have. */
export interface CheckedPlugin {
  readonly plugin: FoundPlugin
  readonly config: JsonObject
}

/** Each of them found and checked; one that is wrong stops all. */
export async function checkPlugins(
  names: readonly string[],
  places: PluginPlaces,
  version: string,
  configOf: (plugin: string) => JsonObject,
): Promise<CheckedPlugin[]> {
  const plugins = await Promise.all(names.map((name) => findPlugin(name, places)))
  for (const { manifest } of plugins) {
    checkDependencies(manifest, version, (name) => plugins.find((other) => other.manifest.id === name) ?? null)
  }
  return Promise.all(
    plugins.map(async (plugin) => {
      const { manifest } = plugin
      return { plugin, config: await checkConfig(manifest, configOf(manifest.id), places.configPath) }
    }),
  )
}
