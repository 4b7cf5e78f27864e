import { agentsMeant, noAgent } from '../core/agent-names.ts'
import { RimuruError } from '../core/errors.ts'
import type { BudgetConfig } from './job-types.ts'
import type { RimuruConfig } from './types.ts'

/** `path` is where in the file the names stand. A name that is no agent's would be a report of nothing. */
export function agentIds(
  names: readonly string[],
  known: readonly string[],
  path: string,
  file: string,
): readonly string[] {
  const agents = known.map((id) => ({ id, name: id }))
  const ids = names.flatMap((name) => {
    const meant = agentsMeant(name, agents)
    if (meant.length > 0) return meant
    const { message, hint } = noAgent(name, agents)
    throw new RimuruError('E3001', `${path}: ${message}`, { where: file, hint })
  })
  return [...new Set(ids)]
}

/** The config with ids wherever a scope names agents. A plugin that it names may be one. */
export function withAgentIds(config: RimuruConfig, builtIn: readonly string[], file: string): RimuruConfig {
  const known = [...builtIn, ...Object.keys(config.plugins ?? {})]
  const inEach = <Scoped extends { readonly scope?: BudgetConfig['scope'] }>(
    list: readonly Scoped[],
    path: string,
  ): Scoped[] =>
    list.map((each, i) => {
      const names = each.scope?.agents
      if (names === undefined) return each
      return { ...each, scope: { ...each.scope, agents: agentIds(names, known, `${path}[${i}].scope.agents`, file) } }
    })
  const { budgets, pricing } = config
  return {
    ...config,
    ...(budgets ? { budgets: inEach(budgets, 'budgets') } : {}),
    ...(pricing?.subscriptions
      ? { pricing: { ...pricing, subscriptions: inEach(pricing.subscriptions, 'pricing.subscriptions') } }
      : {}),
  }
}
