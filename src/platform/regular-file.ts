import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { RimuruError } from '../core/errors.ts'

/** Never blocks on a FIFO that took the place of a file. */
export function openRegular(path: string): { readonly fd: number; readonly size: number } {
  const fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  const stats = fstatSync(fd)
  if (stats.isFile()) return { fd, size: stats.size }
  closeSync(fd)
  throw new RimuruError('E8001', 'not a regular file', { where: path })
}

/** Fewer where the file ends before. */
export function readBytes(fd: number, from: number, to: number): Buffer {
  const buffer = Buffer.allocUnsafe(to - from)
  return buffer.subarray(0, buffer.length === 0 ? 0 : readSync(fd, buffer, 0, buffer.length, from))
}
