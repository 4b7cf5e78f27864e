import { addTokens, noTokens } from '../truth.ts'
import type { Tokens } from '../truth.ts'
import type { Session } from './session.ts'
import { CLAUDE_PRICES } from './versions.ts'

export type Spent = Map<string, Tokens>

export function spend(spent: Spent, model: string, usage: Tokens): void {
  spent.set(model, addTokens(spent.get(model) ?? noTokens(), usage))
}

export const copyOf = (spent: Spent): Spent => new Map([...spent].map(([model, tokens]) => [model, { ...tokens }]))

const dollarsOf = (model: string, used: Tokens): number => {
  const [input, output, write5m, write1h, read] = CLAUDE_PRICES[model]!
  return (
    (used.input_tokens * input +
      used.output_tokens * output +
      used.cache_write_5m_tokens * write5m +
      used.cache_write_1h_tokens * write1h +
      used.cache_read_tokens * read) /
    1e6
  )
}

/** The agent's own running account of a session, sub-agents included. */
export function costState(session: Session): string {
  const models = [...session.spent].map(
    ([model, used]) =>
      `"${model}":{"inputTokens":${used.input_tokens},"outputTokens":${used.output_tokens},"thinkingTokens":${used.reasoning_tokens},` +
      `"cacheReadInputTokens":${used.cache_read_tokens},"cacheCreationInputTokens":${used.cache_write_5m_tokens + used.cache_write_1h_tokens},` +
      `"cacheCreationEphemeral5mInputTokens":${used.cache_write_5m_tokens},"cacheCreationEphemeral1hInputTokens":${used.cache_write_1h_tokens},` +
      `"webSearchRequests":0,"costUSD":${dollarsOf(model, used)}}`,
  )
  const total = [...session.spent].reduce((sum, [model, used]) => sum + dollarsOf(model, used), 0)
  const duration = session.clock - session.started
  return (
    `{"type":"cost-state","sessionId":"${session.id}","totalCostUSD":${total},"totalAPIDuration":${duration},"totalAPIDurationWithoutRetries":${duration},` +
    `"totalToolDuration":${Math.floor(duration / 3)},"totalLinesAdded":12,"totalLinesRemoved":3,"totalDuration":${duration},"startTime":${session.started},` +
    `"modelUsage":{${models.join(',')}},"hasUnknownModelCost":false}`
  )
}
