import { closeSync, openSync, readSync } from 'node:fs'

const CHUNK = 1 << 20
const NEWLINE = 10

/** The line that a byte of a text file stands in, from 1; null where the file cannot tell. */
export function lineNumber(path: string, offset: number): number | null {
  // Offsets in a compressed file are those of its text.
  if (path.endsWith('.zst')) return null
  let file
  try {
    file = openSync(path, 'r')
  } catch {
    return null
  }
  try {
    const buffer = Buffer.allocUnsafe(CHUNK)
    let line = 1
    for (let at = 0; at < offset;) {
      const read = readSync(file, buffer, 0, Math.min(CHUNK, offset - at), at)
      if (read === 0) return null
      for (let i = buffer.indexOf(NEWLINE); i !== -1 && i < read; i = buffer.indexOf(NEWLINE, i + 1)) line += 1
      at += read
    }
    return line
  } catch {
    return null
  } finally {
    closeSync(file)
  }
}
