import { createHash } from 'node:crypto'
import type { Source } from './discover.ts'
import { READER } from './reader.ts'

export const digest = (text: string): string => createHash('sha256').update(text).digest('base64url')

/** Changes whenever any log does. */
export function inventoryOf(sources: readonly Source[]): string {
  const names = [`reader ${READER}`]
  // Thousands of numbers are hashed as they are: writing them out would take longer.
  const numbers = new Float64Array(2 * sources.reduce((count, { files }) => count + files.length, 0))
  let at = 0
  for (const { place, files } of sources) {
    names.push(place.path)
    for (const { path, inode, size, mtime } of files) {
      names.push(`${path}\0${inode}`)
      numbers[at++] = size
      numbers[at++] = mtime
    }
  }
  return createHash('sha256').update(names.join('\n')).update(numbers).digest('base64url')
}
