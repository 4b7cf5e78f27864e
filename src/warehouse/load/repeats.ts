/** Texts that were probably seen before. */
export interface Repeats {
  /** Of the text between two places. False is sure; true is wrong for one in many thousands. */
  isRepeated(bytes: DataView, from: number, to: number): boolean
}

/** A byte for each character, so that four are looked at at once. Two above 255 may become the same, and so may their texts. */
export function bytesOf(text: string): DataView {
  const { buffer, byteOffset, length } = Buffer.from(text, 'latin1')
  return new DataView(buffer, byteOffset, length)
}

/** Holds four bytes for each text, whatever its length, so that many millions of them fit. */
export function newRepeats(): Repeats {
  let slots = new Int32Array(1 << 14)
  let count = 0

  function insert(to: Int32Array, hash: number): boolean {
    const mask = to.length - 1
    for (let slot = hash; ; slot += 1) {
      const there = to[slot & mask]
      if (there === hash) return false
      if (there !== 0) continue
      to[slot & mask] = hash
      return true
    }
  }

  function grow(): void {
    const larger = new Int32Array(slots.length * 2)
    // By number: an iterator would make an object of each.
    for (let slot = 0; slot < slots.length; slot += 1) if (slots[slot] !== 0) insert(larger, slots[slot]!)
    slots = larger
  }

  return {
    isRepeated(bytes, from, to) {
      if (!insert(slots, hashOf(bytes, from, to))) return true
      count += 1
      if (count * 2 > slots.length) grow()
      return false
    },
  }
}

/** Never 0, which is a free slot. */
function hashOf(bytes: DataView, from: number, to: number): number {
  let hash = 0x811c_9dc5
  let at = from
  for (; at + 4 <= to; at += 4) hash = mixed(hash ^ bytes.getInt32(at, true))
  for (; at < to; at += 1) hash = mixed(hash ^ bytes.getUint8(at))
  return hash ^ (hash >>> 13) || 1
}

const mixed = (hash: number): number => {
  const product = Math.imul(hash, 0x85eb_ca6b)
  return product ^ (product >>> 15)
}
