import { closeSync, constants, fstatSync, openSync } from 'node:fs'
import { RimuruError } from '../../core/errors.ts'

/** Never blocks on a FIFO that took the place of a file. */
export function openRegular(path: string): { readonly fd: number; readonly size: number } {
  const fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  const stats = fstatSync(fd)
  if (stats.isFile()) return { fd, size: stats.size }
  closeSync(fd)
  throw new RimuruError('E8001', 'not a regular file', { where: path })
}
