import type { Response, ResponsePart, Sink } from '../_shared/agent.ts'
import type { JsonObject } from '../_shared/json.ts'
import { dollarsOf } from './billing.ts'
import { ImpossibleNumber, partsOfPrompt, tokenCount } from '../_shared/tokens.ts'

/** As Copilot counts: input holds what was read from and written to the cache, output holds reasoning. */
export interface Usage {
  readonly input: number
  readonly output: number
  readonly read: number
  readonly written: number
  readonly reasoning: number
}

/** What each source calls the five numbers. Where a name has changed there are several. */
export type FieldNames = Readonly<Record<keyof Usage, readonly string[]>>

/** Problems name a field in one way, whatever the source calls it. */
const CLASSES: readonly (readonly [keyof Usage, string])[] = [
  ['input', 'input_tokens'],
  ['output', 'output_tokens'],
  ['read', 'cache_read_tokens'],
  ['written', 'cache_write_tokens'],
  ['reasoning', 'reasoning_tokens'],
]

export function usageOf(fields: JsonObject, names: FieldNames): Usage {
  const counts = CLASSES.map(([key, label]) => [
    key,
    tokenCount(
      names[key].map((name) => fields[name]).find((value) => value !== undefined && value !== null),
      label,
    ),
  ])
  return Object.fromEntries(counts) as Usage
}

export const NO_USAGE: Usage = { input: 0, output: 0, read: 0, written: 0, reasoning: 0 }

export const isNone = ({ input, output, read, written }: Usage): boolean => input + output + read + written === 0

export const minus = (a: Usage, b: Usage): Usage => ({
  input: a.input - b.input,
  output: a.output - b.output,
  read: a.read - b.read,
  written: a.written - b.written,
  reasoning: a.reasoning - b.reasoning,
})

export const isNegative = (usage: Usage): boolean => Object.values(usage).some((count) => count < 0)

/** What a model used, and who sold it. */
export interface Part {
  readonly model: string | null
  readonly provider: string | null
  readonly usage: Usage
  readonly nanoCredits: number | null
}

export interface Occasion extends Omit<Response, 'variant' | 'copyOf' | 'demoted' | 'copied' | 'parts'> {
  readonly variant?: string
  readonly copyOf?: string
  readonly demoted?: boolean
  readonly copied?: boolean
  readonly parts: readonly Part[]
}

export function tell({ parts, ...occasion }: Occasion, sink: Sink): void {
  if (parts.some(({ usage }) => exceeds(usage)))
    sink.problem({
      kind: 'note',
      offset: occasion.offset,
      detail: 'cached, written or reasoning tokens exceed their total',
    })
  sink.response({ variant: null, copyOf: null, demoted: false, copied: false, ...occasion, parts: parts.map(partOf) })
}

const exceeds = ({ input, output, read, written, reasoning }: Usage): boolean =>
  read + written > input || reasoning > output

function partOf({ model, provider, usage, nanoCredits }: Part, index: number): ResponsePart {
  return {
    provider,
    model: model ?? 'unknown',
    tier: 'standard',
    speed: 'standard',
    geo: null,
    requests: index === 0 ? 1 : 0,
    // Copilot does not say for how long the cache holds.
    ...partsOfPrompt(usage.input, usage.read, usage.written),
    cacheWrite1h: 0,
    output: usage.output,
    reasoning: Math.min(usage.reasoning, usage.output),
    webSearches: 0,
    recordedCost: dollarsOf(nanoCredits),
    outsideClaim: false,
  }
}

/** An impossible number sets its record apart, and no other. */
export function tryRecord(offset: number, sink: Sink, take: () => void): void {
  try {
    take()
  } catch (error) {
    if (!(error instanceof ImpossibleNumber)) throw error
    sink.problem({ kind: 'quarantined', offset, detail: error.message })
  }
}
