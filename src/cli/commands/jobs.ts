import { EXIT, messageOf } from '../../core/errors.ts'
import { listJobs, readJob } from '../../config/jobs.ts'
import type { Job } from '../../config/jobs.ts'
import type { Schedule } from '../../scheduler/types.ts'
import { placesOf } from '../../plugin-host/places.ts'
import { actionOf } from '../actions.ts'
import { pluginProblems } from '../checks/jobs.ts'
import { seePlugins } from '../checks/plugins.ts'
import type { Invocation } from '../command.ts'
import { jobPlaces } from '../jobs.ts'
import { lastRunsOf } from '../last-runs.ts'
import { localZone } from '../reading.ts'
import { toJson } from '../ui/formats.ts'
import { printBroken, printJobs, printNext } from '../ui/jobs-table.ts'

const ACTIONS = ['list', 'next'] as const

export interface JobItem {
  readonly name: string
  readonly path: string
  readonly job: Job | null
  /** Why it cannot run. */
  readonly problem: string | null
}

export async function run(invocation: Invocation): Promise<number> {
  const { flags, io } = invocation
  const action = actionOf(flags, ACTIONS)
  const { checkSchedule, nextSlot } = await import('../../scheduler/slots.ts')
  const items = await jobItems(invocation, checkSchedule)
  const exitCode = items.some(({ problem }) => problem !== null) ? EXIT.usage : EXIT.ok
  if (action === 'next') {
    const next = items
      .flatMap(({ name, job }) =>
        job?.schedule ? [{ name, ...job.schedule, at: nextSlot(job.schedule, Date.now()) }] : [],
      )
      .sort((a, b) => a.at - b.at)
    if (flags.json) {
      const jobs = next.map(({ at, ...rest }) => ({ ...rest, next: new Date(at).toISOString() }))
      io.out(toJson({ schema_version: 1, kind: 'jobs-next', jobs }))
    } else printNext(next, Date.now(), io)
    if (!flags.json) printBroken(items, io)
    return exitCode
  }
  const last = await lastRunsOf(invocation.env, (await jobPlaces(invocation)).configDir)
  const documents = items.map(({ name, path, job, problem }) => {
    const ran = last.get(name)
    return {
      name,
      path,
      description: job?.description ?? null,
      schedule: job?.schedule ?? null,
      period: job?.period ?? null,
      last_run: ran
        ? {
            run_id: ran.id,
            started_at: new Date(ran.startedAt).toISOString(),
            status: ran.status,
            exit_code: ran.exitCode,
          }
        : null,
      problem,
    }
  })
  if (flags.json) io.out(toJson({ schema_version: 1, kind: 'jobs', jobs: documents }))
  else printJobs(documents, localZone(invocation.env), io)
  return exitCode
}

async function jobItems(invocation: Invocation, checkSchedule: (schedule: Schedule) => void): Promise<JobItem[]> {
  const places = await jobPlaces(invocation)
  const { seen } = seePlugins(placesOf(places.configPath, invocation.cwd, invocation.env))
  return Promise.all(
    listJobs(places.configDir).map(async (file) => {
      try {
        const job = await readJob(file, places)
        if (job.schedule !== null) checkSchedule(job.schedule)
        const [wrong] = pluginProblems(job, { seen, settings: places.settings })
        return { ...file, job, problem: wrong ? `${wrong.what}, ${wrong.hint}` : null }
      } catch (error) {
        return { ...file, job: null, problem: messageOf(error) }
      }
    }),
  )
}
