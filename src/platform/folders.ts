import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { systemCodeOf } from '../core/errors.ts'

export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}

/** With all that lead to it. Node's own recursive mkdir never returns where a file system has no room for folders, as in /proc. */
export function makeFolder(path: string): void {
  if (isFolder(path)) return
  const above = dirname(path)
  if (above !== path) makeFolder(above)
  try {
    mkdirSync(path)
  } catch (error) {
    // Made by another process in the meantime.
    if (systemCodeOf(error) !== 'EEXIST' || !isFolder(path)) throw error
  }
}
