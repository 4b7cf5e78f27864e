import { realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { Agent, LogFolder, Place } from '../agents/_shared/agent.ts'
import type { LogKind } from '../core/usage.ts'
import { isFolder } from '../platform/folders.ts'
import { lookAt, walkFiles } from '../platform/walk.ts'
import type { FoundFile, UnreadablePath, Walk } from '../platform/walk.ts'
import type { PluginPlan } from '../plugin-host/types.ts'

/** A data directory that a report covers, with what is in it now. */
export interface Source {
  readonly agent: SourceAgent
  readonly place: Place
  readonly exists: boolean
  readonly files: readonly SourceFile[]
  readonly failed: readonly UnreadablePath[]
  /** Of an agent that is a plugin. What it has is known when it has been asked. */
  readonly plugin?: AgentPlugin
}

/** What is known of an agent, whoever reads its data. */
export type SourceAgent = Pick<Agent, 'id' | 'name' | 'blindSpots' | 'fileKey'>

export interface AgentPlugin {
  /** Null where it cannot be started, for the reason in `failed`. What was read before still counts. */
  readonly plan: PluginPlan | null
  /** The folders that it is asked to read. */
  readonly dirs: readonly string[]
}

export interface SourceFile extends FoundFile {
  readonly kind: LogKind
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
  /** Keys that only this agent has. */
  readonly [key: string]: unknown
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
    return placesOf(agent, surroundings, own).map((place) => sourceAt(agent, place, inodes))
  })
}

export function placesOf(agent: Agent, surroundings: Surroundings, own: SourceSettings | undefined): Place[] {
  const places = own?.dirs
    ? own.dirs.map((path) => ({ path, origin: 'config' }))
    : agent.places({ ...surroundings, isFolder })
  const seen = new Set<string>()
  return [...places, ...ownPlaces(agent, own)].map(inFull).filter(({ path }) => !seen.has(path) && seen.add(path))
}

/** A place is known by its path, in whatever way it was written. */
const inFull = (place: Place): Place => ({ ...place, path: resolve(place.path) })

const ownPlaces = ({ id, ownSources = {} }: Agent, own: SourceSettings | undefined): Place[] =>
  Object.entries(ownSources).flatMap(([key, { logs }]) =>
    ((own?.[key] as readonly string[] | undefined) ?? []).map((path) => ({
      path,
      origin: `sources.${id}.${key}`,
      logs,
    })),
  )

export const lookedIn = (sources: readonly LookedAt[]): string =>
  sources
    .map(({ agent, place, exists }) => {
      const origin = place.origin === 'default' ? '' : `, from ${place.origin}`
      return `  ${agent.name}: ${place.path} (${exists ? 'no logs in it' : 'not there'}${origin})`
    })
    .join('\n')

function sourceAt(agent: Agent, place: Place, inodes: Set<string>): Source {
  const { stats, hidden } = lookAt(place.path)
  const isFile = stats?.isFile() ?? false
  const exists = isFile || (stats?.isDirectory() ?? false)
  if (!exists) {
    const reason = hidden ?? missingBecause(place)
    return { agent, place, exists, files: [], failed: reason === null ? [] : [{ path: place.path, reason }] }
  }
  const found = (place.logs ?? agent.logs).map((log) => walkLogs(place.path, isFile, log))
  const files = found.flatMap((walk) => walk.files).filter(({ inode }) => !inodes.has(inode) && inodes.add(inode))
  return { agent, place, exists, files, failed: found.flatMap((walk) => walk.failed) }
}

/** A default that is not there is no mistake; a place that somebody named is. */
const missingBecause = ({ origin, logs }: Place): string | null =>
  origin === 'default' ? null : `${origin} names a ${logs ? 'file or folder' : 'folder'} that is not there`

function walkLogs(place: string, isFile: boolean, log: LogFolder) {
  const { kind = 'lines' } = log
  const walk = isFile ? lookAtFile(place, log) : walkFiles(join(place, log.folder), log.accepts, log.depth)
  // Written into what was found: of ten thousand files a copy each would be felt.
  const files = withoutDoubles(walk.files, log).map((file): SourceFile =>
    Object.assign(file, kind === 'database' ? withLog(file) : { kind }),
  )
  return { ...walk, files }
}

function withoutDoubles(files: FoundFile[], { insteadOf }: LogFolder): FoundFile[] {
  if (!insteadOf) return files
  const paths = new Set(files.map(({ path }) => path))
  return files.filter(({ path }) => !paths.has(insteadOf(path) ?? ''))
}

const lookAtFile = (path: string, { accepts }: LogFolder): Walk =>
  walkFiles(dirname(path), (name) => name === basename(path) && accepts(name), 0)

/** The newest rows of a database stand in the log beside it, where a link leads, until its owner moves them. */
function withLog(file: FoundFile): Pick<SourceFile, 'kind' | 'size' | 'mtime'> {
  const kind = 'database'
  try {
    const log = statSync(`${realpathSync(file.path)}-wal`)
    return { kind, size: file.size + log.size, mtime: Math.max(file.mtime, log.mtimeMs) }
  } catch {
    return { kind, size: file.size, mtime: file.mtime }
  }
}
