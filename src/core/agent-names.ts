import { suggest } from './suggest.ts'

interface NamedAgent {
  readonly id: string
  readonly name: string
}

/** The ids of whom a person means: by id or name, in any letters, `*` for anything. Empty: there is no such agent. */
export function agentsMeant(name: string, agents: readonly NamedAgent[]): string[] {
  const literally = name.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const pattern = new RegExp(`^${literally.replaceAll('\\*', '.*')}$`, 'i')
  const meant = agents.filter((agent) => pattern.test(agent.id) || pattern.test(agent.name))
  return [...new Set(meant.map(({ id }) => id))]
}

/** What to say of a name that is no agent's. */
export function noAgent(
  name: string,
  agents: readonly NamedAgent[],
): { readonly message: string; readonly hint: string } {
  const ids = [...new Set(agents.map(({ id }) => id))]
  const near = suggest(name, ids)
  return {
    message: `there is no agent "${name}"${near ? `, did you mean "${near}"?` : ''}`,
    hint: `agents: ${ids.join(', ')}`,
  }
}
