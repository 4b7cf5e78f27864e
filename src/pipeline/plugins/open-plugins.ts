import { randomUUID } from 'node:crypto'
import { getCompileCacheDir } from 'node:module'
import { dirname, join } from 'node:path'
import type { Settings } from '../../config/settings.ts'
import { RimuruError } from '../../core/errors.ts'
import { newTurns } from '../../core/turns.ts'
import { stateFolder } from '../../platform/places.ts'
import type { Environment } from '../../platform/places.ts'
import type { PluginPlaces } from '../../plugin-host/places.ts'
import { DEFAULT_SETTINGS, planChecked } from '../../plugin-host/plan.ts'
import type { PluginSettings } from '../../plugin-host/plan.ts'
import { startPlugin } from '../../plugin-host/running-plugin.ts'
import type { LogLine, PluginPlan, PluginStore, RunningPlugin } from '../../plugin-host/types.ts'
import type { JsonObject } from '../../plugin-sdk/types.ts'
import { pluginStateOf, setStateApart } from '../../warehouse/plugin-state.ts'
import type { PluginState } from '../../warehouse/plugin-state.ts'
import type { Warehouse } from '../../warehouse/open.ts'
import { knownPlugins } from './known-plugins.ts'
import { laterStore } from './later-store.ts'
import { openLogFile } from './log-file.ts'

export interface PluginOptions {
  readonly settings: Settings
  readonly places: PluginPlaces
  readonly env: Environment
  readonly version: string
  /** Of the run that they work for, where there is one. */
  readonly runId?: string
  readonly offline?: boolean
  /** Told what people should see: what the host has to say, and what plugins warn of. */
  readonly say: (line: LogLine) => void
}

export interface StartedPlugin extends RunningPlugin {
  readonly plan: PluginPlan
  /** For work that it may do one after the other: the time that a call may take is not spent waiting for another. */
  readonly inTurn: <Result>(work: () => Promise<Result>) => Promise<Result>
}

export interface Plugins {
  readonly running: readonly StartedPlugin[]
  /** The one that was asked for by this name or path. */
  named(name: string): StartedPlugin
  /** Gives plugins what they keep; until then whoever asks for it waits. In a dry run nothing of it stays. */
  use(warehouse: Warehouse, isDry?: boolean): Promise<void>
  /** Instead of a warehouse, where nothing is to stay. */
  keepIn(memory: PluginStore): void
  /** Ends those that have done their work, beside whatever comes next. */
  release(names: readonly string[]): void
  /** Ends all of them. Before the warehouse is closed. */
  close(): Promise<void>
}

/** A plugin as it was asked for, by name or path. */
export interface Planned {
  readonly name: string
  readonly plan: PluginPlan
}

/** Each of them found, checked and planned; nothing is started when one of them is wrong. */
export async function planPlugins(
  names: readonly string[],
  { settings, places, env, version }: Omit<PluginOptions, 'say' | 'runId' | 'offline'>,
): Promise<Planned[]> {
  const configOf = (name: string): JsonObject => settingsOf(settings, name).config
  const checked = await knownPlugins({ names, places, version, env, configOf })
  const cache = getCompileCacheDir()
  const options = {
    configDir: places.configDir,
    stateDir: stateFolder(env),
    env,
    compileCache: cache ? dirname(cache) : null,
  }
  const plans = checked.map(({ plugin, config }, i) => ({
    name: names[i]!,
    plan: planChecked(plugin, config, settingsOf(settings, plugin.manifest.id), options),
  }))
  return plans.sort((a, b) => a.plan.priority - b.plan.priority)
}

export const openPlugins = async (names: readonly string[], options: PluginOptions): Promise<Plugins> =>
  startPlanned(await planPlugins(names, options), options)

/** Starts plugins and waits for none of them: they get ready while the data is loaded. */
export async function startPlanned(
  plans: readonly Planned[],
  { runId = randomUUID(), offline, say }: Pick<PluginOptions, 'runId' | 'offline' | 'say'>,
): Promise<Plugins> {
  const store = laterStore()
  const running: StartedPlugin[] = []
  const byName = new Map<string, StartedPlugin>()
  try {
    for (const { name, plan } of plans) {
      const file = openLogFile(join(plan.spawn.dataDir, 'plugin.log'))
      const log = (line: LogLine): void => {
        file(line)
        say(line)
      }
      const plugin = { ...startPlugin(plan, { store, runId, offline, log }), plan, inTurn: newTurns() }
      running.push(plugin)
      byName.set(name, plugin)
    }
  } catch (error) {
    await Promise.all(running.map((plugin) => plugin.stop()))
    throw error
  }
  let connection: Awaited<ReturnType<Warehouse['connect']>> | null = null
  let state: PluginState | null = null
  return {
    running,
    named: (name) => byName.get(name)!,
    async use(warehouse, isDry = false) {
      connection = await warehouse.connect()
      if (isDry) await setStateApart(connection)
      state = pluginStateOf(connection)
      store.ready(state)
    },
    release(names) {
      for (const name of names) void byName.get(name)?.stop()
    },
    keepIn: store.ready,
    async close() {
      store.gone()
      await Promise.all(running.map((plugin) => plugin.stop()))
      await state?.flush()
      connection?.closeSync()
      state = connection = null
    },
  }
}

function settingsOf({ plugins }: Settings, name: string): PluginSettings {
  const given = plugins[name]
  if (!given) return DEFAULT_SETTINGS
  if (!given.enabled) {
    throw new RimuruError('E3001', `plugins.${name}.enabled is false`, { hint: 'set it to true, or leave it out' })
  }
  // What a config file holds beside functions is JSON.
  return { ...given, config: given.config as JsonObject }
}
