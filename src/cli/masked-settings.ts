import type { Settings } from '../config/settings.ts'
import { withoutLogin } from '../core/secrets.ts'
import { withoutSecretsIn } from '../plugin-host/config-secrets.ts'
import { listPlugins } from '../plugin-host/list.ts'
import type { PluginPlaces } from '../plugin-host/places.ts'
import type { JsonObject } from '../plugin-sdk/types.ts'

/** Settings without the secrets that a person has written into them. */
export function maskedSettings(settings: Settings, places: PluginPlaces): Settings {
  const { publish } = settings
  return {
    ...settings,
    plugins: maskedPlugins(settings.plugins, places),
    publish: publish.remote === undefined ? publish : { ...publish, remote: withoutLogin(publish.remote) },
  }
}

function maskedPlugins(plugins: Settings['plugins'], places: PluginPlaces): Settings['plugins'] {
  if (Object.keys(plugins).length === 0) return plugins
  const schemas = new Map(listPlugins(places).map(({ name, found }) => [name, found?.manifest.configSchema ?? null]))
  return Object.fromEntries(
    Object.entries(plugins).map(([name, plugin]) => [
      name,
      { ...plugin, config: withoutSecretsIn(plugin.config as JsonObject, schemas.get(name) ?? null) },
    ]),
  )
}
