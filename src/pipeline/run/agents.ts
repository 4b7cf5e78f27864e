import type { PluginVerdict, RunState } from './context.ts'
import { unnamed } from './words.ts'

/** Of the agents that are plugins: the first failure of each stands for it. */
export function agentVerdicts({ data }: RunState): PluginVerdict[] {
  const verdicts = new Map<string, PluginVerdict>()
  for (const { agent, plugin, failed } of data?.sources ?? []) {
    if (!plugin || verdicts.get(agent.id)?.verdict === 'failed') continue
    const [failure] = failed
    const verdict = failure ? 'failed' : 'ok'
    verdicts.set(agent.id, { id: agent.id, kind: 'agent', verdict, detail: failure ? unnamed(failure.reason) : null })
  }
  return [...verdicts.values()]
}
