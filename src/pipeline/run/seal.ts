import { readFileSync } from 'node:fs'
import { sha256Of } from './files.ts'

const SEAL = /("seal": "sha256:|<!-- sha256:)([0-9a-f]{64})/

const EMPTY = '0'.repeat(64)

/** Puts the digest of a text into it, so that a later run knows it for its own without having to remember it. */
export const sealed = (text: string): string => text.replace(EMPTY, sha256Of(text))

/** What a JSON document and a page hold until they are sealed. */
export const JSON_SEAL = `sha256:${EMPTY}`
export const PAGE_SEAL = `<!-- sha256:${EMPTY} -->`

/** Whether a page is of ours, also where line ends, a formatter or a merge have changed it since. */
export const hasPageSeal = (text: string): boolean => /<!-- sha256:[0-9a-f]{64} -->/.test(text)

/** Whether a file is as a run has written it. */
export function isSealed(path: string): boolean {
  let text
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return false
  }
  const [, before = '', digest] = SEAL.exec(text) ?? []
  return digest !== undefined && sha256Of(text.replace(SEAL, `${before}${EMPTY}`)) === digest
}
