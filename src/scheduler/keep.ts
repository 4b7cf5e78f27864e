import { startProgram } from './child.ts'
import type { Program } from './child.ts'
import { takeInstance } from './instance.ts'
import { openMemory } from './memory.ts'
import { runDueOnce, runScheduler, systemClock } from './scheduler.ts'
import type { Done } from './scheduler.ts'
import type { ScheduledJob, SchedulerOptions } from './types.ts'

export interface KeepOptions extends Pick<SchedulerOptions, 'jobs' | 'reportedAt' | 'log' | 'stop'> {
  /** Of this schedule alone: its lock and its memory. */
  readonly folder: string
  /** What a run of the job for the slot is. */
  programOf(job: ScheduledJob, slot: number): Program
}

/** Until it is told to stop. */
export const keepSchedule = (options: KeepOptions): Promise<void> => whileHeld(options, runScheduler)

/** What is due now. */
export const keepScheduleOnce = (options: KeepOptions): Promise<Done[]> => whileHeld(options, runDueOnce)

async function whileHeld<T>(options: KeepOptions, work: (options: SchedulerOptions) => Promise<T>): Promise<T> {
  const { folder, jobs, reportedAt, stop, programOf } = options
  const clock = systemClock
  const iso = (): string => new Date(clock.now()).toISOString()
  const log = (line: string): void => options.log(`${iso()} ${line}`)
  const instance = await takeInstance(folder)
  try {
    const memory = openMemory(folder, { pid: process.pid, since: iso() }, log)
    return await work({
      jobs,
      memory,
      reportedAt,
      log,
      clock,
      stop,
      start: (job, slot) => startProgram(programOf(job, slot)),
    })
  } finally {
    instance.release()
  }
}
