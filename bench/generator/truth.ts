import type { Written } from './log-file.ts'

/** The true totals: every billed request once. Classes do not overlap, but reasoning is a part of output. */
export interface Tokens {
  requests: number
  input_tokens: number
  output_tokens: number
  cache_read_tokens: number
  cache_write_5m_tokens: number
  cache_write_1h_tokens: number
  reasoning_tokens: number
}

export interface AgentTruth extends Tokens, Written {}

export interface Truth {
  readonly kind: string
  readonly size: number
  readonly seed: number
  /** Which generator made it: a corpus of an older one is made again. */
  readonly generator: string
  readonly agents: { readonly claude: AgentTruth; readonly codex: AgentTruth }
  readonly totals: AgentTruth
}

export const noTokens = (): Tokens => ({
  requests: 0,
  input_tokens: 0,
  output_tokens: 0,
  cache_read_tokens: 0,
  cache_write_5m_tokens: 0,
  cache_write_1h_tokens: 0,
  reasoning_tokens: 0,
})

export const emptyTruth = (): AgentTruth => ({ ...noTokens(), files: 0, bytes: 0, lines: 0 })

export function addTokens<T extends Tokens>(to: T, more: Tokens): T {
  for (const key of Object.keys(noTokens()) as (keyof Tokens)[]) to[key] += more[key]
  return to
}

export function sumOf(parts: readonly AgentTruth[]): AgentTruth {
  const sum = emptyTruth()
  for (const part of parts) {
    addTokens(sum, part)
    sum.files += part.files
    sum.bytes += part.bytes
    sum.lines += part.lines
  }
  return sum
}
