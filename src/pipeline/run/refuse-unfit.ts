import { RimuruError } from '../../core/errors.ts'
import { isDetached, refuseObstacle } from '../../git/repository.ts'
import type { NoRepository, Repository } from '../../git/repository.ts'
import { withoutRepository } from './can-publish.ts'
import type { RunContext } from './context.ts'
import { reportFolder } from './places.ts'

/** Before anything is written: where it could not be committed. */
export function refuseUnfit(context: RunContext, repository: Repository | NoRepository): void {
  const { job, dryRun, publish } = context
  const mode = job.publish?.mode ?? 'files'
  if (dryRun || !publish || mode === 'files') return
  if (repository.root === null) {
    const refusal = withoutRepository(repository, mode)
    if (refusal === null) return
    throw new RimuruError('E8001', refusal.what, { where: reportFolder(context), hint: refusal.hint })
  }
  if (!(isDetached(repository) && mode === 'pull-request')) refuseObstacle(repository)
}
