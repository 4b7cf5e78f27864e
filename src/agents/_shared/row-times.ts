import { parseObject } from './json.ts'
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
const NEWLINE = 10
let first: Noted | null = null
/** Also what was searched for, and where nothing was found. */
let last: { readonly at: number; readonly time: number | null } | null = null

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
  first ??= { at, time }
}

export function firstTime(): number | null {
  const at = found[FIRST]!
  if (at === 0 || (first !== null && first.at < at)) return first?.time ?? null
  return timeAt(FIRST) ?? timeAfter(at)
}

/** Of the row at hand, if it has one, else of the last before it that has. */
export function lastTime(): number | null {
  const at = found[LAST]!
  if (at === 0 || (last !== null && last.at >= at)) return last?.time ?? null
  const time = timeAt(LAST)
  if (time !== null) return time
  const before = timeBefore(at)
  last = { at, time: before }
  return before
}

const timeAt = (place: number): number | null =>
  found[place] === 0 ? null : timeOf(input.toString('latin1', found[place], found[place + 1]))

/* Now and then what stands there is no time: the kernel, which passes over millions of rows, does not look. */

function timeAfter(at: number): number | null {
  const end = Math.max(found[LAST]!, last?.at ?? 0)
  for (let from = input.indexOf(NEWLINE, at) + 1; from > 0 && from <= end; from = input.indexOf(NEWLINE, from) + 1) {
    const time = timeIn(from, input.indexOf(NEWLINE, from))
    if (time !== null) return time
  }
  return null
}

function timeBefore(at: number): number | null {
  const known = last?.at ?? 0
  for (let to = input.lastIndexOf(NEWLINE, at); to > known;) {
    const from = input.lastIndexOf(NEWLINE, to - 1) + 1
    const time = timeIn(from, to)
    if (time !== null) return time
    to = from - 1
  }
  return last?.time ?? null
}

const timeIn = (from: number, to: number): number | null => timeOf(parseObject(input, from, to)?.timestamp)
