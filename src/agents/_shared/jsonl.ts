import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { RimuruError } from '../../core/errors.ts'
import { parseObject } from './json.ts'
import { check, LIST_FULL, passed, rest, split, viewsOf, wantWords } from './kernel/kernel.ts'
import { isBlank, takeBroken, takeOddLine } from './odd-lines.ts'

const NEWLINE = 10

/** One megabyte stays in the cache while a chunk is searched. */
const CHUNK = 1 << 20
/** A longer line is skipped and named: no agent is known to write one, and V8 strings end at 512 MB. */
const LONGEST_LINE = 256 << 20

export interface Lines {
  /**
   * Up to two words of at most eight bytes: a line that holds one is wanted. One that ends with a quote cannot stand
   * inside a JSON string, where the quote is escaped. Without words `isWanted` is asked about every line.
   */
  readonly words: readonly string[]
  /** True for a line that has to be read, decided on its bytes alone. May only err towards true. */
  isWanted(buffer: Buffer, start: number, end: number): boolean
  /** A line that may hold what the reader wants. `start` and `end` are positions in `buffer`, `offset` in the file. */
  wanted(buffer: Buffer, start: number, end: number, offset: number): void
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
  wantWords(lines.words)
  let { input } = viewsOf(CHUNK)
  /** Bytes at the head of the input that belong to an unfinished line. */
  let kept = 0
  let position = start
  let count = 0
  let skipping = false

  for (;;) {
    const got = read(input, kept, Math.min(input.length - kept, Math.max(CHUNK, kept)), position)
    if (got === 0) break
    const filled = kept + got
    const base = position - kept
    position += got
    let from = 0
    if (skipping) {
      const end = input.subarray(0, filled).indexOf(NEWLINE)
      skipping = end === -1
      from = skipping ? filled : end + 1
    }
    for (let full = !skipping; full;) {
      const listed = split(from, filled)
      count += passed()
      from = rest()
      full = listed === LIST_FULL
      count -= takeListed(input, listed, base, lines)
    }
    if (from > 0) lines.passed?.(input.subarray(0, filled), from)
    kept = filled - from
    if (kept > 0 && from > 0) input.copyWithin(0, from, filled)
    if (kept > LONGEST_LINE) {
      lines.bad(position - kept, 'line of more than 256 MB')
      count += 1
      skipping = true
      kept = 0
    } else if (kept > input.length / 2) ({ input } = viewsOf(input.length * 2))
  }
  return takeTail(input, kept, position - kept, count, lines)
}

/** How many of the listed lines are blank, such as what is left of one that was read before its end was written. */
function takeListed(input: Buffer, listed: number, base: number, lines: Lines): number {
  const list = viewsOf(0).lines
  const everyLine = lines.words.length === 0
  let blank = 0
  for (let i = 0; i < listed * 3; i += 3) {
    const from = list[i]!
    const end = list[i + 1]!
    if (list[i + 2]! > 1) {
      if (isBlank(input, from, end)) blank += 1
      else takeOddLine(input, from, end, base + from, lines)
    } else if (!everyLine || lines.isWanted(input, from, end)) lines.wanted(input, from, end, base + from)
    else if (!check(from, end)) takeBroken(input, from, end, base + from, lines)
  }
  return blank
}

/** What follows the last end of line: a whole record, or one that is still being written. */
function takeTail(input: Buffer, length: number, offset: number, count: number, lines: Lines): LinesEnd {
  if (length === 0 || isBlank(input, 0, length)) return { lines: count, readTo: offset, tornTail: false }
  if (parseObject(input, 0, length) === null) {
    lines.bad(offset, 'torn line at the end of the file')
    return { lines: count + 1, readTo: offset, tornTail: true }
  }
  const last = input.subarray(0, length)
  if (lines.isWanted(last, 0, length)) lines.wanted(last, 0, length, offset)
  lines.passed?.(last, length)
  return { lines: count + 1, readTo: offset + length, tornTail: false }
}

/** For the lines that are looked at one by one: those at the end of a file, and odd ones. */
export function holdsWord(words: readonly string[]): Lines['isWanted'] {
  const needles = words.map((word) => Buffer.from(word, 'latin1'))
  return (buffer, start, end) => {
    const line = buffer.subarray(start, end)
    return needles.some((needle) => line.includes(needle))
  }
}
