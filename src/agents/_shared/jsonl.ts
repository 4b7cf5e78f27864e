import { closeSync, readSync } from 'node:fs'
import { parseObject } from './json.ts'
import type { JsonObject } from './json.ts'
import { found, viewsOf } from './kernel/kernel.ts'
import { createPicker, FOUND } from './kernel/picker.ts'
import type { Picker } from './kernel/picker.ts'
import { marksOf } from './marks.ts'
import type { Marks } from './marks.ts'
import { firstRecordByte, isBlank, takeBroken, takeOddLine, takeParsed } from './odd-lines.ts'
import { openRegular, readBytes } from '../../platform/regular-file.ts'
import { forgetTimes } from './row-times.ts'

const NEWLINE = 10

/** As much stays in the cache of a processor while it is copied and searched. */
const CHUNK = 1 << 18
/** A longer line is skipped and named: no agent is known to write one, and V8 strings end at 512 MB. */
const LONGEST_LINE = 256 << 20

export interface Lines {
  /** What is wanted of which lines. Without one every line is parsed. */
  readonly picker?: Picker
  /**
   * A record: what was picked of it, or all of it where it is written in an unusual way, in which case it may be one that
   * was not wanted. It stands between `start` and `end` of `buffer`, and at `offset` in the file.
   */
  row(row: JsonObject, offset: number, buffer: Buffer, start: number, end: number): void
  bad(offset: number, detail: string): void
  /** After each chunk: the bytes up to `end` are whole lines that have been taken. */
  passed?(buffer: Buffer, end: number): void
}

export interface LinesEnd {
  readonly lines: number
  /** End of the last complete record. */
  readonly readTo: number
  readonly tornTail: boolean
}

/** Reads the lines of a file from `start`, in bounded memory unless a single line is longer. */
export function readLines(path: string, start: number, lines: Lines): LinesEnd & { readonly marks: Marks } {
  const { fd, size } = openRegular(path)
  try {
    const read: Read = (buffer, at, length, position) => readSync(fd, buffer, at, length, position)
    const { held, ...end } = feed(read, start, size, lines)
    const bytes = (from: number, to: number): Buffer =>
      to <= held ? viewsOf(0).input.subarray(from, to) : readBytes(fd, from, to)
    return { ...end, marks: marksOf(end.readTo, bytes) }
  } finally {
    closeSync(fd)
  }
}

/** The same over text that is in memory already, such as a decompressed file. */
export function readLinesOf(text: Buffer, start: number, lines: Lines): LinesEnd {
  const read: Read = (buffer, at, length, position) => text.copy(buffer, at, position, position + length)
  const { held: _, ...end } = feed(read, start, text.length, lines)
  return end
}

type Read = (buffer: Buffer, at: number, length: number, position: number) => number

/** `held`: so many of the first bytes are in the input still. */
function feed(read: Read, start: number, size: number, lines: Lines): LinesEnd & { readonly held: number } {
  let { input } = viewsOf(CHUNK)
  /** Bytes at the head of the input that belong to an unfinished line. */
  let kept = 0
  let position = start
  let count = 0
  let held = 0
  let skipping = false

  for (;;) {
    // What was added since the file was opened is left to the next time.
    const got = position < size ? read(input, kept, Math.min(input.length - kept, Math.max(CHUNK, kept)), position) : 0
    if (got === 0) break
    held = position === 0 ? got : 0
    const filled = kept + got
    const base = position - kept
    position += got
    // A long line would be read again and again until its end is there.
    const whole = kept + input.subarray(kept, filled).lastIndexOf(NEWLINE) + 1
    let from = 0
    if (skipping) {
      const end = input.subarray(0, filled).indexOf(NEWLINE)
      skipping = end === -1
      from = skipping ? filled : end + 1
    }
    forgetTimes()
    if (whole > kept && !skipping) {
      count += takeLines(input, from, whole, base, lines)
      from = whole
    }
    if (from > 0) lines.passed?.(input.subarray(0, filled), from)
    kept = filled - from
    if (kept > 0 && from > 0) {
      input.copyWithin(0, from, filled)
      held = 0
    }
    if (kept > LONGEST_LINE) {
      lines.bad(position - kept, 'line of more than 256 MB')
      count += 1
      skipping = true
      kept = 0
    } else if (kept > input.length / 2) ({ input } = viewsOf(input.length * 2))
  }
  return { held, ...takeTail(input, kept, position - kept, count, lines) }
}

/** Of lines that are parsed as a whole nothing has to be picked. */
const ANY_LINE = createPicker({ fields: {} })

/** Takes the lines between two positions, all of them whole, and counts them. */
function takeLines(input: Buffer, from: number, to: number, base: number, lines: Lines): number {
  const picker = lines.picker ?? ANY_LINE
  let count = 0
  for (let next = from; ;) {
    const kind = picker.scan(next, to)
    next = found[2]!
    count += found[3]!
    if (kind === FOUND.nothing) return count
    if (!take(kind, input, found[0]!, found[1]!, base, lines)) count -= 1
  }
}

/** False for a line that is blank, such as what is left of one that was read before its end was written. */
function take(kind: number, input: Buffer, start: number, end: number, base: number, lines: Lines): boolean {
  if (kind === FOUND.record && lines.picker) lines.row(lines.picker.row, base + start, input, start, end)
  else if (kind !== FOUND.odd) takeWhole(input, start, end, base + start, lines)
  else if (isBlank(input, start, end)) return false
  else takeOddLine(input, start, end, base + start, lines)
  return true
}

function takeWhole(input: Buffer, start: number, end: number, offset: number, lines: Lines): void {
  const row = parseObject(input, start, end)
  if (row) takeParsed(row, input, start, end, offset, lines)
  else takeBroken(input, start, end, offset, lines)
}

/** What follows the last end of line: a whole record, or one that is still being written. */
function takeTail(input: Buffer, length: number, offset: number, count: number, lines: Lines): LinesEnd {
  if (length === 0 || isBlank(input, 0, length)) return { lines: count, readTo: offset, tornTail: false }
  if (parseObject(input, firstRecordByte(input, 0, length), length) === null) {
    lines.bad(offset, 'torn line at the end of the file')
    return { lines: count + 1, readTo: offset, tornTail: true }
  }
  forgetTimes()
  takeOddLine(input, 0, length, offset, lines)
  lines.passed?.(input.subarray(0, length), length)
  return { lines: count + 1, readTo: offset + length, tornTail: false }
}
