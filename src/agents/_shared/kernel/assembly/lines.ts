import { fillSlots, isText, record, unusual, wanted } from './fields'
import { FOUND, INPUT, SLOTS } from './layout'

const NEWLINE: u8 = 10
const RETURN: u8 = 13

/** No whole line is left. */
const NONE: i32 = 0
/** A record that is wanted; its slots are filled. */
const RECORD: i32 = 1
/** Something stands in the line that the host has to look at itself. */
const UNUSUAL: i32 = 2
/** No record as it stands. */
const ODD: i32 = 3

/** Goes on, between two positions of the input, to the next line that is wanted or is not one usual record. */
export function scan(from: i32, to: i32, node: i32, low: i32, high: i32): i32 {
  const end: usize = INPUT + <usize>to
  let start: usize = INPUT + <usize>from
  let passed: u32 = 0
  while (start < end) {
    // Its end is found by reading it: a line feed stands nowhere inside a record.
    const stop = record(start, end, node, low, high)
    let next = stop
    if (stop != 0 && load<u8>(next) == RETURN) next += 1
    if (stop == 0 || unusual || next >= end || load<u8>(next) != NEWLINE) {
      next = lineFeed(start, end)
      if (next == end) break
      const last = next > start && load<u8>(next - 1) == RETURN ? next - 1 : next
      return tell(unusual ? UNUSUAL : ODD, start, last, next + 1, passed + 1)
    }
    passed += 1
    noteTime(low)
    if (wanted) {
      fillSlots(low, high)
      return tell(RECORD, start, stop, next + 1, passed)
    }
    start = next + 1
  }
  return tell(NONE, start, start, start, passed)
}

/** Of a row whose first field is its time: where that stands, as the last one and where there was none as the first too. */
function noteTime(low: i32): void {
  const slot = SLOTS + <usize>low * 24
  if (!isText(load<u32>(slot))) return
  const place = load<u64>(slot, 4)
  if (load<u32>(FOUND, 16) == 0) store<u64>(FOUND, place, 16)
  store<u64>(FOUND, place, 24)
}

function tell(kind: i32, start: usize, stop: usize, next: usize, passed: u32): i32 {
  store<u32>(FOUND, <u32>(start - INPUT))
  store<u32>(FOUND, <u32>(stop - INPUT), 4)
  store<u32>(FOUND, <u32>(next - INPUT), 8)
  store<u32>(FOUND, passed, 12)
  return kind
}

/** The first one from p on, or the end. */
function lineFeed(p: usize, end: usize): usize {
  const feed = i8x16.splat(<i8>NEWLINE)
  for (; p < end; p += 16) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(p), feed))
    if (found != 0) return min(p + <usize>ctz(found), end)
  }
  return end
}
