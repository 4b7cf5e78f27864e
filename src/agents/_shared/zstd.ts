import { readFileSync } from 'node:fs'
import { zstdDecompressSync } from 'node:zlib'

/** A rollout of more than a gigabyte is not decompressed into memory. */
const LARGEST = 1 << 30

export const decompressZstd = (path: string): Buffer =>
  zstdDecompressSync(readFileSync(path), { maxOutputLength: LARGEST })
