import type { Sink } from './agent.ts'
import { isView } from './json.ts'
import type { JsonObject } from './json.ts'
import { Moment } from './moment.ts'
import { timeOfNumber, timeOfText } from './times.ts'

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

/**
 * Counts without a rule are told of, in case they are a new class that is billed, also where they stand deeper or are named
 * otherwise than those that are known. Nothing is made for the many rows that have none.
 */
export function noteUnknownTokens(
  usage: JsonObject,
  known: ReadonlySet<string>,
  offset: number,
  sink: Pick<Sink, 'problem'>,
): void {
  // With another field beside them its line would have been parsed as a whole.
  if (isView(usage)) return
  for (const field in usage) if (!known.has(field)) noteCounts(usage[field], field, COUNTER.test(field), offset, sink)
}

const COUNTER = /(?:tokens|requests|searches|calls)(?:_?details)?$/i
const DEEPEST = 5

/** All numbers below what is named like a counter, by their paths. */
export function noteCounts(
  value: unknown,
  path: string,
  isCounter: boolean,
  offset: number,
  sink: Pick<Sink, 'problem'>,
  depth = 0,
): void {
  if (typeof value !== 'object' || value === null) {
    if (isCounter && isAbove0(value)) noteUnknown(path, offset, sink)
    return
  }
  if (depth === DEEPEST) return
  for (const [name, inner] of Object.entries(value)) {
    const at = Array.isArray(value) ? path : `${path}.${name}`
    noteCounts(inner, at, isCounter || COUNTER.test(name), offset, sink, depth + 1)
  }
}

export const noteUnknown = (field: string, offset: number, sink: Pick<Sink, 'problem'>): void =>
  sink.problem({ kind: 'note', offset, detail: `unrecognised usage field ${field}` })

/** Also where the number is written as a text. */
export const isAbove0 = (value: unknown): boolean =>
  typeof value === 'number' ? value > 0 : typeof value === 'string' && value !== '' && Number(value) > 0

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

/** An id may be written as a number. */
export const idOf = (value: unknown): string | null => (typeof value === 'number' ? String(value) : textOf(value))

/** Milliseconds since the epoch of an ISO text or of a number, or null. */
export function timeOf(value: unknown): number | null {
  if (value instanceof Moment) return value.ms
  return typeof value === 'string' ? timeOfText(value) : timeOfNumber(value)
}

const describe = (value: unknown): string =>
  typeof value === 'number' ? String(value) : `a ${Array.isArray(value) ? 'list' : typeof value}`
