import { hash } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf } from '../../../core/errors.ts'
import { makeStateFolder } from '../../../platform/folders.ts'

/** An answer as it was received. */
export interface Kept {
  readonly url: string
  readonly etag: string | null
  /** When it was last found to be the newest. */
  readonly fetchedAt: string
  readonly sha256: string
  readonly bytes: Buffer
}

export const sha256Of = (bytes: Buffer): string => hash('sha256', bytes)

/** Null where there is none, or where it is not what was kept. */
export function keptAnswer(folder: string, name: string): Kept | null {
  try {
    const { url, etag, fetchedAt, sha256 } = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Kept
    const bytes = readFileSync(join(folder, `${name}.body`))
    return sha256Of(bytes) === sha256 ? { url, etag, fetchedAt, sha256, bytes } : null
  } catch {
    return null
  }
}

/** Says what went wrong, if something did: prices can be had without it. */
export function keepAnswer(folder: string, name: string, { bytes, ...head }: Kept): string | null {
  try {
    makeStateFolder(folder)
    replace(join(folder, `${name}.body`), bytes)
    replace(join(folder, `${name}.json`), JSON.stringify(head))
    return null
  } catch (error) {
    return `the answer could not be kept: ${messageOf(error)}`
  }
}

function replace(path: string, content: string | Buffer): void {
  const aside = `${path}.${process.pid}`
  writeFileSync(aside, content)
  renameSync(aside, path)
}
