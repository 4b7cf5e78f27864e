import { withoutLogin } from '../../core/secrets.ts'
import type { Job, PublishSettings } from '../../config/jobs.ts'
import { runGit } from '../../git/process.ts'
import { isDetached, repositoryOf } from '../../git/repository.ts'
import type { NoRepository, Obstacle } from '../../git/repository.ts'
import { reportFolder } from './places.ts'

export interface PublishOutlook {
  /** Whether a run would fail at it. */
  readonly ok: boolean
  readonly detail: string
  readonly hint: string | null
}

/** Why a job of this mode cannot go on where there is no repository; null: it only writes files then. */
export function withoutRepository({ reason, isRefused }: NoRepository, mode: PublishSettings['mode']): Obstacle | null {
  if (mode === 'files') return null
  if (isRefused)
    return { what: `git cannot be used: ${reason}`, hint: 'make git status work there, or set publish.mode to files' }
  return mode === 'commit'
    ? null
    : { what: `there is nothing to push from: ${reason}`, hint: 'git init, or set publish.mode to files' }
}

/** What a run of the job would find in git, were it to start now. Null: it has nothing to do with git. */
export async function canPublish(
  { publish }: Pick<Job, 'publish'>,
  configDir: string,
  signal: AbortSignal,
): Promise<PublishOutlook | null> {
  if (publish === null || publish.mode === 'files') return null
  const { mode, remote } = publish
  const repository = await repositoryOf(reportFolder({ job: { publish }, configDir }), signal)
  if (repository.root === null) {
    const refusal = withoutRepository(repository, mode)
    if (refusal === null) return { ok: true, detail: `writes files only: ${repository.reason}`, hint: null }
    return { ok: false, detail: refusal.what, hint: refusal.hint }
  }
  const { root, obstacle, branch } = repository
  if (obstacle !== null && !(mode === 'pull-request' && isDetached(repository))) {
    return { ok: false, detail: `cannot commit in ${root}: ${obstacle.what}`, hint: obstacle.hint }
  }
  if (mode === 'commit') return { ok: true, detail: `commits to ${branch} in ${root}`, hint: null }
  const { code } = await runGit(root, ['remote', 'get-url', '--', remote], { signal })
  if (code === 0) return { ok: true, detail: `pushes to ${remote} from ${root}`, hint: null }
  const shown = withoutLogin(remote)
  const hint = `git remote add ${shown} ADDRESS, or name another as publish.remote`
  return { ok: false, detail: `cannot push: ${root} has no remote ${shown}`, hint }
}
