import { hostname, userInfo } from 'node:os'
import type { Agent } from '../agents/_shared/agent.ts'
import { AGENTS } from '../agents/list.ts'
import type { Settings } from '../config/settings.ts'
import { homeOf } from '../platform/places.ts'
import type { Environment } from '../platform/places.ts'
import { discover } from './discover.ts'
import type { Source } from './discover.ts'
import type { Owner } from './plan.ts'

export const discoverSources = (settings: Settings, env: Environment, agents: readonly Agent[] = AGENTS): Source[] =>
  discover(agents, { home: homeOf(env), platform: process.platform, variables: env }, settings.sources)

/** Whose usage it is, in reports that bring several machines together. */
export function ownerOf(settings: Settings, env: Environment): Owner {
  return { host: settings.host ?? hostname(), user: settings.user ?? (env.USER || env.USERNAME || systemUser()) }
}

/** A process whose user has no entry in the system has no name. */
function systemUser(): string {
  try {
    return userInfo().username
  } catch {
    return 'unknown'
  }
}
