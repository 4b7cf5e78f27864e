import type { JsonObject } from './json.ts'
import { found, input } from './kernel/kernel.ts'
import { timeOf } from './tokens.ts'

/*
 * When the rows of a chunk were written, by the `timestamp` at their top level: a nested one may be of anything. The kernel
 * notes where it stands in the rows it passes, whose pickers name it first; what it leaves to be parsed is noted here.
 */

interface Noted {
  readonly at: number
  readonly time: number
}

const FIRST = 4
const LAST = 6
let first: Noted | null = null
let last: Noted | null = null

export function forgetTimes(): void {
  found[FIRST] = 0
  found[LAST] = 0
  first = null
  last = null
}

/** Of a row that was parsed as a whole, at its place in the input. */
export function noteTime(row: JsonObject, at: number): void {
  const time = timeOf(row.timestamp)
  if (time === null) return
  last = { at, time }
  first ??= last
}

export const firstTime = (): number | null =>
  first !== null && (found[FIRST] === 0 || first.at < found[FIRST]!) ? first.time : timeAt(FIRST)

/** Of the row at hand, if it has one, else of the last before it that has. */
export const lastTime = (): number | null =>
  last !== null && (found[LAST] === 0 || last.at > found[LAST]!) ? last.time : timeAt(LAST)

const timeAt = (place: number): number | null =>
  found[place] === 0 ? null : timeOf(input.toString('latin1', found[place], found[place + 1]))
