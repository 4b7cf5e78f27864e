// Whatever stands between the brackets of a line.

export const QUOTE: u8 = 34
const BACKSLASH: u8 = 92

/** Of the last text: it has an escape, or a byte above ASCII. */
export let escaped: bool = false
export let wide: bool = false
/** The line that is read. */
export let lineEnd: usize = 0

export function endLineAt(p: usize): void {
  lineEnd = p
}

// @ts-ignore: decorator
@inline
export function blank(p: usize): usize {
  let byte = load<u8>(p)
  if (byte > 32) return p
  while (p < lineEnd && (byte == 32 || byte == 9 || byte == 13 || byte == 10)) {
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
    const letter = load<u8>(p, 1)
    if (letter == 117) {
      for (let j: usize = 2; j < 6; j += 1) if (!isHex(load<u8>(p + j))) return 0
      p += 6
    } else {
      if (!isEscape(letter)) return 0
      p += 2
    }
  }
  return 0
}

/** The same of a text that nobody wants. */
export function skip(p: usize): usize {
  while (p < lineEnd) {
    let stops = stopsAt(p) | (stopsAt(p + 16) << 16)
    let next = p + 32
    while (stops != 0) {
      const i = ctz(stops)
      const at = p + <usize>i
      const byte = load<u8>(at)
      if (byte == QUOTE) return at < lineEnd ? at + 1 : 0
      if (byte != BACKSLASH) return 0
      const letter = load<u8>(at, 1)
      if (letter == 117) {
        for (let j: usize = 2; j < 6; j += 1) if (!isHex(load<u8>(at + j))) return 0
      } else if (!isEscape(letter)) return 0
      if (i == 31) {
        next += 1
        break
      }
      stops &= -4 << i
    }
    p = next
  }
  return 0
}

/** Where among sixteen bytes a text ends, has an escape or something it must not have. */
// @ts-ignore: decorator
@inline
function stopsAt(p: usize): i32 {
  const block = v128.load(p)
  const quotes = i8x16.eq(block, i8x16.splat(<i8>QUOTE))
  const backslashes = i8x16.eq(block, i8x16.splat(<i8>BACKSLASH))
  return i8x16.bitmask(v128.or(v128.or(quotes, backslashes), i8x16.le_u(block, i8x16.splat(31))))
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
