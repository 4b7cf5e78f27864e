import type { Response, ResponsePart, Sink } from '../_shared/agent.ts'
import { ImpossibleNumber, partsOfPrompt, recordedCost, tokenCount } from '../_shared/tokens.ts'

/** As Goose counts: input holds what was read from and written to the cache, output holds reasoning. */
export interface Usage {
  readonly input: number
  readonly output: number
  readonly read: number
  readonly written: number
}

export const NO_USAGE: Usage = { input: 0, output: 0, read: 0, written: 0 }

type Row = Readonly<Record<string, unknown>>

/** The columns of one prefix: none for what a request used, `accumulated_` for what a session did. */
export const usageOf = (row: Row, prefix = ''): Usage => ({
  input: tokenCount(row[`${prefix}input_tokens`], `${prefix}input_tokens`),
  output: tokenCount(row[`${prefix}output_tokens`], `${prefix}output_tokens`),
  read: tokenCount(row[`${prefix}cache_read_tokens`], `${prefix}cache_read_tokens`),
  written: tokenCount(row[`${prefix}cache_write_tokens`], `${prefix}cache_write_tokens`),
})

/** What a total has beyond input and output is of no class: some providers count reasoning in it alone, or tell nothing else. */
export function noteUncounted(row: Row, prefix: string, offset: number, sink: Sink): void {
  const { input, output } = usageOf(row, prefix)
  const total = row[`${prefix}total_tokens`]
  if (typeof total !== 'number' || total <= input + output) return
  sink.problem({ kind: 'note', offset, detail: `${prefix}total_tokens is more than input and output` })
}

/** Of a session that is counted by its sums, or without them by its last request. */
export function noteUncountedSums(row: Row, hasSum: boolean, offset: number, sink: Sink): void {
  noteUncounted(row, 'accumulated_', offset, sink)
  if (!hasSum) noteUncounted(row, '', offset, sink)
}

export const plus = (a: Usage, b: Usage): Usage => ({
  input: a.input + b.input,
  output: a.output + b.output,
  read: a.read + b.read,
  written: a.written + b.written,
})

/** What a session used beyond the requests that are known; of no class less than nothing. */
export const beyond = (whole: Usage, known: Usage): Usage => ({
  input: Math.max(0, whole.input - known.input),
  output: Math.max(0, whole.output - known.output),
  read: Math.max(0, whole.read - known.read),
  written: Math.max(0, whole.written - known.written),
})

export const isNone = ({ input, output, read, written }: Usage): boolean => input + output + read + written === 0

/** Where and when something was used, and by what. */
export interface Occasion extends Pick<
  Response,
  'identity' | 'session' | 'time' | 'cwd' | 'offset' | 'subagent' | 'quality' | 'summed'
> {
  readonly model: string | null
  readonly provider: string | null
  readonly cost: unknown
  /** Where a session has several sources: 0 for the database. */
  readonly sourceRank: number
  readonly demoted?: boolean
}

export function tellUsage(usage: Usage, { model, provider, cost, ...where }: Occasion, sink: Sink): void {
  const prompt = partsOfPrompt(usage.input, usage.read, usage.written)
  if (prompt.cacheRead !== usage.read || prompt.cacheWrite5m !== usage.written)
    sink.problem({ kind: 'note', offset: where.offset, detail: 'more tokens from and to the cache than input' })
  const part: ResponsePart = {
    provider,
    model: model ?? 'unknown',
    tier: 'standard',
    speed: 'standard',
    geo: null,
    requests: isNone(usage) ? 0 : 1,
    ...prompt,
    cacheWrite1h: 0,
    output: usage.output,
    // It is in the output, and Goose does not say how much of it.
    reasoning: 0,
    webSearches: 0,
    recordedCost: recordedCost(cost),
    outsideClaim: false,
  }
  sink.response({ variant: null, copyOf: null, demoted: false, copied: false, branch: null, ...where, parts: [part] })
}

/** An impossible number sets its record apart, and no other. */
export function tryRecord<T>(offset: number, sink: Sink, take: () => T): T | null {
  try {
    return take()
  } catch (error) {
    if (!(error instanceof ImpossibleNumber)) throw error
    sink.problem({ kind: 'quarantined', offset, detail: error.message })
    return null
  }
}
