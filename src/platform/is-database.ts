import { closeSync, openSync, readSync } from 'node:fs'

const HEADER = 'SQLite format 3\0'

/** By how it begins: a place in it is a row, not a byte. */
export function isDatabase(path: string): boolean {
  let file
  try {
    file = openSync(path, 'r')
  } catch {
    return false
  }
  try {
    const start = Buffer.alloc(HEADER.length)
    readSync(file, start)
    return start.toString('latin1') === HEADER
  } catch {
    return false
  } finally {
    closeSync(file)
  }
}
