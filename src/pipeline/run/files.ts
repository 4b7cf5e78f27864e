import { createHash } from 'node:crypto'
import { copyFileSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { messageOf, RimuruError, systemCodeOf } from '../../core/errors.ts'
import { makeFolder } from '../../platform/folders.ts'
import { UNFINISHED } from '../../plugin-host/output-names.ts'

export const sha256Of = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex')

/** Null where there is no file. */
export function digestOfFile(path: string): string | null {
  try {
    return sha256Of(readFileSync(path))
  } catch (error) {
    const code = systemCodeOf(error)
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return null
    throw error
  }
}

/** The file appears whole or not at all. */
export function placeFile(from: string, to: string): void {
  try {
    makeFolder(dirname(to))
    const beside = join(dirname(to), `.${basename(to)}${UNFINISHED}`)
    copyFileSync(from, beside)
    renameSync(beside, to)
  } catch (cause) {
    throw new RimuruError('E8001', `the file cannot be put in its place: ${messageOf(cause)}`, {
      where: to,
      hint: 'make the folder writable, and room on its disk',
      cause,
    })
  }
}

export function removeFile(path: string): void {
  rmSync(path, { force: true })
  try {
    rmdirSync(dirname(path))
  } catch {
    // It holds something else.
  }
}

/** What a run that was cut off has left of a file: one at most. */
export function removeUnfinished(folder: string): void {
  for (const name of namesIn(folder)) {
    if (name.startsWith('.') && name.endsWith(UNFINISHED)) rmSync(join(folder, name), { force: true })
  }
}

export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}
