import { checksOf } from '../../core/checks.ts'
import type { Check } from '../../core/checks.ts'
import type { Source } from '../../pipeline/discover.ts'
import type { AgentItem } from '../../reports/agents.ts'
import { knownText } from '../ui/known-text.ts'
import { plural } from '../ui/numbers.ts'

const { ok, warn } = checksOf('Agents')

interface KnownAgent {
  readonly id: string
  readonly name: string
}

/** Each place that was looked at and what is in it; where several are, or nothing came of one, what that is in all. */
export function placeChecks(
  sources: readonly Source[],
  agents: readonly KnownAgent[],
  items: readonly AgentItem[],
  timezone: string,
): Check[] {
  const all = new Map([...agents, ...sources.map(({ agent }) => agent)].map((agent) => [agent.id, agent]))
  const checks = [...all.values()].flatMap((agent) => {
    const own = sources.filter((source) => source.agent.id === agent.id)
    if (own.length === 0) return [ok(agent.name, `switched off: sources.${agent.id}.enabled is false in the config`)]
    const item = items.find(({ id }) => id === agent.id)
    return [...own.map(placeCheck), ...(item ? agentCheck(item, timezone) : [])]
  })
  if (sources.some(({ files }) => files.length > 0)) return checks
  const none = warn('data', 'no usage data in any of these places', {
    hint: 'run an agent here, or name its folder in the config under sources.<agent>.dirs',
  })
  return [...checks, none]
}

/** Paths whose failure is told with the place: it is of all that is there. */
export const toldWithPlace = (sources: readonly Source[]): ReadonlySet<string> =>
  new Set(sources.filter(({ exists, plugin }) => !exists || plugin).map(({ place }) => place.path))

function placeCheck({ agent, place, exists, files, failed, plugin }: Source): Check {
  const from = place.origin === 'default' ? '' : `, from ${place.origin}`
  const state = !exists ? 'not there' : files.length === 0 ? 'no logs in it' : plural(files.length, 'file')
  const detail = `${place.path} (${state}${from})`
  if (plugin && failed[0]) {
    return warn(agent.name, failed[0].reason, { hint: `rimuru plugins check ${agent.id} says more` })
  }
  // What fails inside a place that is there stands under its files.
  if (exists || failed.length === 0) return ok(agent.name, detail)
  return warn(agent.name, detail, { hint: `correct ${place.origin}, or leave it out to use the default` })
}

/** Of an agent that is not there the places say enough. */
function agentCheck(item: AgentItem, timezone: string): Check[] {
  const { name, places, sessions, requests, note, blind_spots: spots } = item
  if (requests > 0) return [ok(name, [knownText(item, timezone), ...(note === null ? [] : [note])].join('; '))]
  if (!places.some(({ files }) => files > 0) || note === null) return []
  if (sessions === 0) return [ok(name, note)]
  return [warn(name, note, { hint: 'what it never writes down is in no report', items: spots })]
}
