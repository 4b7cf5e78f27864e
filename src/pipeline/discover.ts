import { join } from 'node:path'
import type { Agent, Place } from '../agents/_shared/agent.ts'
import { isFolder } from '../platform/folders.ts'
import { walkFiles } from '../platform/walk.ts'
import type { FoundFile, UnreadablePath } from '../platform/walk.ts'

/** A data directory that a report covers, with what is in it now. */
export interface Source {
  readonly agent: Agent
  readonly place: Place
  readonly exists: boolean
  readonly files: readonly FoundFile[]
  readonly failed: readonly UnreadablePath[]
}

export interface Surroundings {
  readonly home: string
  readonly platform: NodeJS.Platform
  readonly variables: Readonly<Record<string, string | undefined>>
}

/** What a reader who wonders why nothing was found wants to know of it. */
export interface LookedAt {
  readonly agent: { readonly name: string }
  readonly place: { readonly path: string; readonly origin: string }
  readonly exists: boolean
  readonly files: readonly unknown[]
}

/** What the config says of an agent's data. */
export interface SourceSettings {
  readonly enabled: boolean
  readonly dirs: readonly string[] | null
}

/** Looks for the data of each agent. A file that shows in several places is taken once. */
export function discover(
  agents: readonly Agent[],
  surroundings: Surroundings,
  settings: Readonly<Record<string, SourceSettings | undefined>>,
): Source[] {
  const inodes = new Set<string>()
  return agents.flatMap((agent) => {
    const own = Object.hasOwn(settings, agent.id) ? settings[agent.id] : undefined
    if (own && !own.enabled) return []
    return placesOf(agent, surroundings, own).map((place) => lookAt(agent, place, inodes))
  })
}

export function placesOf(agent: Agent, surroundings: Surroundings, own: SourceSettings | undefined): Place[] {
  const places = own?.dirs
    ? own.dirs.map((path) => ({ path, origin: 'config' }))
    : agent.places({ ...surroundings, isFolder })
  const seen = new Set<string>()
  return places.filter(({ path }) => !seen.has(path) && seen.add(path))
}

export const lookedIn = (sources: readonly LookedAt[]): string =>
  sources
    .map(({ agent, place, exists }) => {
      const origin = place.origin === 'default' ? '' : `, from ${place.origin}`
      return `  ${agent.name}: ${place.path} (${exists ? 'no logs in it' : 'not there'}${origin})`
    })
    .join('\n')

function lookAt(agent: Agent, place: Place, inodes: Set<string>): Source {
  const exists = isFolder(place.path)
  if (!exists) {
    // A default that is not there is no mistake; a place that somebody named is.
    const failed =
      place.origin === 'default'
        ? []
        : [{ path: place.path, reason: `${place.origin} names a folder that is not there` }]
    return { agent, place, exists, files: [], failed }
  }
  const walks = agent.logs.map((log) => walkFiles(join(place.path, log.folder), log.accepts))
  const files = walks.flatMap((walk) => walk.files).filter(({ inode }) => !inodes.has(inode) && inodes.add(inode))
  return { agent, place, exists, files, failed: walks.flatMap((walk) => walk.failed) }
}
