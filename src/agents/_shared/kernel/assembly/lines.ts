import { INPUT, LINES } from './layout'
import { CHECKED, isObject } from './fields'

const MOST_LINES: i32 = 5400
const CLOSE: u8 = 125

/** Words of at most eight bytes; a line that holds one is wanted. */
let wordA: u64 = 0
let maskA: u64 = 0
let wordB: u64 = 0
let maskB: u64 = 0
let everyLine: bool = false
/** The first two letters of each word, sixteen times. */
let firstA: v128 = i8x16.splat(0)
let secondA: v128 = i8x16.splat(0)
let firstB: v128 = i8x16.splat(0)
let secondB: v128 = i8x16.splat(0)

export function setWords(aLow: u32, aHigh: u32, aLength: i32, bLow: u32, bHigh: u32, bLength: i32): void {
  wordA = (<u64>aHigh << 32) | <u64>aLow
  maskA = aLength >= 8 ? u64.MAX_VALUE : (<u64>1 << (<u64>aLength * 8)) - 1
  wordB = (<u64>bHigh << 32) | <u64>bLow
  maskB = bLength >= 8 ? u64.MAX_VALUE : (<u64>1 << (<u64>bLength * 8)) - 1
  everyLine = aLength == 0
  firstA = i8x16.splat(<i8>(wordA & 255))
  secondA = i8x16.splat(<i8>((wordA >> 8) & 255))
  firstB = i8x16.splat(<i8>(wordB & 255))
  secondB = i8x16.splat(<i8>((wordB >> 8) & 255))
}

/** Lines passed over by the last `split`, the listed ones included. */
export let passed: i32 = 0
/** Where the next line starts. */
export let rest: i32 = 0

/**
 * Lists the lines between two positions of the input that are wanted (1), are no record as they stand (2), or both (3).
 * Stops early when the list is full.
 */
export function split(from: i32, to: i32): i32 {
  const newline = i8x16.splat(10)
  const a0 = firstA
  const a1 = secondA
  const b0 = firstB
  const b1 = secondB
  const end: usize = INPUT + <usize>to
  let start: usize = INPUT + <usize>from
  let wanted: bool = everyLine
  let count: i32 = 0
  passed = 0
  let p: usize = start
  while (p < end) {
    // Most of a long line holds nothing: sixty-four bytes at a time are passed over.
    while (p + 64 <= end) {
      if (v128.any_true(v128.or(v128.or(stops(p), stops(p + 16)), v128.or(stops(p + 32), stops(p + 48))))) break
      p += 64
    }
    const block = v128.load(p)
    const next = v128.load(p, 1)
    const lineMask = i8x16.bitmask(i8x16.eq(block, newline))
    let hits = lineMask
    if (!everyLine) {
      const words = v128.or(
        v128.and(i8x16.eq(block, a0), i8x16.eq(next, a1)),
        v128.and(i8x16.eq(block, b0), i8x16.eq(next, b1)),
      )
      hits |= i8x16.bitmask(words)
    }
    if (end - p < 16) hits &= (1 << <i32>(end - p)) - 1
    while (hits != 0) {
      const i = ctz(hits)
      hits &= hits - 1
      const at = p + <usize>i
      if ((lineMask & (1 << i)) == 0) {
        if (!wanted) {
          const bytes = load<u64>(at)
          if ((bytes & maskA) == wordA || (bytes & maskB) == wordB) wanted = true
        }
        continue
      }
      let last = at
      if (last > start && load<u8>(last - 1) == 13) last -= 1
      let usual = last > start + 1 && load<u16>(start) == 0x227b && load<u8>(last - 1) == CLOSE
      if (usual && !wanted && last - start <= CHECKED) usual = isObject(start, last)
      if (wanted || !usual) {
        const entry = LINES + <usize>count * 12
        store<u32>(entry, <u32>(start - INPUT))
        store<u32>(entry, <u32>(last - INPUT), 4)
        store<u32>(entry, (wanted ? 1 : 0) | (usual ? 0 : 2), 8)
        count += 1
      }
      passed += 1
      start = at + 1
      wanted = everyLine
      if (count == MOST_LINES) {
        rest = <i32>(start - INPUT)
        return count
      }
    }
    p += 16
  }
  rest = <i32>(start - INPUT)
  return count
}

/** Ends of lines and possible beginnings of words among sixteen bytes. */
// @ts-ignore: decorator
@inline
function stops(p: usize): v128 {
  const block = v128.load(p)
  const lines = i8x16.eq(block, i8x16.splat(10))
  if (everyLine) return lines
  const next = v128.load(p, 1)
  return v128.or(
    lines,
    v128.or(
      v128.and(i8x16.eq(block, firstA), i8x16.eq(next, secondA)),
      v128.and(i8x16.eq(block, firstB), i8x16.eq(next, secondB)),
    ),
  )
}
