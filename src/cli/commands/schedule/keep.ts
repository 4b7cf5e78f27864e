import { realpathSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { EXIT, exitCodeOf } from '../../../core/errors.ts'
import { warehousePath } from '../../../platform/places.ts'
import type { Environment } from '../../../platform/places.ts'
import { keepSchedule, keepScheduleOnce } from '../../../scheduler/keep.ts'
import type { KeepOptions } from '../../../scheduler/keep.ts'
import type { Done } from '../../../scheduler/scheduler.ts'
import { nextSlot } from '../../../scheduler/slots.ts'
import type { ScheduledJob } from '../../../scheduler/types.ts'
import type { Invocation } from '../../command.ts'
import { printError } from '../../ui/errors.ts'
import { toJson } from '../../ui/formats.ts'
import { configFlag, someJobs, surroundingsOf } from './surroundings.ts'
import type { Surroundings } from './surroundings.ts'

/** The first that applies is the worst. */
const WORST = [EXIT.interrupted, EXIT.usage, EXIT.failed, EXIT.stopped, EXIT.delivery, EXIT.quality]

/** What whoever keeps the schedule asks for holds for its runs. */
const PASSED_ON = ['--offline', '--strict']

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Runs jobs at their times until it is stopped. */
export async function keep(invocation: Invocation): Promise<number> {
  const surroundings = await surroundingsOf(invocation)
  someJobs(surroundings)
  return whileListening(async (stop) => {
    await keepSchedule(optionsOf(surroundings, invocation, stop))
    return stop.reason === 'SIGINT' ? EXIT.interrupted : EXIT.ok
  })
}

/** Runs what is due. A job with a mistake does not hold up the others. */
export async function once(invocation: Invocation): Promise<number> {
  const { io, flags } = invocation
  const mistakes: number[] = []
  const surroundings = await surroundingsOf(invocation, (error) => {
    printError(error, io, flags.debug === true)
    mistakes.push(exitCodeOf(error))
  })
  const jobs = someJobs(surroundings)
  return whileListening(async (stop) => {
    const done = await keepScheduleOnce(optionsOf(surroundings, invocation, stop))
    if (flags.json) io.out(toJson({ schema_version: 1, kind: 'schedule', runs: done.map(itemOf) }))
    else if (done.length === 0) io.note(`nothing is due; next is ${nextOf(jobs)}\n`)
    const codes = [...mistakes, ...done.map(({ exitCode }) => exitCode), ...(stop.aborted ? [EXIT.interrupted] : [])]
    return WORST.find((code) => codes.includes(code)) ?? codes.find((code) => code !== EXIT.ok) ?? EXIT.ok
  })
}

const itemOf = ({ job, slot, exitCode }: Done): Record<string, unknown> => ({
  job,
  scheduled_for: new Date(slot).toISOString(),
  exit_code: exitCode,
})

function nextOf(jobs: readonly ScheduledJob[]): string {
  const now = Date.now()
  const [first] = jobs.map((job) => ({ name: job.name, at: nextSlot(job, now) })).sort((a, b) => a.at - b.at)
  return `${first!.name} at ${new Date(first!.at).toISOString()}`
}

async function whileListening(work: (stop: AbortSignal) => Promise<number>): Promise<number> {
  const stop = new AbortController()
  const listener = (signal: NodeJS.Signals): void => stop.abort(signal)
  for (const signal of SIGNALS) process.on(signal, listener)
  try {
    return await work(stop.signal)
  } finally {
    for (const signal of SIGNALS) process.off(signal, listener)
  }
}

function optionsOf(surroundings: Surroundings, { io, env, flags }: Invocation, stop: AbortSignal): KeepOptions {
  const { folder, jobs, program, configDir } = surroundings
  const [command, ...args] = program as [string, ...string[]]
  return {
    folder,
    jobs,
    stop,
    log: (line) => io.note(`${line}\n`),
    reportedAt: (job, slot) => reportedAt(job, slot, surroundings, env),
    programOf: (job, slot) => ({
      command,
      args: [
        ...args,
        'run',
        job.name,
        ...configFlag(surroundings),
        ...PASSED_ON.filter((flag) => flags[flag.slice(2)]),
      ],
      env: { ...env, RIMURU_SCHEDULED_FOR: new Date(slot).toISOString() },
      cwd: configDir,
    }),
  }
}

async function reportedAt(
  job: ScheduledJob,
  slot: number,
  { configDir, untilOf }: Surroundings,
  env: Environment,
): Promise<number | null> {
  const path = warehousePath(env)
  await stat(path)
  const { openWarehouse } = await import('../../../warehouse/open.ts')
  const { lastRunUntil } = await import('../../../warehouse/runs.ts')
  const warehouse = await openWarehouse(path, { readOnly: true, patience: 1000 })
  try {
    return await lastRunUntil(warehouse.db, { job: job.name, folder: realpathSync(configDir) }, untilOf(job, slot))
  } finally {
    warehouse.close()
  }
}
