import { hostname, userInfo } from 'node:os'
import type { Agent } from '../agents/_shared/agent.ts'
import { AGENTS } from '../agents/list.ts'
import type { Settings } from '../config/settings.ts'
import { homeOf } from '../platform/places.ts'
import type { Environment } from '../platform/places.ts'
import { namedAgents } from '../plugin-host/named-agents.ts'
import type { PluginPlaces } from '../plugin-host/places.ts'
import { discover } from './discover.ts'
import type { Source } from './discover.ts'
import type { Owner } from './plan.ts'

export const discoverSources = (settings: Settings, env: Environment, agents: readonly Agent[] = AGENTS): Source[] =>
  discover(agents, { home: homeOf(env), platform: process.platform, variables: env }, settings.sources)

/** The data of agents that are plugins. Where the config names none, nothing of them is loaded. */
export async function pluginSources(settings: Settings, places: PluginPlaces, env: Environment): Promise<Source[]> {
  const names = Object.entries(settings.plugins).flatMap(([name, { enabled }]) => (enabled ? [name] : []))
  const named = namedAgents(names, places)
  if (named.length === 0) return []
  const { sourcesOf } = await import('./plugins/agents/sources-of.ts')
  return (await Promise.all(named.map((agent) => sourcesOf(agent, settings, places, env)))).flat()
}

/** Whose usage it is, in reports that bring several machines together. */
export function ownerOf(settings: Settings, env: Environment): Owner {
  const { host, user } = settings
  return {
    host: host ?? hostname(),
    user: user ?? (env.USER || env.USERNAME || systemUser()),
    named: { ...(host ? { host } : {}), ...(user ? { user } : {}) },
  }
}

/** A process whose user has no entry in the system has no name. */
function systemUser(): string {
  try {
    return userInfo().username
  } catch {
    return 'unknown'
  }
}
