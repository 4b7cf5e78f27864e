import { agentsMeant, noAgent } from '../core/agent-names.ts'
import { RimuruError } from '../core/errors.ts'

type Agents = Parameters<typeof agentsMeant>[1]

/** Of agents as a person names them: `Claude Code`, `codex`, `c*`. */
export function agentIds(names: readonly string[], agents: Agents): string[] {
  const ids = names.flatMap((name) => {
    const meant = agentsMeant(name, agents)
    if (meant.length === 0) throw unknownAgent(name, agents)
    return meant
  })
  return [...new Set(ids)]
}

/** Of the one that is meant. */
export function agentId(name: string, agents: Agents): string {
  const [id, ...others] = agentsMeant(name, agents)
  if (id === undefined || others.length > 0) throw unknownAgent(name, agents)
  return id
}

function unknownAgent(name: string, agents: Agents): RimuruError {
  const { message, hint } = noAgent(name, agents)
  return new RimuruError('E7001', message, { hint })
}
