import type { Tokens } from '../generator/truth.ts'

/** Totals as a tool counted them; what it does not report is not there. */
export type Counted = Readonly<Record<string, number | undefined>>

export const truthCounted = (truth: Tokens): Counted => {
  const cacheWrite = truth.cache_write_5m_tokens + truth.cache_write_1h_tokens
  return {
    requests: truth.requests,
    input_tokens: truth.input_tokens,
    output_tokens: truth.output_tokens,
    cache_read_tokens: truth.cache_read_tokens,
    cache_write_tokens: cacheWrite,
    cache_write_5m_tokens: truth.cache_write_5m_tokens,
    cache_write_1h_tokens: truth.cache_write_1h_tokens,
    reasoning_tokens: truth.reasoning_tokens,
    total_tokens: truth.input_tokens + truth.output_tokens + truth.cache_read_tokens + cacheWrite,
  }
}

/** One line for each total that is not the true one; empty when the tool is right. */
export const disagreements = (tool: string, counted: Counted, truth: Counted): string[] =>
  Object.keys(counted)
    .filter((field) => counted[field] !== truth[field])
    .map((field) => `${tool} counts ${field} ${counted[field]}, the truth is ${truth[field]}`)
