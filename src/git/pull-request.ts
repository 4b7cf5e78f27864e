import { RimuruError } from '../core/errors.ts'
import { changedNames } from './changes.ts'
import type { DerivedFile } from './derived.ts'
import { withoutLogin } from '../core/secrets.ts'
import { gitIn } from './git.ts'
import type { Git } from './git.ts'
import { makeCommit } from './make-commit.ts'
import type { CommitOptions } from './make-commit.ts'
import { objectIds } from './objects.ts'
import { ownFiles } from './own-files.ts'
import { nameIn, ownPaths } from './own-paths.ts'
import { fetchBranch, headsOf, push, remoteOf } from './remote.ts'
import type { Remote } from './remote.ts'
import { isDetached, refuseObstacle, repositoryNow } from './repository.ts'
import type { Repository } from './repository.ts'
import { restoreFiles } from './restore.ts'

export interface PullRequestOptions extends CommitOptions {
  /** Of its own, on the remote; there is none of that name here. */
  readonly branch: string
  readonly remote: string
  /** One of the paths that is made anew for the branch, which has other files than the work tree. */
  readonly derived?: DerivedFile | undefined
  /** Default: 5. */
  readonly attempts?: number | undefined
}

export interface PullRequest {
  /** null when the branch has these files already. */
  readonly commit: string | null
  /** Where the remote said that a pull request is opened. */
  readonly address: string | null
  readonly ignored: readonly string[]
}

interface Start {
  readonly commit: string | null
  /** What the branch is on the remote now. */
  readonly there: string | null
}

/** The paths go to a branch of their own on the remote, and are then in the work tree as HEAD has them. HEAD and index stay. */
export async function pushPullRequest(repository: Repository, options: PullRequestOptions): Promise<PullRequest> {
  const now = await repositoryNow(repository.root, options.signal)
  if (!isDetached(now)) refuseObstacle(now)
  const git = gitIn(repository.root, options)
  const own = ownPaths(repository.root, options.paths)
  const remote = await remoteOf(git, options.remote)
  const { attempts = 5, branch, derived } = options
  const remade = derived === undefined ? null : nameIn(git.root, derived.path)
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const start = await startOf(git, remote, branch, now.head, remade)
    const files = await ownFiles(git, start.commit ?? 'HEAD', own)
    const { commit, taken, ignored } = await makeCommit(git, start.commit, files, options)
    const outcome =
      commit === null ? null : await push(git, remote, { commit, branch, hooks: options.hooks, expected: start.there })
    if (outcome !== null && !outcome.isDone) continue
    await restoreFiles(
      git,
      now.head,
      taken.map(({ name }) => name),
    )
    return { commit, ignored: ignored.map(({ path }) => path), address: addressIn(outcome?.said ?? '') }
  }
  throw new RimuruError('E8001', `${remote.name}/${branch} moved during each of ${attempts} attempts to push`, {
    where: repository.root,
    hint: 'see who else pushes to it, then run the job again',
  })
}

/** The branch goes on where it is until it is merged; then it begins anew at the default branch. */
async function startOf(
  git: Git,
  remote: Remote,
  branch: string,
  head: string | null,
  remade: string | null,
): Promise<Start> {
  const { defaultBranch, has } = await headsOf(git, remote, branch)
  if (defaultBranch === branch) {
    throw new RimuruError('E8001', `${branch} is the default branch of ${remote.name}`, {
      where: git.root,
      hint: 'name another one in publish.branch',
    })
  }
  const main = (defaultBranch === null ? null : await fetchBranch(git, remote, defaultBranch)) ?? head
  const there = has ? await fetchBranch(git, remote, branch) : null
  if (there === null) return { commit: main, there }
  return { commit: main !== null && (await isMerged(git, there, main, remade)) ? main : there, there }
}

/** Also when it was squashed: the default branch then has its files without its commits, and what is made from them may say more. */
async function isMerged(git: Git, branch: string, main: string, remade: string | null): Promise<boolean> {
  const { code, out } = await git.run(['merge-base', branch, main])
  const base = out.toString().trim()
  if (code !== 0) return false
  if (base === branch) return true
  const names = (await changedNames(git, base, branch)).filter((name) => name !== remade)
  const ids = await objectIds(git, [
    ...names.map((name) => `${branch}:${name}`),
    ...names.map((name) => `${main}:${name}`),
  ])
  return names.length > 0 && names.every((_, index) => ids[index] === ids[index + names.length])
}

const addressIn = (said: string): string | null => {
  const address = /^remote:.*?(https?:\/\/\S+)/m.exec(said)?.[1]
  return address === undefined ? null : withoutLogin(address)
}
