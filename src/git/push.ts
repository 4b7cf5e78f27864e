import { existsSync, realpathSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { RimuruError } from '../core/errors.ts'
import type { DerivedFile } from './derived.ts'
import { follow, refuseOverwriting } from './follow.ts'
import { gitIn } from './git.ts'
import type { Git } from './git.ts'
import { objectIds } from './objects.ts'
import { nameIn } from './own-paths.ts'
import { fetchBranch, push, remoteOf, trackingRef } from './remote.ts'
import type { Remote } from './remote.ts'
import { replay } from './replay.ts'
import { refuseObstacle, repositoryNow } from './repository.ts'
import type { Repository } from './repository.ts'

export interface PushOptions {
  readonly remote: string
  /** Absolute: our files, or folders of nothing but ours. Only commits of these alone are put on top of the remote's. */
  readonly paths: readonly string[]
  /** One of our files that is made anew on top of the remote's, which has another. */
  readonly derived?: DerivedFile | undefined
  /** Default: 5. */
  readonly attempts?: number | undefined
  readonly hooks?: boolean | undefined
  readonly sign?: boolean | undefined
  readonly signal?: AbortSignal | undefined
}

export interface Pushed {
  readonly isPushed: boolean
  /** Where the branch is now: another than before if the remote had new commits. */
  readonly commit: string
}

const BACK_OFF_MS = 200

/** Pushes the current branch if it has commits of our files that the remote has not. */
export async function pushBranch(repository: Repository, options: PushOptions): Promise<Pushed> {
  const now = await repositoryNow(repository.root, options.signal)
  refuseObstacle(now)
  const { branch, head, root } = now
  if (branch === null || head === null) throw new RimuruError('E8001', 'there is no commit to push', { where: root })
  const git = gitIn(root, options)
  const remote = await remoteOf(git, options.remote)
  const target = remote.branchFor(branch)
  const own = options.paths.map((path) => (isRoot(root, path) ? '.' : nameIn(root, path)))
  if (!(await hasOwnCommits(git, await lastKnown(git, remote, target), head, own)))
    return { isPushed: false, commit: head }

  const { attempts = 5, hooks, sign, derived } = options
  const ontoName = `${remote.name}/${target}`
  let commit = head
  for (let attempt = 1; ; attempt++) {
    const { isDone } = await push(git, remote, { commit, branch: target, hooks })
    if (isDone) break
    if (attempt >= attempts) throw overtaken(root, ontoName, attempts)
    await delay(BACK_OFF_MS * 2 ** (attempt - 1) * (1 + Math.random()), undefined, { signal: options.signal })
    const onto = await fetchBranch(git, remote, target)
    if (onto === null) continue
    commit = await replay(git, {
      head,
      onto,
      ontoName,
      isOwn: (name) => own.some((path) => path === '.' || name === path || name.startsWith(`${path}/`)),
      derived,
      sign,
    })
    if (commit !== head) await refuseOverwriting(git, head, commit)
  }
  if (commit !== head) await follow(git, branch, head, commit, `rimuru: on top of ${ontoName}`)
  return { isPushed: true, commit }
}

/** Where the reports have a repository of their own. */
const isRoot = (root: string, path: string): boolean => existsSync(path) && realpathSync(path) === root

/** What the remote had when it was last asked; it is asked only if it never was. */
async function lastKnown(git: Git, remote: Remote, branch: string): Promise<string | null> {
  const [id = null] = await objectIds(git, [trackingRef(remote, branch)])
  return id ?? (await fetchBranch(git, remote, branch))
}

async function hasOwnCommits(git: Git, remote: string | null, head: string, own: readonly string[]): Promise<boolean> {
  const range = remote === null ? head : `${remote}..${head}`
  return (await git.text(['--literal-pathspecs', 'rev-list', '-1', range, '--', ...own])) !== ''
}

const overtaken = (where: string, name: string, attempts: number): RimuruError =>
  new RimuruError('E8001', `${name} moved during each of ${attempts} attempts to push`, {
    where,
    hint: 'the commit is kept and goes out with the next run',
  })
