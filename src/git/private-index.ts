import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../platform/folders.ts'
import type { Git } from './git.ts'

/** The real index, with what others have staged, stays out of it. */
export type PrivateIndex = Readonly<Record<'GIT_INDEX_FILE', string>>

/** Helpers of the real index, which would leave files beside it. */
const PLAIN = ['core.splitIndex=false', 'core.fsmonitor=false', 'core.untrackedCache=false'].flatMap((one) => [
  '-c',
  one,
])

export async function withPrivateIndex<T>(use: (index: PrivateIndex) => Promise<T>): Promise<T> {
  const folder = temporaryFolder('rimuru-index-')
  try {
    return await use({ GIT_INDEX_FILE: join(folder, 'index') })
  } finally {
    // A git that is being stopped may still write there.
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** All files of a commit, or none. */
export const takeCommit = async (git: Git, env: PrivateIndex, commit: string | null): Promise<string> =>
  await git.text([...PLAIN, 'read-tree', commit ?? '--empty'], { env })

/** The files as they are in the work tree, with git's filters; those that are not there are removed. */
export const takeFiles = async (git: Git, env: PrivateIndex, names: readonly string[]): Promise<string> =>
  await git.text([...PLAIN, 'update-index', '--add', '--remove', '-z', '--stdin'], {
    env,
    input: names.map((name) => `${name}\0`).join(''),
  })

export interface Entry {
  readonly name: string
  /** 000000 removes it. */
  readonly mode: string
  readonly id: string
}

export const takeEntries = async (git: Git, env: PrivateIndex, entries: readonly Entry[]): Promise<string> =>
  await git.text([...PLAIN, 'update-index', '-z', '--index-info'], {
    env,
    input: entries.map(({ name, mode, id }) => `${mode} ${id}\t${name}\0`).join(''),
  })
