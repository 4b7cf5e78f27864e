import type { AgentItem } from '../../reports/agents.ts'
import { count, plural } from './numbers.ts'
import { localTime } from './times.ts'

type Known = Pick<AgentItem, 'sessions' | 'requests' | 'newest' | 'quality'>

/** How much is known of an agent, or from one place, and how far it can be trusted. */
export function knownText({ sessions, requests, newest, quality }: Known, timezone: string): string {
  const kinds = (['exact', 'partial', 'estimated'] as const).filter((kind) => quality[kind] > 0)
  const trusted =
    kinds.length === 1 ? `all ${kinds[0]}` : kinds.map((kind) => `${count(quality[kind])} ${kind}`).join(', ')
  return [
    plural(sessions, 'session'),
    plural(requests, 'request'),
    ...(kinds.length === 0 ? [] : [trusted]),
    ...(newest === null ? [] : [`newest ${localTime(newest, timezone)}`]),
  ].join(', ')
}
