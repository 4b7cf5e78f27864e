import type { Random } from '../random.ts'
import type { Tokens } from '../truth.ts'

/** Codex counts as it writes them: input includes cached and written, output includes reasoning. */
export interface Counts {
  input: number
  cached: number
  written: number
  output: number
  reasoning: number
}

/** Below every size tier: what a prompt grows to before it is cut back. */
const LARGEST_CONTEXT = 180_000

export const noCounts = (): Counts => ({ input: 0, cached: 0, written: 0, output: 0, reasoning: 0 })

export const plus = (a: Counts, b: Counts): Counts => ({
  input: a.input + b.input,
  cached: a.cached + b.cached,
  written: a.written + b.written,
  output: a.output + b.output,
  reasoning: a.reasoning + b.reasoning,
})

export function nextCounts(random: Random, context: number, writesCache: boolean): Counts {
  const fresh = random.int(200, 6_000)
  const output = 15 + random.around(420)
  return {
    input: context + fresh,
    cached: context - (context % 128),
    written: writesCache ? random.int(1, fresh - 100) : 0,
    output,
    reasoning: random.chance(0.7) ? random.int(1, output - 1) : 0,
  }
}

export const contextAfter = (random: Random, counts: Counts): number =>
  counts.input + counts.output > LARGEST_CONTEXT ? random.int(8_000, 30_000) : counts.input

export const tokensOf = (counts: Counts): Tokens => ({
  requests: 1,
  input_tokens: counts.input - counts.cached - counts.written,
  output_tokens: counts.output,
  cache_read_tokens: counts.cached,
  cache_write_5m_tokens: counts.written,
  cache_write_1h_tokens: 0,
  reasoning_tokens: counts.reasoning,
})

export const countsText = (counts: Counts, withWrites: boolean): string =>
  `{"input_tokens":${counts.input},"cached_input_tokens":${counts.cached},${withWrites ? `"cache_write_input_tokens":${counts.written},` : ''}` +
  `"output_tokens":${counts.output},"reasoning_output_tokens":${counts.reasoning},"total_tokens":${counts.input + counts.output}}`
