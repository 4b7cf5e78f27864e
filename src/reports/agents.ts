import { plural } from '../core/count.ts'
import { queryAgents, queryFailedFiles } from '../warehouse/queries/agents.ts'
import type { AgentUsage } from '../warehouse/queries/agents.ts'
import type { FailedFile } from '../warehouse/queries/quality.ts'
import type { Scope } from '../warehouse/queries/scope.ts'
import { periodOf } from './costs.ts'
import type { PricesBlock, ReportInput } from './costs.ts'
import { pricesOf } from './prices.ts'
import { buildQuality } from './quality.ts'
import type { QualityBlock, QualitySource } from './quality.ts'

/** What is known of an agent, or of what is in one place. */
interface Known {
  readonly sessions: number
  readonly requests: number
  readonly newest: string | null
  /** Requests by how far their numbers can be trusted. */
  readonly quality: { readonly exact: number; readonly partial: number; readonly estimated: number }
}

export interface AgentPlace extends Known {
  readonly path: string
  /** `default`, the variable that names it, or `config`. */
  readonly origin: string
  readonly exists: boolean
  /** It could be looked through; of single files that could not be read `failed` tells. */
  readonly readable: boolean
  readonly files: number
  readonly failed: readonly FailedFile[]
}

export interface AgentItem extends Known {
  readonly id: string
  readonly name: string
  readonly places: readonly AgentPlace[]
  readonly files_read: number
  readonly files_gone: number
  readonly blind_spots: readonly string[]
  /** Why it shows nothing, or less than was there. */
  readonly note: string | null
}

export interface AgentsDocument {
  readonly schema_version: 1
  readonly kind: 'agents'
  readonly agents: readonly AgentItem[]
  readonly quality: QualityBlock
  readonly prices: PricesBlock
}

export interface AgentSource extends QualitySource {
  readonly place: { readonly path: string; readonly origin: string }
}

type KnownAgent = QualitySource['agent']

export interface AgentsInput extends ReportInput {
  readonly sources: readonly AgentSource[]
  /** All that there are, also those that are switched off. */
  readonly agents: readonly KnownAgent[]
}

export async function buildAgents(input: AgentsInput): Promise<AgentsDocument> {
  const { db, scope, sources } = input
  const quality = await buildQuality(db, scope, sources, input.mode)
  const agents = await queryAgentItems(input)
  const prices = await pricesOf(input, await periodOf(db, scope))
  return { schema_version: 1, kind: 'agents', agents, quality: quality.block, prices }
}

/** Those that come with the program, and those that a source is of. */
export async function queryAgentItems({
  db,
  scope,
  sources,
  agents,
}: Pick<AgentsInput, 'db' | 'scope' | 'sources' | 'agents'>): Promise<AgentItem[]> {
  const usage = await queryAgents(db, scope)
  const failed = await queryFailedFiles(db, scope)
  const all = new Map([...agents, ...sources.map(({ agent }) => agent)].map((agent) => [agent.id, agent]))
  return [...all.values()].map((agent) => {
    const places = sources
      .filter((source) => source.agent.id === agent.id)
      .map(({ place, exists, files, failed: unreadable }) => ({
        path: place.path,
        origin: place.origin,
        exists,
        readable: exists && unreadable.length === 0,
        files: files.length,
        ...knownOf(usage.of(agent.id, place.path)),
        failed: [
          ...unreadable,
          ...failed
            .filter((file) => file.agent === agent.id && file.root === place.path)
            .map(({ path, reason }) => ({ path, reason })),
        ],
      }))
    return agentItem(agent, places, usage.of(agent.id, null), isFiltered(scope))
  })
}

const agentItem = (
  agent: KnownAgent,
  places: readonly AgentPlace[],
  usage: AgentUsage,
  filtered: boolean,
): AgentItem => ({
  id: agent.id,
  name: agent.name,
  places,
  files_read: usage.filesRead,
  files_gone: usage.filesGone,
  ...knownOf(usage),
  blind_spots: agent.blindSpots,
  note: noteOn(agent.id, places, usage, filtered),
})

const knownOf = ({ sessions, requests, newest, exact, partial, estimated }: AgentUsage): Known => ({
  sessions,
  requests,
  newest: newest === null ? null : new Date(newest).toISOString(),
  quality: { exact, partial, estimated },
})

const isFiltered = ({ since, until, models, projects, branches, users = [], hosts = [] }: Scope): boolean =>
  since !== null || until !== null || [models, projects, branches, users, hosts].some((names) => names.length > 0)

function noteOn(id: string, places: readonly AgentPlace[], usage: AgentUsage, filtered: boolean): string | null {
  const files = places.reduce((sum, place) => sum + place.files, 0)
  const failures = places.flatMap((place) => place.failed)
  const isThere = places.some(({ exists }) => exists)
  if (places.length === 0) return `switched off: sources.${id}.enabled is false in the config`
  if (files === 0 && usage.requests > 0) return 'its logs are gone; their history is kept'
  if (!isThere) return failures[0]?.reason ?? 'none of its folders is there'
  const whole = failures.find(({ path }) => places.some((place) => place.path === path))
  if (whole) return whole.reason
  if (failures.length > 0) return `${failures.length} of its files or folders could not be read`
  if (usage.requests > 0) return null
  if (files === 0) return 'its folder holds no logs'
  if (filtered) return 'none of its usage is in what was asked for'
  return usage.sessions > 0
    ? `its logs tell of ${plural(usage.sessions, 'session')} and count no usage`
    : 'its logs hold no usage'
}
