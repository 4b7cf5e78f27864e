import { hash } from 'node:crypto'
import { closeSync, readSync } from 'node:fs'
import { openRegular } from './regular-file.ts'

const SIZE = 2048

/** Digests of the first and the last bytes of what was read: a file that still has both was only added to. */
export interface Marks {
  readonly head: string
  readonly tail: string
}

type Bytes = (from: number, to: number) => Buffer

export const marksOf = (readTo: number, bytes: Bytes): Marks => ({
  head: digest(bytes(0, Math.min(SIZE, readTo))),
  tail: digest(bytes(Math.max(0, readTo - SIZE), readTo)),
})

export function readMarks(path: string, readTo: number): Marks {
  const { fd } = openRegular(path)
  try {
    return marksOf(readTo, (from, to) => readBytes(fd, from, to))
  } finally {
    closeSync(fd)
  }
}

/** Fewer where the file ends before. */
export function readBytes(fd: number, from: number, to: number): Buffer {
  const buffer = Buffer.allocUnsafe(to - from)
  return buffer.subarray(0, buffer.length === 0 ? 0 : readSync(fd, buffer, 0, buffer.length, from))
}

const digest = (bytes: Buffer): string => hash('sha1', bytes, 'base64url')
