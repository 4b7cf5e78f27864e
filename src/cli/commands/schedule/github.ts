import { join } from 'node:path'
import { RimuruError } from '../../../core/errors.ts'
import { repositoryAround } from '../../../platform/project.ts'
import { nightlyWorkflow } from '../init/workflow.ts'
import { fileChange } from './changes.ts'
import type { Plan } from './changes.ts'
import { someJobs } from './surroundings.ts'
import type { Surroundings } from './surroundings.ts'

/** The same that `init` writes: two of them would run everything twice. */
const WORKFLOW = '.github/workflows/rimuru-nightly.yml'

/** People add secrets and steps to it, so one that is not as it was written stays. */
export function planGithub(action: 'install' | 'uninstall', surroundings: Surroundings): Plan {
  const { configDir } = surroundings
  const repository = repositoryAround(configDir)
  if (repository !== configDir) {
    throw new RimuruError('E3001', 'GitHub takes workflows only from the root of a repository, where the config is', {
      where: configDir,
      hint: repository === null ? 'make it one with `git init`, or use --cron' : `move the config to ${repository}`,
    })
  }
  const jobs = someJobs(surroundings).map(({ name, cron, timezone }) => ({
    name,
    cron: cron.trim().replaceAll(/\s+/g, ' '),
    timezone,
  }))
  const text = nightlyWorkflow(jobs)
  const change = fileChange(join(configDir, WORKFLOW), action === 'install' ? text : null)
  if (change.before !== null && change.before !== text) {
    throw new RimuruError('E8001', 'the workflow is there and was changed since it was written, or the jobs were', {
      where: change.name,
      hint: action === 'install' ? 'change its schedule by hand, or delete it and install again' : 'delete it by hand',
    })
  }
  const notes = action === 'install' ? ['commit and push it; it says itself which variables it needs'] : []
  return { changes: change.before === null && change.after === null ? [] : [change], before: [], after: [], notes }
}
