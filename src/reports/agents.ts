import { NO_USAGE, queryAgents, queryFailedFiles } from '../warehouse/queries/agents.ts'
import type { AgentUsage } from '../warehouse/queries/agents.ts'
import type { FailedFile } from '../warehouse/queries/quality.ts'
import { pricesOf } from './costs.ts'
import type { PricesBlock, ReportInput } from './costs.ts'
import { buildQuality } from './quality.ts'
import type { QualityBlock, QualitySource } from './quality.ts'

export interface AgentPlace {
  readonly path: string
  /** `default`, the variable that names it, or `config`. */
  readonly origin: string
  readonly exists: boolean
  readonly files: number
  readonly failed: readonly FailedFile[]
}

export interface AgentItem {
  readonly id: string
  readonly name: string
  readonly places: readonly AgentPlace[]
  readonly files_read: number
  readonly files_gone: number
  readonly sessions: number
  readonly requests: number
  readonly newest: string | null
  /** Requests by how far their numbers can be trusted. */
  readonly quality: { readonly exact: number; readonly partial: number; readonly estimated: number }
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
  const usage = await queryAgents(db, scope)
  const failed = await queryFailedFiles(db, scope)
  const quality = await buildQuality(db, scope, sources, input.mode)
  const agents = input.agents.map((agent) => {
    const places = sources
      .filter((source) => source.agent.id === agent.id)
      .map(({ place, exists, files, failed: unreadable }) => ({
        path: place.path,
        origin: place.origin,
        exists,
        files: files.length,
        failed: [
          ...unreadable,
          ...failed
            .filter((file) => file.agent === agent.id && file.root === place.path)
            .map(({ path, reason }) => ({ path, reason })),
        ],
      }))
    return agentItem(agent, places, usage.get(agent.id) ?? NO_USAGE)
  })
  return { schema_version: 1, kind: 'agents', agents, quality: quality.block, prices: pricesOf(input.book) }
}

const agentItem = (agent: KnownAgent, places: readonly AgentPlace[], usage: AgentUsage): AgentItem => ({
  id: agent.id,
  name: agent.name,
  places,
  files_read: usage.filesRead,
  files_gone: usage.filesGone,
  sessions: usage.sessions,
  requests: usage.requests,
  newest: usage.newest === null ? null : new Date(usage.newest).toISOString(),
  quality: { exact: usage.exact, partial: usage.partial, estimated: usage.estimated },
  blind_spots: agent.blindSpots,
  note: noteOn(agent.id, places, usage),
})

function noteOn(id: string, places: readonly AgentPlace[], usage: AgentUsage): string | null {
  const files = places.reduce((sum, place) => sum + place.files, 0)
  const failures = places.flatMap((place) => place.failed)
  const isThere = places.some(({ exists }) => exists)
  if (places.length === 0) return `switched off: sources.${id}.enabled is false in the config`
  if (files === 0 && usage.requests > 0) return 'its logs are gone; their history is kept'
  if (!isThere) return failures[0]?.reason ?? 'none of its folders is there'
  if (failures.length > 0) return `${failures.length} of its files or folders could not be read`
  if (usage.requests > 0) return null
  return files === 0 ? 'its folder holds no logs' : 'its logs hold no usage'
}
