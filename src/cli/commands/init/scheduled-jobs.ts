import { join } from 'node:path'
import { listJobs, readJob } from '../../../config/jobs.ts'
import { resolveConfig } from '../../../config/settings.ts'
import type { Invocation } from '../../command.ts'
import { configOf, timezoneOf } from '../../reading.ts'
import type { Target } from '../init.ts'
import type { Answers } from './answers.ts'
import type { WorkflowJob } from './workflow.ts'

/** The jobs that the folder will have, with those that are there already, at their times. */
export async function scheduledJobs(
  { folder, config }: Target,
  answers: Answers,
  invocation: Invocation,
): Promise<WorkflowJob[]> {
  const { flags, env } = invocation
  const own =
    config === null ? null : (await configOf({ ...invocation, flags: { config: join(folder, config) } })).config
  const settings = resolveConfig(own)
  const timezone = config === null ? answers.timezone : timezoneOf(flags, settings, env)
  const jobs = await Promise.all(
    listJobs(folder).map((file) => readJob(file, { settings, timezone, configDir: folder, env })),
  )
  return jobs.flatMap(({ name, schedule }) => (schedule ? [{ name, ...schedule }] : []))
}
