import { closeSync, fstatSync, readFileSync } from 'node:fs'
import { objectIn } from '../_shared/json.ts'
import type { JsonObject } from '../_shared/json.ts'
import { openRegular } from '../_shared/jsonl.ts'

/** The object in a file. Null for one that is half written, or longer than that. */
export function readJson(path: string, longest?: number): JsonObject | null {
  const file = openRegular(path)
  try {
    if (longest !== undefined && fstatSync(file).size > longest) return null
    return objectIn(readFileSync(file, 'utf8'))
  } finally {
    closeSync(file)
  }
}
