import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { agentById } from '../../../agents/list.ts'
import type { Settings } from '../../../config/settings.ts'
import { messageOf, RimuruError } from '../../../core/errors.ts'
import type { Environment } from '../../../platform/places.ts'
import { programVersion } from '../../../platform/version.ts'
import { findPlugin } from '../../../plugin-host/find.ts'
import { grantsOf } from '../../../plugin-host/grants.ts'
import type { NamedAgent } from '../../../plugin-host/named-agents.ts'
import { withNamed } from '../../../plugin-host/named-permissions.ts'
import type { PluginPlaces } from '../../../plugin-host/places.ts'
import type { FoundPlugin, PluginPlan } from '../../../plugin-host/types.ts'
import type { JsonObject } from '../../../plugin-sdk/types.ts'
import type { Source } from '../../discover.ts'
import { unnamed } from '../../run/words.ts'
import { planPlugins } from '../open-plugins.ts'

/** One for each folder that an agent may read. What is wrong with its plugin stands in it: the others go on. */
export async function sourcesOf(
  { name, folder }: NamedAgent,
  settings: Settings,
  places: PluginPlaces,
  env: Environment,
): Promise<Source[]> {
  let found: FoundPlugin | null = null
  let plan: PluginPlan | null = null
  let problem: string | null = null
  try {
    found = await findPlugin(name, places)
    if (found.manifest.kind !== 'agent') return []
    refuseKnown(name)
    plan = (await planPlugins([name], { settings, places, env, version: programVersion() }))[0]!.plan
  } catch (error) {
    problem = `plugin ${name}: ${unnamed(messageOf(error))}`
  }
  const { asked, dirs } = found ? readable(found, settings, places, env) : { asked: [], dirs: [] }
  if (problem === null && asked.length > 0 && dirs.length === 0) {
    problem = `plugin ${name}: it may read nothing of ${asked.join(', ')}: name it under plugins.${name}.grants.read`
  }
  const source = (path: string, own: readonly string[], exists: boolean): Source => ({
    agent: { id: name, name: found?.manifest.name ?? name, blindSpots: [], fileKey: basename },
    place: { path, origin: `plugins.${name}` },
    exists,
    files: [],
    failed: problem === null ? [] : [{ path, reason: problem }],
    plugin: { plan: problem === null ? plan : null, dirs: own },
  })
  // One that reads no folders, as one that asks a server, has its data where it is itself.
  if (dirs.length === 0) return [source(folder, [], true)]
  return dirs.map((dir) => source(dir, [dir], existsSync(dir)))
}

/** In the ledger an agent is known by its name alone. */
function refuseKnown(name: string): void {
  if (!agentById(name)) return
  throw new RimuruError('E4001', 'there is an agent of this name already; give the plugin another one')
}

function readable(found: FoundPlugin, settings: Settings, places: PluginPlaces, env: Environment) {
  const { config = {}, grants = null } = settings.plugins[found.manifest.id] ?? {}
  const plugin = withNamed(found, { config: config as JsonObject, env })
  return {
    asked: plugin.manifest.permissions.filesystem.filter((each) => /^read\b/.test(each)),
    dirs: grantsOf(plugin, grants, places.home).read,
  }
}
