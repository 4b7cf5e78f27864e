import { closeSync, fstatSync, readFileSync } from 'node:fs'
import { objectIn } from '../_shared/json.ts'
import type { JsonObject } from '../_shared/json.ts'
import { openRegular } from '../_shared/jsonl.ts'

/** The object in a file. Null for one that is half written, or longer than that. */
export function readJson(path: string, longest = Number.POSITIVE_INFINITY): JsonObject | null {
  const file = openRegular(path)
  try {
    return fstatSync(file).size > longest ? null : objectIn(readFileSync(file, 'utf8'))
  } finally {
    closeSync(file)
  }
}
