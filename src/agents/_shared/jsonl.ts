import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { RimuruError } from '../../core/errors.ts'

const NEWLINE = 10
const CARRIAGE_RETURN = 13
const SPACE = 32
const TAB = 9
const QUOTE = 34
const BACKSLASH = 92
const OPEN = 123
const CLOSE = 125

/** One megabyte stays in the cache while a chunk is searched; larger chunks were slower. */
const CHUNK = 1 << 20
/** A longer line is skipped and named: no agent is known to write one, and V8 strings end at 512 MB. */
const LONGEST_LINE = 256 << 20

export interface Lines {
  /** A line that may hold what the reader wants. `start` and `end` are positions in `buffer`, `offset` in the file. */
  wanted(buffer: Buffer, start: number, end: number, offset: number): void
  /** True for a line that has to be read, decided on its bytes alone. May only err towards true. */
  isWanted(buffer: Buffer, start: number, end: number): boolean
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

let shared: Buffer | undefined

/** Reads the lines of a file from `start`, in bounded memory unless a single line is longer. */
export function readLines(path: string, start: number, lines: Lines): LinesEnd {
  const fd = openRegular(path)
  try {
    return feed((buffer, at, length, position) => readSync(fd, buffer, at, length, position), start, lines)
  } finally {
    closeSync(fd)
  }
}

/** The same over text that is in memory already, such as a decompressed file. */
export function readLinesOf(text: Buffer, start: number, lines: Lines): LinesEnd {
  return feed((buffer, at, length, position) => text.copy(buffer, at, position, position + length), start, lines)
}

/** Never blocks on a FIFO that took the place of a file. */
export function openRegular(path: string): number {
  const fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  if (fstatSync(fd).isFile()) return fd
  closeSync(fd)
  throw new RimuruError('E8001', 'not a regular file', { where: path })
}

type Read = (buffer: Buffer, at: number, length: number, position: number) => number

function feed(read: Read, start: number, lines: Lines): LinesEnd {
  shared ??= Buffer.allocUnsafe(CHUNK)
  let buffer = shared
  /** Bytes at the head of the buffer that belong to an unfinished line. */
  let kept = 0
  let position = start
  let count = 0
  let skipping = false
  let searched = 0

  for (;;) {
    const got = read(buffer, kept, buffer.length - kept, position)
    if (got === 0) break
    const filled = kept + got
    const base = position - kept
    position += got
    let from = 0
    const view = buffer.subarray(0, filled)
    for (;;) {
      const end = view.indexOf(NEWLINE, Math.max(from, searched))
      if (end === -1) break
      if (skipping) skipping = false
      else {
        if (takeLine(view, from, end, base + from, lines)) count += 1
      }
      from = end + 1
      searched = 0
    }
    if (from > 0) lines.passed?.(view, from)
    kept = filled - from
    searched = kept
    if (skipping) {
      kept = 0
      searched = 0
    } else if (kept > 0 && from > 0) buffer.copyWithin(0, from, filled)
    if (kept > LONGEST_LINE) {
      lines.bad(position - kept, 'line of more than 256 MB')
      count += 1
      skipping = true
      kept = 0
      searched = 0
      buffer = shared
    } else if (kept > buffer.length / 2) {
      const larger = Buffer.allocUnsafe(buffer.length * 2)
      buffer.copy(larger, 0, 0, kept)
      buffer = larger
    } else if (buffer !== shared && kept <= shared.length / 2) {
      buffer.copy(shared, 0, 0, kept)
      buffer = shared
    }
  }
  const tail = position - kept
  if (kept === 0 || isBlank(buffer, 0, kept)) return { lines: count, readTo: tail, tornTail: false }
  count += 1
  if (parseObject(buffer, 0, kept) === null) {
    lines.bad(tail, 'torn line at the end of the file')
    return { lines: count, readTo: tail, tornTail: true }
  }
  const last = buffer.subarray(0, kept)
  if (lines.isWanted(last, 0, kept)) lines.wanted(last, 0, kept, tail)
  lines.passed?.(last, kept)
  return { lines: count, readTo: position, tornTail: false }
}

/** False for a blank line, such as what is left of one whose record was read before its end of line was written. */
function takeLine(buffer: Buffer, from: number, to: number, offset: number, lines: Lines): boolean {
  let end = to
  if (end > from && buffer[end - 1] === CARRIAGE_RETURN) end -= 1
  if (buffer[from] === OPEN && buffer[from + 1] === QUOTE && buffer[end - 1] === CLOSE) {
    if (lines.isWanted(buffer, from, end)) lines.wanted(buffer, from, end, offset)
    return true
  }
  if (isBlank(buffer, from, end)) return false
  takeOddLine(buffer, from, end, offset, lines)
  return true
}

/** A line that does not look like a record: it may have a byte order mark, spaces, NUL bytes, or be no record at all. */
function takeOddLine(buffer: Buffer, from: number, end: number, offset: number, lines: Lines): void {
  const first = firstRecordByte(buffer, from, end)
  if (parseObject(buffer, first, end) !== null) {
    if (buffer[from] === 0) lines.bad(offset, 'NUL bytes before the record')
    if (lines.isWanted(buffer, first, end)) lines.wanted(buffer, first, end, offset)
    return
  }
  takeBroken(buffer, from, end, offset, lines)
}

function firstRecordByte(buffer: Buffer, from: number, end: number): number {
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

function isBlank(buffer: Buffer, from: number, end: number): boolean {
  for (let at = from; at < end; at += 1) if (!isSpace(buffer[at])) return false
  return true
}

/**
 * Decides on bytes whether a line holds one of some words, each searched once over a whole chunk. A word that ends with a
 * quote cannot match inside a JSON string, where the quote is escaped.
 */
export function holdsWord(...words: string[]): Lines['isWanted'] {
  const searches = words.map(wordSearch)
  const found = words.map(() => -1)
  let chunk: Buffer | undefined
  return (buffer, start, end) => {
    if (buffer !== chunk) {
      chunk = buffer
      found.fill(-1)
    }
    let hit = false
    for (let i = 0; i < searches.length; i += 1) {
      let at = found[i]!
      if (at < start) {
        at = searches[i]!(buffer, start)
        found[i] = at
      }
      if (at < end) hit = true
    }
    return hit
  }
}

/** Up to this length Node looks for the first byte of a needle with `memchr`, several times as fast as byte by byte. */
const SHORT_NEEDLE = 7

/** Looks for a word by a short piece of it that begins with a byte rare in logs: an underscore or a capital letter. */
export function wordSearch(word: string): (buffer: Buffer, start: number) => number {
  const whole = Buffer.from(word, 'latin1')
  const at = Math.max(0, word.search(/[^a-z"]/))
  const piece = whole.subarray(at, at + SHORT_NEEDLE)
  return (buffer, start) => {
    for (let from = start + at; ; from += 1) {
      from = buffer.indexOf(piece, from)
      if (from === -1) return Number.MAX_SAFE_INTEGER
      if (matchesAt(buffer, from - at, whole)) return from - at
    }
  }
}

function matchesAt(buffer: Buffer, at: number, word: Buffer): boolean {
  for (let i = 0; i < word.length; i += 1) if (buffer[at + i] !== word[i]) return false
  return true
}

export type JsonObject = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Bad UTF-8 becomes replacement characters: the numbers beside it are ASCII and still good. */
export function parseObject(buffer: Buffer, start: number, end: number): JsonObject | null {
  try {
    const value: unknown = JSON.parse(buffer.toString('utf8', start, end))
    return isObject(value) ? value : null
  } catch {
    return null
  }
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
    const whole = to !== -1 && parseObject(buffer, at, to) !== null
    if (whole && lines.isWanted(buffer, at, to)) lines.wanted(buffer, at, to, offset + at - from)
    at = buffer.indexOf('{"', whole ? to : at + 1)
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
