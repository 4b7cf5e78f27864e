// Whatever stands between the brackets of a line.

import { BACKSLASHES, CONTROLS, LETTERS_N, LETTERS_T, QUOTES } from './constants'

export const QUOTE: u8 = 34
const BACKSLASH: u8 = 92

/** Of the last text: it has an escape, or a byte above ASCII. */
export let escaped: bool = false
export let wide: bool = false
/** What is read ends here at the latest. */
export let lineEnd: usize = 0

export function endLineAt(p: usize): void {
  lineEnd = p
}

// @ts-ignore: decorator
@inline
export function blank(p: usize): usize {
  let byte = load<u8>(p)
  if (byte > 32) return p
  // A line feed ends the line.
  while (p < lineEnd && (byte == 32 || byte == 9 || byte == 13)) {
    p += 1
    byte = load<u8>(p)
  }
  return p
}

/** The end of a text whose first byte after the quote is at p: the position after its closing quote. */
export function text(p: usize): usize {
  escaped = false
  let high: i32 = 0
  for (;;) {
    if (p >= lineEnd) return 0
    const stops = stopsAt(p)
    const highs = i8x16.bitmask(v128.load(p))
    if (stops == 0) {
      high |= highs
      p += 16
      continue
    }
    const i = ctz(stops)
    high |= highs & ((1 << i) - 1)
    p += <usize>i
    if (p >= lineEnd) return 0
    const byte = load<u8>(p)
    if (byte == QUOTE) {
      wide = high != 0
      return p + 1
    }
    if (byte != BACKSLASH) return 0
    escaped = true
    if (!isEscapeAt(p + 1)) return 0
    p += load<u8>(p, 1) == 117 ? 6 : 2
  }
  return 0
}

/** The same of a text that nobody wants, sixty-four bytes at a time. */
export function skip(p: usize): usize {
  // Most texts are short.
  const stops = stopsAt(p) | (stopsAt(p + 16) << 16)
  if (stops != 0) {
    const at = p + <usize>ctz(stops)
    if (load<u8>(at) == QUOTE) return at < lineEnd ? at + 1 : 0
  } else p += 32
  const quote = v128.load(QUOTES)
  const backslash = v128.load(BACKSLASHES)
  const control = v128.load(CONTROLS)
  /** 1 where the block before ends with the backslash of an escape. */
  let pending: u64 = 0
  while (p < lineEnd) {
    const a = v128.load(p)
    const b = v128.load(p, 16)
    const c = v128.load(p, 32)
    const d = v128.load(p, 48)
    const least = i8x16.min_u(i8x16.min_u(a, b), i8x16.min_u(c, d))
    const controls = i8x16.le_u(least, control)
    const qa = i8x16.eq(a, quote)
    const qb = i8x16.eq(b, quote)
    const qc = i8x16.eq(c, quote)
    const qd = i8x16.eq(d, quote)
    const ba = i8x16.eq(a, backslash)
    const bb = i8x16.eq(b, backslash)
    const bc = i8x16.eq(c, backslash)
    const bd = i8x16.eq(d, backslash)
    const marks = v128.or(v128.or(v128.or(qa, qb), v128.or(qc, qd)), v128.or(v128.or(ba, bb), v128.or(bc, bd)))
    if (pending == 0 && !v128.any_true(v128.or(marks, controls))) {
      p += 64
      continue
    }
    const backslashes = places(ba, bb, bc, bd)
    // A backslash is an escape unless it is escaped itself: of several in a row every other one is.
    const starts = backslashes & ~pending
    const ends = (((starts << 1) | ODD) - starts) ^ ODD
    const letters = ends ^ (backslashes | pending)
    pending = (ends & backslashes) >> 63
    const quotes = places(qa, qb, qc, qd)
    const closing = quotes & ~letters
    const before = closing == 0 ? u64.MAX_VALUE : (closing & (0 - closing)) - 1
    if (letters != 0) {
      // Line feeds, tabs, quotes and backslashes are most of them.
      const n = v128.load(LETTERS_N)
      const t = v128.load(LETTERS_T)
      const usual =
        quotes | backslashes |
        places(
          v128.or(i8x16.eq(a, n), i8x16.eq(a, t)),
          v128.or(i8x16.eq(b, n), i8x16.eq(b, t)),
          v128.or(i8x16.eq(c, n), i8x16.eq(c, t)),
          v128.or(i8x16.eq(d, n), i8x16.eq(d, t)),
        )
      for (let rest = letters & ~usual & before; rest != 0; rest &= rest - 1) {
        if (!isEscapeAt(p + <usize>ctz(rest))) return 0
      }
    }
    if (v128.any_true(controls)) {
      const wrong = places(i8x16.le_u(a, control), i8x16.le_u(b, control), i8x16.le_u(c, control), i8x16.le_u(d, control))
      if ((wrong & before) != 0) return 0
    }
    if (closing != 0) {
      p += <usize>ctz(closing)
      return p < lineEnd ? p + 1 : 0
    }
    p += 64
  }
  return 0
}

const ODD: u64 = 0xaaaaaaaaaaaaaaaa

/** One bit for each of sixty-four bytes. */
// @ts-ignore: decorator
@inline
function places(a: v128, b: v128, c: v128, d: v128): u64 {
  const low = <u32>i8x16.bitmask(a) | (<u32>i8x16.bitmask(b) << 16)
  const high = <u32>i8x16.bitmask(c) | (<u32>i8x16.bitmask(d) << 16)
  return <u64>low | (<u64>high << 32)
}

/** Whether a backslash may stand before what is at p. */
function isEscapeAt(p: usize): bool {
  const letter = load<u8>(p)
  return letter == 117 ? areHex(p + 1) : isEscape(letter)
}

function areHex(p: usize): bool {
  for (let i: usize = 0; i < 4; i += 1) if (!isHex(load<u8>(p + i))) return false
  return true
}

/** Where among sixteen bytes a text ends, has an escape or something it must not have. */
// @ts-ignore: decorator
@inline
function stopsAt(p: usize): i32 {
  const block = v128.load(p)
  const quotes = i8x16.eq(block, v128.load(QUOTES))
  const backslashes = i8x16.eq(block, v128.load(BACKSLASHES))
  return i8x16.bitmask(v128.or(v128.or(quotes, backslashes), i8x16.le_u(block, v128.load(CONTROLS))))
}

// @ts-ignore: decorator
@inline
function isEscape(letter: u8): bool {
  return letter == 110 || letter == QUOTE || letter == BACKSLASH || letter == 116 || letter == 47 || letter == 114 || letter == 98 || letter == 102
}

// @ts-ignore: decorator
@inline
function isHex(byte: u8): bool {
  return (byte >= 48 && byte <= 57) || (byte >= 97 && byte <= 102) || (byte >= 65 && byte <= 70)
}

/** Where a number ends, or 0. */
export function number(p: usize): usize {
  if (load<u8>(p) == 45) p += 1
  let byte = load<u8>(p)
  if (byte == 48) p += 1
  else {
    if (byte < 49 || byte > 57) return 0
    while (isDigit(load<u8>(p))) p += 1
  }
  if (load<u8>(p) == 46) {
    p += 1
    if (!isDigit(load<u8>(p))) return 0
    while (isDigit(load<u8>(p))) p += 1
  }
  byte = load<u8>(p)
  if (byte == 101 || byte == 69) {
    p += 1
    byte = load<u8>(p)
    if (byte == 43 || byte == 45) p += 1
    if (!isDigit(load<u8>(p))) return 0
    while (isDigit(load<u8>(p))) p += 1
  }
  return p <= lineEnd ? p : 0
}

// @ts-ignore: decorator
@inline
export function isDigit(byte: u8): bool {
  return byte >= 48 && byte <= 57
}
