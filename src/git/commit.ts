import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { RimuruError } from '../core/errors.ts'
import { changedNames } from './changes.ts'
import { afterCommit } from './commit-hooks.ts'
import { gitFailed } from './failure.ts'
import { gitIn, indexUnlocked, runWhenUnlocked } from './git.ts'
import type { Git } from './git.ts'
import { makeCommit } from './make-commit.ts'
import type { CommitOptions } from './make-commit.ts'
import { isBlob } from './objects.ts'
import { ownFiles } from './own-files.ts'
import type { OwnFile } from './own-files.ts'
import { ownPaths } from './own-paths.ts'
import type { OwnPath } from './own-paths.ts'
import { refuseObstacle, repositoryNow } from './repository.ts'
import type { Repository } from './repository.ts'

export interface Committed {
  /** null when there was nothing to commit. */
  readonly commit: string | null
  /** Paths that the repository ignores: not committed. */
  readonly ignored: readonly string[]
}

const ATTEMPTS = 5

/** One commit of these paths on the current branch; what others have staged, changed or left untracked stays as it is. */
export async function commitPaths(repository: Repository, options: CommitOptions): Promise<Committed> {
  const git = gitIn(repository.root, options)
  const own = ownPaths(repository.root, options.paths)
  if (own.length === 0) return { commit: null, ignored: [] }
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const committed = await attemptCommit(git, own, options)
    if (committed !== 'head moved') return committed
  }
  throw new RimuruError('E8001', `the branch moved during each of ${ATTEMPTS} attempts to commit`, {
    where: repository.root,
    hint: 'run the job again when nobody else commits',
  })
}

async function attemptCommit(
  git: Git,
  paths: readonly OwnPath[],
  options: CommitOptions,
): Promise<Committed | 'head moved'> {
  // Two looks at a HEAD that moves: what comes of it is refused when HEAD is moved.
  const [now, own] = await Promise.all([repositoryNow(git.root, git.signal), ownFiles(git, 'HEAD', paths)])
  refuseObstacle(now)
  if (own.files.every(isSettled)) return { commit: null, ignored: [] }
  const { head, gitDir } = now
  await indexUnlocked(git, join(gitDir, 'index.lock'))

  const { commit, taken, ignored } = await makeCommit(git, head, own, options)
  const names = taken.map(({ name }) => name)
  if (commit !== null && !(await moveHead(git, head, commit, options.message))) return 'head moved'
  // A run that was killed between its commit and this left them different.
  const isIndexBehind = head !== null && taken.some(({ inCommit, inIndex }) => inCommit !== inIndex)
  if (commit !== null || isIndexBehind) await followHead(git, names)
  if (commit !== null && options.hooks) {
    // A hook may have added files of its own.
    if (head !== null) await followHead(git, await changedNames(git, head, commit))
    await afterCommit(git)
  }
  return { commit, ignored: ignored.map(({ path }) => path) }
}

/** HEAD, index and work tree agree, to the byte. */
function isSettled({ path, isThere, inCommit, inIndex }: OwnFile): boolean {
  if (inCommit !== inIndex) return false
  return isThere ? inCommit !== null && isBlob(readFileSync(path), inCommit) : inCommit === null
}

/** False when somebody committed in the meantime. */
async function moveHead(git: Git, from: string | null, to: string, message: string): Promise<boolean> {
  const [subject = ''] = message.split('\n')
  const args = ['update-ref', '-m', `commit: ${subject}`, 'HEAD', to, from ?? '']
  const { code, err } = await git.run(args)
  if (code === 0) return true
  if (/but expected|reference already exists|unable to resolve reference/.test(err)) return false
  throw gitFailed(git.root, args, err)
}

/** Our entries of the real index, and no others, become those of HEAD. */
async function followHead(git: Git, names: readonly string[]): Promise<void> {
  const args = ['--literal-pathspecs', 'reset', '-q', '--pathspec-from-file=-', '--pathspec-file-nul', 'HEAD']
  const { code, err } = await runWhenUnlocked(git, args, { input: names.map((name) => `${name}\0`).join('') })
  if (code !== 0) throw gitFailed(git.root, args, err)
}
