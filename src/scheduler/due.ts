import { previousSlot } from './slots.ts'
import type { LastRun, ScheduledJob, SchedulerOptions } from './types.ts'

const MINUTE = 60_000
const DAY = 86_400_000
/** What was missed earlier than this is not made up for. */
const STALE = 7 * DAY

export interface Due {
  readonly job: ScheduledJob
  readonly slot: number
  /** Its minute is over: the machine was off or asleep, or another run took its time. */
  readonly late: boolean
  /** Earlier ones were missed too; only the newest is run. */
  readonly skipped: boolean
}

type Options = Pick<SchedulerOptions, 'memory' | 'lastRun' | 'log' | 'clock'>

/** The newest slot of a job that still has to be run. */
export async function dueOf(job: ScheduledJob, { memory, lastRun, log, clock }: Options): Promise<Due | null> {
  const now = clock.now()
  const slot = previousSlot(job, now)
  let handled = memory.handled(job)
  if (handled === null) {
    // Seen for the first time: it has missed nothing, but the slot of this minute counts.
    handled = (await ask(lastRun, job))?.scheduledFor ?? Math.floor(now / MINUTE) * MINUTE - 1
    memory.setHandled(job, handled)
  }
  // The clock was wrong, far ahead.
  if (handled > now + DAY) memory.setHandled(job, now)
  if (slot <= handled) return null
  const late = now - slot >= MINUTE
  if (late && (await ranSince(slot, job, lastRun))) {
    memory.setHandled(job, slot)
    return null
  }
  if (now - slot > STALE) {
    log(`${job.name}: the slot of ${new Date(slot).toISOString()} was missed more than 7 days ago and is left out`)
    memory.setHandled(job, slot)
    return null
  }
  return { job, slot, late, skipped: previousSlot(job, slot - 1) > handled }
}

/** Somebody made up for it by hand, or a cron did. */
async function ranSince(slot: number, job: ScheduledJob, lastRun: Options['lastRun']): Promise<boolean> {
  const last = await ask(lastRun, job)
  return last !== null && (last.scheduledFor ?? last.startedAt) >= slot
}

/** A history that cannot be read now says nothing. */
const ask = (lastRun: Options['lastRun'], job: ScheduledJob): Promise<LastRun | null> => lastRun(job).catch(() => null)
