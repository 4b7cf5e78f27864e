import { RimuruError } from '../core/errors.ts'
import { suggest } from '../core/suggest.ts'

interface Named {
  readonly id: string
  readonly name: string
}

/** Of an agent as a person names it: `Claude Code`, `codex`. */
export function agentId(name: string, agents: readonly Named[]): string {
  const agent = agents.find(({ id, name: title }) => [id, title.toLowerCase()].includes(name.toLowerCase()))
  if (agent) return agent.id
  const ids = [...new Set(agents.map(({ id }) => id))]
  const near = suggest(name, ids)
  throw new RimuruError('E7001', `there is no agent "${name}"${near ? `, did you mean "${near}"?` : ''}`, {
    hint: `agents: ${ids.join(', ')}`,
  })
}
