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
  const { zstdDecompressSync, constants } = process.getBuiltinModule('node:zlib')
  const decompress = (bytes: Buffer, finishFlush = constants.ZSTD_e_end): Frame =>
    zstdDecompressSync(bytes, { maxOutputLength: left, info: true, finishFlush }) as unknown as Frame
  const texts: Buffer[] = []
  let isBroken = false
  let left = LARGEST
  for (let rest = readFileSync(path); rest.length > 0 || texts.length === 0;) {
    try {
      const { buffer, engine } = decompress(rest)
      texts.push(buffer)
      left -= buffer.length
      rest = rest.subarray(engine.bytesWritten)
    } catch (error) {
      if (error instanceof RangeError) throw error
      // A frame that was not written to its end still has what was.
      const cut = isCut(error) ? decompress(rest, constants.ZSTD_e_continue).buffer : NOTHING
      if (texts.length === 0 && cut.length === 0) throw error
      texts.push(cut)
      isBroken = true
      break
    }
  }
  return { text: texts.length === 1 ? texts[0]! : Buffer.concat(texts), isBroken }
}

const NOTHING = Buffer.alloc(0)

const isCut = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR'

/** With `info`, which the types of Node leave out. */
interface Frame {
  readonly buffer: Buffer
  /** `bytesWritten`: where the frame ended. */
  readonly engine: { readonly bytesWritten: number }
}
