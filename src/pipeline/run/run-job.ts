import { randomUUID } from 'node:crypto'
import type { Job } from '../../config/jobs.ts'
import type { Settings } from '../../config/settings.ts'
import type { RunContext } from './context.ts'
import type { RanJob } from './follow-steps.ts'
import { startPlugins } from './start-plugins.ts'

export type RunJobOptions = Omit<RunContext, 'runId' | 'plugins'>

/** Runs a job to its record. It rejects only where nothing was begun. */
export async function runJob(options: RunJobOptions): Promise<RanJob> {
  const runId = randomUUID()
  const job = withoutDisabled(options.job, options.settings)
  // First of all: they get ready on another processor while this one loads the rest of the program.
  const plugins = await startPlugins(job, options, runId)
  try {
    const { followSteps } = await import('./follow-steps.ts')
    return await followSteps({ ...options, job, runId, plugins })
  } finally {
    await plugins.close()
  }
}

/** What the config turns off is left out of jobs too. */
function withoutDisabled(job: Job, { plugins }: Settings): Job {
  const isOn = ({ plugin }: { readonly plugin: string }): boolean => plugins[plugin]?.enabled !== false
  return { ...job, export: job.export.filter(isOn), notify: job.notify.filter(isOn), hooks: job.hooks.filter(isOn) }
}
