import { isObject } from '../_shared/json.ts'
import type { JsonObject } from '../_shared/json.ts'
import { partsOfPrompt, tokenCount } from '../_shared/tokens.ts'

/** As Codex counts: input holds cached and cache-written tokens, output holds reasoning. */
export interface RawUsage {
  readonly input: number
  readonly cached: number
  readonly written: number
  readonly output: number
  readonly reasoning: number
}

export const rawUsage = (value: unknown): RawUsage | null =>
  isObject(value)
    ? {
        input: tokenCount(value.input_tokens, 'input_tokens'),
        cached: tokenCount(value.cached_input_tokens, 'cached_input_tokens'),
        written: tokenCount(value.cache_write_input_tokens, 'cache_write_input_tokens'),
        output: tokenCount(value.output_tokens, 'output_tokens'),
        reasoning: tokenCount(value.reasoning_output_tokens, 'reasoning_output_tokens'),
      }
    : null

/** Of another form than the known ones it would read as nothing. */
export const tellsCounts = (value: unknown): value is JsonObject =>
  isObject(value) && COUNTS.some((field) => value[field] !== undefined)

const COUNTS = [
  'input_tokens',
  'cached_input_tokens',
  'cache_write_input_tokens',
  'output_tokens',
  'reasoning_output_tokens',
]

export const isZero = (usage: RawUsage): boolean =>
  usage.input === 0 && usage.cached === 0 && usage.written === 0 && usage.output === 0 && usage.reasoning === 0

export const isSame = (a: RawUsage, b: RawUsage): boolean =>
  a.input === b.input &&
  a.cached === b.cached &&
  a.written === b.written &&
  a.output === b.output &&
  a.reasoning === b.reasoning

export const minus = (a: RawUsage, b: RawUsage): RawUsage => ({
  input: a.input - b.input,
  cached: a.cached - b.cached,
  written: a.written - b.written,
  output: a.output - b.output,
  reasoning: a.reasoning - b.reasoning,
})

export const isNegative = (usage: RawUsage): boolean =>
  usage.input < 0 || usage.cached < 0 || usage.written < 0 || usage.output < 0 || usage.reasoning < 0

export const sumOf = (usage: RawUsage): number =>
  usage.input + usage.cached + usage.written + usage.output + usage.reasoning

export const keyOf = (usage: RawUsage): string =>
  `${usage.input}.${usage.cached}.${usage.written}.${usage.output}.${usage.reasoning}`

/** Token classes that do not overlap. A cached count above the input cannot be: it is cut to it, and said. */
export function disjoint(usage: RawUsage) {
  const prompt = partsOfPrompt(usage.input, usage.cached, usage.written)
  const { cacheRead, cacheWrite5m } = prompt
  return {
    ...prompt,
    reasoning: Math.min(usage.reasoning, usage.output),
    clamped: cacheRead !== usage.cached || cacheWrite5m !== usage.written || usage.reasoning > usage.output,
  }
}

export const KNOWN_FIELDS: ReadonlySet<string> = new Set([...COUNTS, 'total_tokens'])
