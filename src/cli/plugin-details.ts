import { join } from 'node:path'
import { homeOf } from '../platform/places.ts'
import type { Environment } from '../platform/places.ts'
import { withoutSecretsIn } from '../plugin-host/config-secrets.ts'
import { isAllowed } from '../plugin-host/grants.ts'
import { namedBy } from '../plugin-host/named-permissions.ts'
import { ENFORCEMENT, TIMEOUT_MS } from '../plugin-host/plan.ts'
import type { PluginSettings } from '../plugin-host/plan.ts'
import type { Enforcement, FoundPlugin, PluginPlan, Strength } from '../plugin-host/types.ts'
import type { Json, JsonObject } from '../plugin-sdk/types.ts'
import type { PluginItem } from './plugin-items.ts'

export interface PermissionItem {
  readonly permission: 'filesystem' | 'network' | 'env'
  /** As the manifest has it where what it names is not there. */
  readonly what: string
  readonly granted: boolean
  /** How strongly it is held to here. */
  readonly enforcement: Strength
}

export interface ConfigItem {
  readonly key: string
  readonly type: string | null
  readonly description: string | null
  readonly required: boolean
  readonly default: Json
  /** What counts now, without secrets; null where the config does not fit. */
  readonly value: Json
}

export interface PluginDetails extends PluginItem {
  readonly author: string | null
  readonly license: string | null
  readonly format: string | null
  readonly extension: string | null
  readonly calls: readonly string[]
  readonly command: readonly string[]
  readonly transport: string
  readonly timeout_ms: number
  readonly dependencies: Readonly<Record<string, string>>
  readonly config: readonly ConfigItem[]
  readonly permissions: readonly PermissionItem[]
  readonly enforcement: Enforcement
  readonly data_dir: string
}

export function pluginDetails(
  item: PluginItem,
  plugin: FoundPlugin,
  settings: PluginSettings,
  plan: PluginPlan | null,
  stateDir: string,
  env: Environment,
): PluginDetails {
  const { manifest } = plugin
  return {
    ...item,
    author: manifest.author,
    license: manifest.license,
    format: manifest.format,
    extension: manifest.extension,
    calls: manifest.calls,
    command: manifest.runtime.command,
    transport: manifest.runtime.transport,
    timeout_ms: settings.timeoutMs ?? TIMEOUT_MS,
    dependencies: manifest.dependencies,
    config: manifest.configSchema ? configItems(manifest.configSchema, plan?.config ?? null) : [],
    permissions: permissionItems(plugin, settings, plan?.config ?? {}, env),
    enforcement: ENFORCEMENT,
    data_dir: join(stateDir, 'plugins', manifest.id),
  }
}

function configItems(schema: JsonObject, config: JsonObject | null): ConfigItem[] {
  const properties = (schema.properties ?? {}) as Readonly<Record<string, JsonObject>>
  const required = (schema.required ?? []) as readonly string[]
  const values = config && withoutSecretsIn(config, schema)
  return Object.entries(properties).map(([key, property]) => ({
    key,
    type: typeof property.type === 'string' ? property.type : null,
    description: typeof property.description === 'string' ? property.description : null,
    required: required.includes(key),
    default: property.default ?? null,
    value: values?.[key] ?? null,
  }))
}

function permissionItems(
  plugin: FoundPlugin,
  { grants }: PluginSettings,
  config: JsonObject,
  env: Environment,
): PermissionItem[] {
  const { permissions } = plugin.manifest
  const items = (permission: PermissionItem['permission'], enforcement: Strength): PermissionItem[] =>
    permissions[permission].map((entry) => {
      const what = namedBy(permission, entry, { config, env })
      const granted = what !== null && isAllowed(plugin, grants, homeOf(env), permission, what)
      return { permission, what: what ?? entry, granted, enforcement }
    })
  return [
    ...items('filesystem', ENFORCEMENT.filesystem),
    ...items('network', ENFORCEMENT.network),
    // The environment is made by the host: what is not granted is not in it.
    ...items('env', 'enforced'),
  ]
}
