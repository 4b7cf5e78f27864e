import { createHash } from 'node:crypto'
import type { Source } from './discover.ts'
import { READER } from './reader.ts'

export const digest = (text: string): string => createHash('sha256').update(text).digest('base64url')

/** Changes whenever any log does. */
export function inventoryOf(sources: readonly Source[]): string {
  const parts = [`reader ${READER}`]
  for (const { place, files } of sources) {
    parts.push(place.path)
    for (const file of files) parts.push(`${file.path}\0${file.size}\0${file.mtime}\0${file.inode}`)
  }
  return digest(parts.join('\n'))
}
