import { RimuruError } from '../core/errors.ts'
import { gitFailed } from './failure.ts'
import { runWhenUnlocked } from './git.ts'
import type { Git } from './git.ts'

/** Throws when the files of the new commit would overwrite what somebody has changed here. Changes nothing. */
export async function refuseOverwriting(git: Git, from: string, to: string): Promise<void> {
  // Files that only look changed, by their times, would be in the way too.
  await runWhenUnlocked(git, ['update-index', '-q', '--refresh'])
  await moveFiles(git, from, to, ['-n'])
}

/** Branch, index and work tree go from one commit to the other; other people's changes stay. */
export async function follow(git: Git, branch: string, from: string, to: string, why: string): Promise<void> {
  await moveFiles(git, from, to)
  const args = ['update-ref', '-m', why, `refs/heads/${branch}`, to, from]
  const { code, err } = await git.run(args)
  if (code === 0) return
  await moveFiles(git, to, from)
  throw gitFailed(git.root, args, err, 'bring the branch up to date with git pull --rebase')
}

async function moveFiles(git: Git, from: string, to: string, options: readonly string[] = []): Promise<void> {
  const args = ['read-tree', '-m', '-u', ...options, from, to]
  const { code, err } = await runWhenUnlocked(git, args)
  if (code === 0) return
  const file = /(?:Entry|file) '(.+?)' (?:not uptodate|would be)/.exec(err)?.[1]
  if (file === undefined) throw gitFailed(git.root, args, err)
  throw new RimuruError('E8001', `the remote changed ${file}, which has changes here that are not committed`, {
    where: git.root,
    hint: 'commit or stash them, or move the file away, then run the job again',
  })
}
