import { closeSync, readFileSync } from 'node:fs'
import { objectIn } from '../_shared/json.ts'
import type { JsonObject } from '../_shared/json.ts'
import { openRegular } from '../../platform/regular-file.ts'

/** The object in a file. Null for one that is half written, or longer than that. */
export function readJson(path: string, longest?: number): JsonObject | null {
  const { fd, size } = openRegular(path)
  try {
    if (longest !== undefined && size > longest) return null
    return objectIn(readFileSync(fd, 'utf8'))
  } finally {
    closeSync(fd)
  }
}
