import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { RimuruError, systemCodeOf } from '../core/errors.ts'
import { isFolder } from '../platform/folders.ts'
import { repositoryAround } from '../platform/project.ts'
import { sentenceOf } from './failure.ts'
import { runGit } from './process.ts'

/** A work tree as it was when it was looked at. */
export interface Repository {
  readonly root: string
  /** Of a linked worktree its own, which holds its HEAD and index. */
  readonly gitDir: string
  /** null when HEAD is detached. */
  readonly branch: string | null
  /** null before the first commit. */
  readonly head: string | null
  /** Why nothing can be committed now. */
  readonly obstacle: Obstacle | null
}

export interface NoRepository {
  readonly root: null
  readonly reason: string
  /** Whether there may be one all the same: git refuses it, or is missing. */
  readonly isRefused: boolean
}

export interface Obstacle {
  readonly what: string
  readonly hint: string
}

const stopping = (command: string): string =>
  `finish it with git ${command} --continue, or stop it with git ${command} --abort`

/** A rebase first: while it is stopped at a conflict it leaves the marks of a cherry-pick too. */
const OPERATIONS: readonly (readonly [mark: string, what: string, hint: string])[] = [
  ['rebase-merge', 'a rebase is in progress', stopping('rebase')],
  ['rebase-apply/applying', 'a git am is in progress', stopping('am')],
  ['rebase-apply', 'a rebase is in progress', stopping('rebase')],
  ['MERGE_HEAD', 'a merge is in progress', stopping('merge')],
  ['CHERRY_PICK_HEAD', 'a cherry-pick is in progress', stopping('cherry-pick')],
  ['REVERT_HEAD', 'a revert is in progress', stopping('revert')],
  ['BISECT_LOG', 'a bisect is in progress', 'end it with git bisect reset'],
]

const DETACHED: Obstacle = {
  what: 'HEAD is detached: a commit would belong to no branch',
  hint: 'check out a branch with git switch',
}

const QUESTION = ['rev-parse', '--show-toplevel', '--absolute-git-dir', 'HEAD^0', '--symbolic-full-name', 'HEAD']

/** Of a folder that may be still to be made. */
export async function repositoryOf(folder: string, signal?: AbortSignal): Promise<Repository | NoRepository> {
  const cwd = existingFolder(folder)
  try {
    const { code, out, err } = await runGit(cwd, QUESTION, { signal })
    const [root = '', gitDir = '', head = '', name = ''] = out.toString().split(/\r?\n/)
    if (gitDir === '') return none(err)
    const found = { root: resolve(root), gitDir: resolve(gitDir) }
    if (code === 0) return withObstacle({ ...found, head, branch: branchOf(name) })
    const unborn = await runGit(cwd, ['symbolic-ref', 'HEAD'], { signal })
    return withObstacle({ ...found, head: null, branch: branchOf(unborn.out.toString().trim()) })
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT')
      return { root: null, reason: 'git is not installed', isRefused: repositoryAround(cwd) !== null }
    throw error
  }
}

/** Looked at again: in the meantime it may have moved on. */
export async function repositoryNow(root: string, signal: AbortSignal | undefined): Promise<Repository> {
  const now = await repositoryOf(root, signal)
  if (now.root === null) throw new RimuruError('E8001', `git cannot be used here: ${now.reason}`, { where: root })
  return now
}

/** Throws where a commit on its branch would be out of place. */
export function refuseObstacle({ root, obstacle }: Repository): void {
  if (obstacle !== null) throw new RimuruError('E8001', obstacle.what, { where: root, hint: obstacle.hint })
}

export const isDetached = ({ obstacle }: Repository): boolean => obstacle === DETACHED

function withObstacle(found: Omit<Repository, 'obstacle'>): Repository {
  const operation = OPERATIONS.find(([mark]) => existsSync(join(found.gitDir, mark)))
  if (operation !== undefined) return { ...found, obstacle: { what: operation[1], hint: operation[2] } }
  return { ...found, obstacle: found.branch === null ? DETACHED : null }
}

const HEADS = 'refs/heads/'
const branchOf = (name: string): string | null => (name.startsWith(HEADS) ? name.slice(HEADS.length) : null)

function none(stderr: string): NoRepository {
  if (stderr.includes('not a git repository'))
    return { root: null, reason: 'it is not in a git repository', isRefused: false }
  if (stderr.includes('must be run in a work tree'))
    return { root: null, reason: 'it is not in a work tree', isRefused: false }
  return { root: null, reason: sentenceOf(stderr), isRefused: true }
}

function existingFolder(folder: string): string {
  const path = resolve(folder)
  return isFolder(path) || dirname(path) === path ? path : existingFolder(dirname(path))
}
