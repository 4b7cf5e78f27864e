import type { Random } from './random.ts'
import { codeLine, prose, TRAPS } from './phrases.ts'

/** Texts as they stand inside a JSON string: already escaped, ready to be pasted between quotes. */
export interface Texts {
  /** 20-120 characters, one line. */
  readonly short: () => string
  /** 150-600 characters. */
  readonly medium: () => string
  /** 500-1,500 characters. */
  readonly long: () => string
  /** About `length` characters, for tool results of many kilobytes. */
  readonly bulk: (length: number) => string
  readonly base64: (length: number) => string
}

const SHORT_POOL = 400
const POOL = 500
const BASE64_POOL = 4 * 1024 * 1024

export function createTexts(random: Random): Texts {
  const short = pool(random, SHORT_POOL, (_, foreign) => prose(random, random.int(20, 110), foreign))
  const medium = pool(random, POOL, (n, foreign) => passage(random, random.int(150, 560), n, foreign))
  const long = pool(random, POOL, (n, foreign) => passage(random, random.int(500, 1400), n, foreign))
  // One character above U+00FF doubles a long line's size in memory, and most real tool output has none.
  const plain = long.filter((text) => /^[\x20-\x7e]*$/.test(text))
  const blob = randomBase64(random)
  return {
    short: () => random.pick(short),
    medium: () => random.pick(medium),
    long: () => random.pick(long),
    bulk: (length) => {
      const from = random.chance(0.1) ? long : plain
      let out = ''
      while (out.length < length) out += random.pick(from) + '\\n'
      return out
    },
    // Base64 comes in groups of four.
    base64: (length) => {
      const whole = Math.min(length, BASE64_POOL) & ~3
      const start = random.int(0, (BASE64_POOL - whole) / 4) * 4
      return blob.slice(start, start + whole)
    },
  }
}

const pool = (random: Random, size: number, make: (n: number, foreign: boolean) => string): string[] =>
  Array.from({ length: size }, (_, n) => JSON.stringify(make(n, random.chance(0.06))).slice(1, -1))

function passage(random: Random, length: number, n: number, foreign: boolean): string {
  const lines = n % 40 === 7 ? [TRAPS[Math.floor(n / 40) % TRAPS.length]!] : []
  const isCode = random.chance(0.5)
  for (let size = 0; size < length; size += lines.at(-1)!.length + 1) {
    lines.push(isCode ? codeLine(random) : prose(random, random.int(60, 180), foreign))
  }
  return lines.join('\n')
}

function randomBase64(random: Random): string {
  const bytes = new Uint32Array(((BASE64_POOL / 4) * 3) / 4)
  for (let n = 0; n < bytes.length; n++) bytes[n] = random.uint32()
  return Buffer.from(bytes.buffer).toString('base64')
}
