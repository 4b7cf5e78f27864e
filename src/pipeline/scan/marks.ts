import { hash } from 'node:crypto'
import { closeSync, readSync } from 'node:fs'
import { openRegular } from '../../agents/_shared/jsonl.ts'

const SIZE = 2048

export interface Marks {
  readonly head: string
  readonly tail: string
}

/** Digests of the first and the last bytes of what was read: a file that still has both was only added to. */
export function readMarks(path: string, readTo: number): Marks {
  const fd = openRegular(path)
  try {
    return { head: digest(fd, 0, Math.min(SIZE, readTo)), tail: digest(fd, Math.max(0, readTo - SIZE), readTo) }
  } finally {
    closeSync(fd)
  }
}

function digest(fd: number, from: number, to: number): string {
  const buffer = Buffer.allocUnsafe(Math.max(0, to - from))
  const got = buffer.length === 0 ? 0 : readSync(fd, buffer, 0, buffer.length, from)
  return hash('md5', buffer.subarray(0, got), 'base64url')
}
