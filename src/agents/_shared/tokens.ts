import type { Sink } from './agent.ts'
import type { JsonObject } from './json.ts'
import { Moment } from './moment.ts'
import { timeOfText } from './times.ts'

/** Foreign numbers: what is absent is 0, what is impossible makes the record untrustworthy. */
export class ImpossibleNumber extends Error {
  constructor(field: string, value: unknown) {
    super(`${field} is ${describe(value)}`)
  }
}

/** A token count: a whole number from 0 to 2^53. Null and absent mean none. */
export function tokenCount(value: unknown, field: string): number {
  if (value === undefined || value === null) return 0
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw new ImpossibleNumber(field, value)
}

/** The warehouse has room for no more web searches in one request. */
export const MOST_SEARCHES = 2 ** 31 - 1

/** Token fields without a rule are told of, in case they are a new class that is billed. Nothing is made for the many rows that have none. */
export function noteUnknownTokens(
  usage: JsonObject,
  known: ReadonlySet<string>,
  offset: number,
  sink: Pick<Sink, 'problem'>,
): void {
  for (const field in usage) {
    if (field.endsWith('_tokens') && !known.has(field) && isAbove0(usage[field])) noteUnknown(field, offset, sink)
  }
}

export const noteUnknown = (field: string, offset: number, sink: Pick<Sink, 'problem'>): void =>
  sink.problem({ kind: 'note', offset, detail: `unrecognised usage field ${field}` })

export const isAbove0 = (value: unknown): boolean => typeof value === 'number' && value > 0

/** A prompt whose count holds what the cache gave and took, in classes that do not overlap. A part above the whole is cut to it. */
export function partsOfPrompt(prompt: number, read: number, written: number) {
  const cacheRead = Math.min(read, prompt)
  const cacheWrite5m = Math.min(written, prompt - cacheRead)
  return { input: prompt - cacheRead - cacheWrite5m, cacheRead, cacheWrite5m }
}

/** The decimal text of a recorded cost. A double prints the shortest text that reads back the same. */
export function recordedCost(value: unknown): string | null {
  return typeof value === 'number' && value >= 0 && value <= MOST_DOLLARS ? String(value) : null
}

/** What is above it was no cost, and many of them would be more than the warehouse can add up. */
export const MOST_DOLLARS = 1e9

export const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** Milliseconds since the epoch of an ISO text, or null. */
export function timeOf(value: unknown): number | null {
  if (value instanceof Moment) return value.ms
  return typeof value === 'string' ? timeOfText(value) : null
}

const describe = (value: unknown): string =>
  typeof value === 'number' ? String(value) : `a ${Array.isArray(value) ? 'list' : typeof value}`
