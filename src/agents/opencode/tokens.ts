import { isObject } from '../_shared/json.ts'
import type { JsonObject } from '../_shared/json.ts'
import { isAbove0, tokenCount } from '../_shared/tokens.ts'
import type { TokenCounts } from '../../core/usage.ts'
import { objectOf } from './message.ts'

export interface Usage {
  /** Output holds reasoning. */
  readonly counts: TokenCounts & { readonly reasoning: number }
  readonly unknownFields: readonly string[]
  /** Why it cannot be told for sure whether reasoning is in the output. */
  readonly doubt: string | null
}

const WITHOUT_CACHE: ReadonlySet<string> = new Set(['total', 'input', 'output', 'reasoning'])
const FIELDS: ReadonlySet<string> = new Set([...WITHOUT_CACHE, 'cache'])
const CACHE_FIELDS: ReadonlySet<string> = new Set(['read', 'write'])

/** `input` holds nothing of the cache in any version, and what is written to the cache is kept for five minutes. */
export function usageOf(tokens: JsonObject, provider: string | null): Usage {
  const cache = objectOf(tokens.cache)
  const input = tokenCount(tokens.input, 'tokens.input')
  const written = tokenCount(tokens.output, 'tokens.output')
  const reasoning = tokenCount(tokens.reasoning, 'tokens.reasoning')
  const cacheRead = tokenCount(cache.read, 'tokens.cache.read')
  const cacheWrite5m = tokenCount(cache.write, 'tokens.cache.write')
  const rest = input + cacheRead + cacheWrite5m
  const { isApart, doubt } = reasoningOf(tokens.total, { rest, written, reasoning, provider })
  return {
    counts: {
      input,
      output: isApart ? written + reasoning : written,
      cacheRead,
      cacheWrite5m,
      cacheWrite1h: 0,
      reasoning,
    },
    unknownFields: [
      ...unknownIn(tokens, isObject(tokens.cache) ? FIELDS : WITHOUT_CACHE, ''),
      ...unknownIn(cache, CACHE_FIELDS, 'cache.'),
    ],
    doubt,
  }
}

interface Sums {
  /** Everything but the output. */
  readonly rest: number
  readonly written: number
  readonly reasoning: number
  readonly provider: string | null
}

/** Until 1.3 reasoning was a part of `output`, since 1.14 at the latest it stands beside it: `total` tells of each message. */
function reasoningOf(
  total: unknown,
  { rest, written, reasoning, provider }: Sums,
): { isApart: boolean; doubt: string | null } {
  if (reasoning === 0) return { isApart: false, doubt: null }
  const sum = tokenCount(total, 'tokens.total')
  if (sum === rest + written + reasoning) return { isApart: true, doubt: null }
  // A part cannot be more than the whole.
  if (reasoning > written) return { isApart: true, doubt: sum > 0 ? NO_SUM : null }
  if (sum === rest + written) return { isApart: false, doubt: null }
  const isApart = isGoogle(provider)
  if (sum > 0) return { isApart, doubt: NO_SUM }
  // Google counts reasoning apart. That OpenCode passed it on so before there was a total was read in its source, and never seen.
  return { isApart, doubt: isApart ? 'reasoning of Google taken as not part of the output' : null }
}

const NO_SUM = 'tokens.total is no sum of the others'

const isGoogle = (provider: string | null): boolean =>
  provider !== null && /^(google|gemini)/.test(provider) && !provider.endsWith('-anthropic')

const unknownIn = (tokens: JsonObject, known: ReadonlySet<string>, prefix: string): string[] =>
  Object.entries(tokens)
    .filter(([field, value]) => !known.has(field) && ((typeof value === 'object' && value !== null) || isAbove0(value)))
    .map(([field]) => prefix + field)
