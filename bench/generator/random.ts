/** A seeded source of chance: the same seed gives the same corpus, byte for byte, on every machine. */
export interface Random {
  readonly uint32: () => number
  /** A whole number from `low` to `high`, both included. */
  readonly int: (low: number, high: number) => number
  readonly chance: (probability: number) => boolean
  readonly pick: <T>(from: readonly T[]) => T
  /** Long-tailed around `mean`, as the sizes of real sessions are. */
  readonly around: (mean: number) => number
  readonly hex: (digits: number) => string
  readonly alphanumeric: (length: number) => string
  readonly uuid: () => string
  readonly uuidV7: (milliseconds: number) => string
}

const HEX_OF_BYTE = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
const ALPHANUMERIC = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'

const hexOf = (word: number): string =>
  HEX_OF_BYTE[word >>> 24]! +
  HEX_OF_BYTE[(word >>> 16) & 255]! +
  HEX_OF_BYTE[(word >>> 8) & 255]! +
  HEX_OF_BYTE[word & 255]!

export function createRandom(seed: number): Random {
  const uint32 = sfc32(seed)
  const unit = () => uint32() / 0x1_0000_0000
  const int = (low: number, high: number) => low + Math.floor(unit() * (high - low + 1))
  const hex = (digits: number) => {
    let out = ''
    while (out.length < digits) out += hexOf(uint32())
    return out.slice(0, digits)
  }
  return {
    uint32,
    int,
    hex,
    chance: (probability) => unit() < probability,
    pick: (from) => from[int(0, from.length - 1)]!,
    // Between a quarter and two and a half means; the square keeps most draws small.
    around: (mean) => Math.round(mean * (0.25 + 2.25 * unit() ** 2)),
    alphanumeric: (length) => {
      let out = ''
      for (let n = 0; n < length; n++) out += ALPHANUMERIC[uint32() % 62]
      return out
    },
    uuid: () => {
      const a = hexOf(uint32())
      const b = hexOf(uint32())
      return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-a${hex(3)}-${hex(12)}`
    },
    uuidV7: (milliseconds) => {
      const time = milliseconds.toString(16).padStart(12, '0')
      return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-b${hex(3)}-${hex(12)}`
    },
  }
}

/** Small fast counter (sfc32), of which 32 bits a call are enough here. */
function sfc32(seed: number): () => number {
  let [a, b, c, counter] = [seed | 0, 0x9e3779b9 | 0, 0x243f6a88 | 0, 1]
  const next = () => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum >>> 0
  }
  for (let n = 0; n < 15; n++) next()
  return next
}
