import { parseObject } from './json.ts'
import type { JsonObject } from './json.ts'
import type { Lines } from './jsonl.ts'
import { noteTime } from './row-times.ts'

const NEWLINE = 10
const CARRIAGE_RETURN = 13
const SPACE = 32
const TAB = 9
const QUOTE = 34
const BACKSLASH = 92
const OPEN = 123
const CLOSE = 125

export function takeParsed(
  row: JsonObject,
  input: Buffer,
  start: number,
  end: number,
  offset: number,
  lines: Lines,
): void {
  lines.row(row, offset, input, start, end)
  noteTime(row, start)
}

/** A line that does not look like a record: it may have a byte order mark, spaces, NUL bytes, or be no record at all. */
export function takeOddLine(buffer: Buffer, from: number, end: number, offset: number, lines: Lines): void {
  const first = firstRecordByte(buffer, from, end)
  const row = parseObject(buffer, first, end)
  if (row !== null) {
    if (buffer[from] === 0) lines.bad(offset, 'NUL bytes before the record')
    return takeParsed(row, buffer, first, end, offset, lines)
  }
  takeBroken(buffer, from, end, offset, lines)
}

export function firstRecordByte(buffer: Buffer, from: number, end: number): number {
  let at = from
  while (at < end && (buffer[at] === 0 || isSpace(buffer[at]))) at += 1
  if (buffer[at] === 0xef && buffer[at + 1] === 0xbb && buffer[at + 2] === 0xbf) at += 3
  return at
}

function describeBad(buffer: Buffer, from: number): string {
  if (buffer[from] === 0) return 'run of NUL bytes'
  if (buffer[from] === OPEN) return 'broken JSON'
  return 'not a JSON object'
}

const isSpace = (byte: number | undefined): boolean =>
  byte === SPACE || byte === TAB || byte === CARRIAGE_RETURN || byte === NEWLINE

export function isBlank(buffer: Buffer, from: number, end: number): boolean {
  for (let at = from; at < end; at += 1) if (!isSpace(buffer[at])) return false
  return true
}

/** So much is searched for records in one broken line; a long one with many braces would take forever. */
const SEARCHED = 64 << 20

/**
 * A line that is no JSON object, as left by a writer that was killed in mid-line and started again: whole records in it
 * are taken all the same, from the left, so that the outermost is found.
 */
export function takeBroken(buffer: Buffer, from: number, end: number, offset: number, lines: Lines): void {
  lines.bad(offset, describeBad(buffer, from))
  let left = SEARCHED
  let at = buffer.indexOf('{"', from)
  while (at !== -1 && at < end && left > 0) {
    const to = endOfObject(buffer, at, end)
    left -= (to === -1 ? end : to) - at
    const row = to === -1 ? null : parseObject(buffer, at, to)
    if (row) takeParsed(row, buffer, at, to, offset + at - from, lines)
    at = buffer.indexOf('{"', row ? to : at + 1)
  }
}

/** Where the brace that opens at `from` is closed, or -1. */
function endOfObject(buffer: Buffer, from: number, end: number): number {
  let depth = 0
  let inText = false
  for (let at = from; at < end; at += 1) {
    const byte = buffer[at]
    if (inText) {
      if (byte === BACKSLASH) at += 1
      else if (byte === QUOTE) inText = false
    } else if (byte === QUOTE) inText = true
    else if (byte === OPEN) depth += 1
    else if (byte === CLOSE) {
      depth -= 1
      if (depth === 0) return at + 1
    }
  }
  return -1
}
