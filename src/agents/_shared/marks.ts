import { hash } from 'node:crypto'
import { closeSync } from 'node:fs'
import { openRegular, readBytes } from '../../platform/regular-file.ts'

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

const digest = (bytes: Buffer): string => hash('sha1', bytes, 'base64url')
