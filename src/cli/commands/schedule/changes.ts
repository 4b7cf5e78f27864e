import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { RimuruError, systemCodeOf } from '../../../core/errors.ts'
import { makeFolder } from '../../../platform/folders.ts'
import { reasonOf } from '../../../platform/walk.ts'

/** A text that is to be another one; null is none. */
export interface Change {
  readonly name: string
  readonly before: string | null
  readonly after: string | null
  apply(): void
}

/** A program to call; when it cannot be, whoever installs is asked to. */
export type Call = readonly [string, ...string[]]

export interface Plan {
  readonly changes: readonly Change[]
  /** Called before and after the changes. */
  readonly before: readonly Call[]
  readonly after: readonly Call[]
  readonly notes: readonly string[]
}

export function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    if (systemCodeOf(cause) === 'ENOENT') return null
    throw new RimuruError('E8001', `it cannot be read: ${reasonOf(cause)}`, {
      where: path,
      hint: 'nothing was changed; make it readable, or take it away',
      cause,
    })
  }
}

export const fileChange = (path: string, after: string | null): Change => ({
  name: path,
  before: readIfThere(path),
  after,
  apply() {
    try {
      if (after === null) return rmSync(path, { force: true })
      makeFolder(dirname(path))
      writeFileSync(`${path}.new`, after)
      renameSync(`${path}.new`, path)
    } catch (cause) {
      throw new RimuruError('E8001', `it cannot be written: ${reasonOf(cause)}`, {
        where: path,
        hint: 'make its folder writable, or choose another way to install',
        cause,
      })
    }
  },
})

/** A file that somebody else has put there stays. `mark` stands in every file of ours. */
export function ownChange(path: string, after: string | null, mark: string): Change {
  const change = fileChange(path, after)
  if (change.before === null || change.before.includes(mark)) return change
  throw new RimuruError('E8001', 'the file is not of this schedule', {
    where: path,
    hint: 'another config has a job of the same name there: uninstall it there first, or rename the job',
  })
}
