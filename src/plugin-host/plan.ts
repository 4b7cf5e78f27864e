import { existsSync, realpathSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { homeOf } from '../platform/places.ts'
import type { Environment } from '../platform/places.ts'
import type { JsonObject } from '../plugin-sdk/types.ts'
import { checkConfig } from './config-check.ts'
import { withPaths } from './config-paths.ts'
import { secretsIn } from './config-secrets.ts'
import { grantsOf } from './grants.ts'
import type { Grants } from './grants.ts'
import { withNamed } from './named-permissions.ts'
import { isSecret } from './secrets.ts'
import type { Enforcement, FailPolicy, FoundPlugin, Manifest, PluginPlan, SpawnPlan } from './types.ts'

/** What the config says of one plugin. */
export interface PluginSettings {
  readonly enabled: boolean
  readonly priority: number | null
  readonly failPolicy: FailPolicy | null
  readonly timeoutMs: number | null
  readonly config: JsonObject
  readonly grants: Grants | null
}

export const DEFAULT_SETTINGS: PluginSettings = {
  enabled: true,
  priority: null,
  failPolicy: null,
  timeoutMs: null,
  config: {},
  grants: null,
}

export interface PlanOptions {
  /** Paths in a plugin's config are relative to it: the folder of the config file. */
  readonly configDir: string
  /** Where plugins keep what is theirs. */
  readonly stateDir: string
  readonly env: Environment
  /** Where compiled code of ours is kept, null for nowhere. */
  readonly compileCache: string | null
}

/** For a call, where nothing else is said. */
export const TIMEOUT_MS = 30_000
const SDK = fileURLToPath(new URL('../plugin-sdk/', import.meta.url))

/** Until there is a sandbox a plugin can do what its user can. Nothing is said to be held to that is not. */
export const ENFORCEMENT: Enforcement = {
  filesystem: 'open',
  network: 'open',
  memory: 'open',
  cpu: 'open',
  handles: 'open',
}

/** A report without one of its files is wrong, one that nobody was told of is still right. */
export const failPolicyOf = (kind: Manifest['kind']): FailPolicy =>
  kind === 'notifier' || kind === 'view' ? 'open' : 'closed'

/** All that has to be known to start a plugin. Nothing is started when any of it is wrong. */
export const planPlugin = async (
  plugin: FoundPlugin,
  settings: PluginSettings,
  options: PlanOptions,
): Promise<PluginPlan> => planChecked(plugin, await checkConfig(plugin.manifest, settings.config), settings, options)

/** The same where its config has been checked. */
export function planChecked(
  plugin: FoundPlugin,
  checked: JsonObject,
  settings: PluginSettings,
  options: PlanOptions,
): PluginPlan {
  const { manifest } = plugin
  const config = withPaths(checked, manifest.configSchema, options.configDir)
  return {
    plugin,
    config,
    priority: settings.priority ?? manifest.priority,
    failPolicy: settings.failPolicy ?? failPolicyOf(manifest.kind),
    timeoutMs: settings.timeoutMs ?? TIMEOUT_MS,
    spawn: spawnPlanOf(withNamed(plugin, { config, env: options.env }), config, settings, options),
  }
}

function spawnPlanOf(
  plugin: FoundPlugin,
  config: JsonObject,
  settings: PluginSettings,
  options: PlanOptions,
): SpawnPlan {
  const { id } = plugin.manifest
  const dataDir = join(options.stateDir, 'plugins', id)
  const { env, ...grants } = grantsOf(plugin, settings.grants, homeOf(options.env))
  const given = variables(env, options.env)
  return {
    argv: argvOf(plugin),
    env: { ...baseEnv(id, dataDir, options), ...given },
    cwd: dataDir,
    dataDir,
    grants,
    secrets: [...Object.values(given), ...secretsIn(config, plugin.manifest.configSchema)].filter(isSecret),
    enforcement: ENFORCEMENT,
  }
}

const variables = (granted: readonly string[], env: Environment): Record<string, string> =>
  Object.fromEntries(granted.filter((name) => env[name] !== undefined).map((name) => [name, env[name] as string]))

function baseEnv(id: string, dataDir: string, { env, compileCache, stateDir }: PlanOptions): Record<string, string> {
  return {
    PATH: env.PATH ?? '',
    // Windows starts nothing without it.
    ...(env.SystemRoot === undefined ? {} : { SystemRoot: env.SystemRoot }),
    HOME: dataDir,
    LANG: 'C.UTF-8',
    LC_ALL: 'C.UTF-8',
    TZ: 'UTC',
    TORU_PLUGIN_ID: id,
    RIMURU_PLUGIN_ID: id,
    PYTHONPATH: join(SDK, 'python'),
    PYTHONUNBUFFERED: '1',
    PYTHONPYCACHEPREFIX: join(stateDir, 'cache', 'python'),
    ...(compileCache === null ? {} : { NODE_COMPILE_CACHE: compileCache }),
  }
}

/** `node` is the one that runs this program, and finds the SDK; a name of a file in the folder is that file. */
function argvOf({ folder, manifest }: FoundPlugin): string[] {
  const [program = '', ...args] = manifest.runtime.command
  const rest = args.map((arg) => inFolder(folder, arg) ?? arg)
  if (program === 'node') return [process.execPath, '--import', join(SDK, 'register.mjs'), ...rest]
  return [inFolder(folder, program) ?? program, ...rest]
}

const inFolder = (folder: string, name: string): string | null =>
  name.startsWith('-') || name.includes(delimiter) || !existsSync(join(folder, name))
    ? null
    : realpathSync(join(folder, name))
