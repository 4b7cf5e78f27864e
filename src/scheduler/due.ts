import { previousSlot } from './slots.ts'
import type { ScheduledJob, SchedulerOptions } from './types.ts'

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

type Options = Pick<SchedulerOptions, 'memory' | 'reportedAt' | 'log' | 'clock'>

/** The newest slot of a job that still has to be run. */
export async function dueOf(job: ScheduledJob, { memory, reportedAt, log, clock }: Options): Promise<Due | null> {
  const now = clock.now()
  const slot = previousSlot(job, now)
  let handled = memory.handled(job)
  if (handled === null) {
    // Seen for the first time: it has missed nothing, but the slot of this minute counts.
    handled = Math.floor(now / MINUTE) * MINUTE - 1
    memory.setHandled(job, handled)
  }
  // The clock was wrong, far ahead.
  if (handled > now + DAY) memory.setHandled(job, now)
  if (slot <= handled) return null
  const late = now - slot >= MINUTE
  if (late && (await isMadeUpFor(slot, job, reportedAt))) {
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
async function isMadeUpFor(slot: number, job: ScheduledJob, reportedAt: Options['reportedAt']): Promise<boolean> {
  // A history that cannot be read now says nothing.
  const at = await reportedAt(job, slot).catch(() => null)
  return at !== null && at >= slot
}
