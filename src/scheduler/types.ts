/** Five fields of cron, read in an IANA zone. */
export interface Schedule {
  readonly cron: string
  readonly timezone: string
}

export interface ScheduledJob extends Schedule {
  readonly name: string
}

export interface RunEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface Run {
  readonly ended: Promise<RunEnd>
  /** Passes a signal on, and ends whatever is left a while later. */
  stop(signal: NodeJS.Signals): void
}

export interface SchedulerOptions {
  readonly jobs: readonly ScheduledJob[]
  readonly memory: ScheduleMemory
  start(job: ScheduledJob, slot: number): Run
  /** When the job last reported what the slot would, in milliseconds since the epoch; null where it has not. */
  reportedAt(job: ScheduledJob, slot: number): Promise<number | null>
  log(line: string): void
  readonly clock: Clock
  /** Aborted with the name of the signal that came. */
  readonly stop: AbortSignal
}

/** Which slots are done with. */
export interface ScheduleMemory {
  /** The newest slot of the job that needs no run any more; null for a job, or a schedule, never seen before. */
  handled(job: ScheduledJob): number | null
  setHandled(job: ScheduledJob, moment: number): void
}

export interface Clock {
  now(): number
  /** Ends after this time, or earlier. */
  pause(milliseconds: number, until: AbortSignal): Promise<void>
}
