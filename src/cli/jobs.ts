import { dirname } from 'node:path'
import type { LoadedConfig } from '../config/load.ts'
import { listJobs, loadJob } from '../config/jobs.ts'
import type { Job, JobOptions } from '../config/jobs.ts'
import { resolveConfig } from '../config/settings.ts'
import type { Settings } from '../config/settings.ts'
import type { Invocation } from './command.ts'
import { configOf, timezoneOf } from './reading.ts'

export interface JobPlaces extends JobOptions {
  readonly configPath: string | null
}

/** Where jobs are looked up, and the settings that they build on. */
export async function jobPlaces(invocation: Invocation): Promise<JobPlaces> {
  const { path, config }: LoadedConfig = await configOf(invocation)
  const { flags, env, cwd } = invocation
  const configDir = path === null ? cwd : dirname(path)
  const settings: Settings = resolveConfig(config, configDir)
  const timezone = timezoneOf(flags, settings, env)
  return { settings, timezone, configPath: path, configDir, env }
}

/** There are always some: those that come with the program. */
export const jobsHint = ({ configDir }: JobPlaces): string =>
  `jobs: ${listJobs(configDir)
    .map(({ name }) => name)
    .join(', ')}`

/** A zone on the command line goes before that of the job. */
export async function jobNamed(name: string, places: JobPlaces, { flags }: Invocation): Promise<Job> {
  const job = await loadJob(name, places)
  return typeof flags.timezone === 'string' ? { ...job, timezone: places.timezone } : job
}

/** Without network nobody is asked or told, and nothing is pushed: what was committed goes out with the next run. */
export const offlineJob = (job: Job): Job => ({
  ...job,
  notify: [],
  prices: null,
  publish: job.publish && { ...job.publish, mode: OFFLINE_MODES[job.publish.mode] },
})

const OFFLINE_MODES = { files: 'files', commit: 'commit', push: 'commit', 'pull-request': 'files' } as const
