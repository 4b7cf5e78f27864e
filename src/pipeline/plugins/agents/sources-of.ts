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
  const dirs = found ? dirsOf(found, settings, places, env) : []
  if (found && problem === null && dirs.length === 0) problem = missingGrant(found, settings)
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

function dirsOf(found: FoundPlugin, settings: Settings, places: PluginPlaces, env: Environment): readonly string[] {
  const { config = {}, grants = null } = settings.plugins[found.manifest.id] ?? {}
  return grantsOf(withNamed(found, { config: config as JsonObject, env }), grants, places.home).read
}

/** Why it may read nothing, where it asks to or somebody wants it to. */
function missingGrant({ manifest }: FoundPlugin, { plugins }: Settings): string | null {
  const { id, permissions } = manifest
  const asked = permissions.filesystem.filter((each) => /^read\b/.test(each))
  const given = plugins[id]?.grants?.read ?? []
  if (asked.length > 0)
    return `plugin ${id}: it may read nothing of ${asked.join(', ')}: name it under plugins.${id}.grants.read`
  if (given.length === 0) return null
  return `plugin ${id}: it does not ask to read ${given.join(', ')}: add it to permissions.filesystem in its plugin.toml`
}
