import { readFileSync } from 'node:fs'

/** A rollout of more than a gigabyte is not decompressed into memory. */
const LARGEST = 1 << 30

export interface Decompressed {
  readonly text: Buffer
  /** Something follows that is no whole frame. */
  readonly isBroken: boolean
}

/** All frames of a file: Node stops after the first one, and says nothing of the rest. */
export function decompressZstd(path: string): Decompressed {
  // Few have such a file, and every thread that reads would load it.
  const { zstdDecompressSync } = process.getBuiltinModule('node:zlib')
  const texts: Buffer[] = []
  let isBroken = false
  let left = LARGEST
  for (let rest = readFileSync(path); rest.length > 0 || texts.length === 0;) {
    try {
      const { buffer, engine } = zstdDecompressSync(rest, { maxOutputLength: left, info: true }) as unknown as Frame
      texts.push(buffer)
      left -= buffer.length
      rest = rest.subarray(engine.bytesWritten)
    } catch (error) {
      if (texts.length === 0 || error instanceof RangeError) throw error
      isBroken = true
      break
    }
  }
  return { text: texts.length === 1 ? texts[0]! : Buffer.concat(texts), isBroken }
}

/** With `info`, which the types of Node leave out. */
interface Frame {
  readonly buffer: Buffer
  /** `bytesWritten`: where the frame ended. */
  readonly engine: { readonly bytesWritten: number }
}
