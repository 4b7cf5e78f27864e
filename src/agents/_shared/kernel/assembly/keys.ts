import { KEYS, KEY_TABLE } from './layout'

/**
 * The keys of objects as they followed each other before, so that most need only be compared. A key is known by the one whose
 * value its object is (`parent`). Of 64 bytes: 0 the key as it stands in the line with its quotes and colon, 32 which of the
 * first and 34 of the last sixteen bytes count, 36 its length, 38 the key that followed it, 40 the first one of its value,
 * 42 child, 44 slot, 46 parent, 48 whether it is unusual where it stands. Numbers below `ROOTS` have no key: they are where
 * a line begins, by the node of the plan.
 */
const ROOTS: i32 = 64
const MOST_KEYS: i32 = 2048
const LONGEST_KEY: i32 = 32
const BUCKETS: u32 = 4096

let count: i32 = ROOTS

/** Between two lines: numbers in use must not change their meaning. */
export function makeRoom(): void {
  if (count < MOST_KEYS) return
  memory.fill(KEYS, 0, <usize>MOST_KEYS * 64 + BUCKETS * 2)
  count = ROOTS
}

// @ts-ignore: decorator
@inline
export function keyAt(id: u32): usize {
  return KEYS + (<usize>id << 6)
}

/** Whether a known key stands at p, with its colon. */
// @ts-ignore: decorator
@inline
export function stands(key: usize, p: usize): bool {
  const low = <u32>load<u16>(key, 32)
  if (low == 0 || (<u32>i8x16.bitmask(i8x16.eq(v128.load(key), v128.load(p))) & low) != low) return false
  const high = <u32>load<u16>(key, 34)
  return high == 0 || (<u32>i8x16.bitmask(i8x16.eq(v128.load(key, 16), v128.load(p, 16))) & high) == high
}

/** The number of a key that stands at p with its quotes and a colon; of a new one where it has to be filled in. 0: it cannot be kept. */
export function keyOf(parent: u32, p: usize, length: i32): u32 {
  if (length > LONGEST_KEY) return 0
  let bucket = hash(parent, p, length)
  for (;;) {
    const id = <u32>load<u16>(KEY_TABLE + <usize>bucket * 2)
    if (id == 0) break
    const key = keyAt(id)
    if (<u32>load<u16>(key, 46) == parent && <i32>load<u16>(key, 36) == length && stands(key, p)) return id
    bucket = (bucket + 1) & (BUCKETS - 1)
  }
  if (count >= MOST_KEYS) return 0
  const id = <u32>count
  count += 1
  store<u16>(KEY_TABLE + <usize>bucket * 2, <u16>id)
  const key = keyAt(id)
  memory.copy(key, p, <usize>length)
  const mask: u64 = (<u64>1 << <u64>length) - 1
  store<u32>(key, <u32>mask, 32)
  store<u16>(key, <u16>length, 36)
  store<u16>(key, <u16>parent, 46)
  store<u8>(key, NEW, 48)
  return id
}

export const NEW: u8 = 2

/** Of the bytes of the key alone: what stands around it is another each time. */
function hash(parent: u32, p: usize, length: i32): u32 {
  const isShort = length < 6
  const start = isShort ? <u32>load<u16>(p, 1) : load<u32>(p, 1)
  const end = isShort ? <u32>length : load<u32>(p + <usize>length - 6)
  return (((start * 0x9e3779b1) ^ (end * 0x85ebca6b) ^ (parent * 0xc2b2ae35)) >> 12) & (BUCKETS - 1)
}
