import { checksOf } from '../../core/checks.ts'
import type { Check } from '../../core/checks.ts'
import type { Source } from '../../pipeline/discover.ts'
import { plural } from '../ui/numbers.ts'

const { ok, warn } = checksOf('Agents')

interface KnownAgent {
  readonly id: string
  readonly name: string
}

/** Each place that was looked at, and what is in it. */
export function placeChecks(sources: readonly Source[], agents: readonly KnownAgent[]): Check[] {
  const checks = agents.flatMap((agent) => {
    const own = sources.filter((source) => source.agent.id === agent.id)
    return own.length === 0
      ? [ok(agent.name, `switched off: sources.${agent.id}.enabled is false in the config`)]
      : own.map(placeCheck)
  })
  if (sources.some(({ files }) => files.length > 0)) return checks
  const none = warn('data', 'no usage data in any of these places', {
    hint: 'run an agent here, or name its folder in the config under sources.<agent>.dirs',
  })
  return [...checks, none]
}

function placeCheck({ agent, place, exists, files, failed }: Source): Check {
  const from = place.origin === 'default' ? '' : `, from ${place.origin}`
  const state = !exists ? 'not there' : files.length === 0 ? 'no logs in it' : plural(files.length, 'file')
  const detail = `${place.path} (${state}${from})`
  // What fails inside a place that is there stands under its files.
  if (exists || failed.length === 0) return ok(agent.name, detail)
  return warn(agent.name, detail, { hint: `correct ${place.origin}, or leave it out to use the default` })
}
