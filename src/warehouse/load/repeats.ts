/** Texts that were probably seen before. */
export interface Repeats {
  /** False is sure; true is wrong for one in many thousands. */
  isRepeated(text: string): boolean
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
    for (const hash of slots) if (hash !== 0) insert(larger, hash)
    slots = larger
  }

  return {
    isRepeated(text) {
      if (!insert(slots, hashOf(text))) return true
      count += 1
      if (count * 2 > slots.length) grow()
      return false
    },
  }
}

/** Never 0, which is a free slot. */
function hashOf(text: string): number {
  let hash = 0x811c_9dc5
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x0100_0193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x85eb_ca6b)
  return hash ^ (hash >>> 13) || 1
}
