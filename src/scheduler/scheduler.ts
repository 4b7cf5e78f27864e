import { EXIT } from '../core/errors.ts'
import { dueOf } from './due.ts'
import type { Due } from './due.ts'
import { nextSlot } from './slots.ts'
import { setTriggers } from './triggers.ts'
import type { Clock, RunEnd, SchedulerOptions } from './types.ts'

const MINUTE = 60_000

/** Runs what is due, one after the other, until it is told to stop. */
export async function runScheduler(options: SchedulerOptions): Promise<void> {
  const { jobs, clock, log, stop } = options
  for (const job of jobs) log(`${job.name}: ${job.cron} ${job.timezone}, next ${iso(nextSlot(job, clock.now()))}`)
  let resting = new AbortController()
  const wake = (): void => resting.abort()
  const removeTriggers = await setTriggers(jobs, wake)
  stop.addEventListener('abort', wake)
  try {
    while (!stop.aborted) {
      resting = new AbortController()
      const due = await oldestDue(options)
      if (due) await runDue(due, options)
      // The clock is looked at every minute: a timer that slept with the machine rings late.
      else if (!stop.aborted) await clock.pause(MINUTE - (clock.now() % MINUTE), resting.signal)
    }
  } finally {
    stop.removeEventListener('abort', wake)
    removeTriggers()
    log(`stopped by ${String(stop.reason)}`)
  }
}

export interface Done {
  readonly job: string
  readonly slot: number
  readonly exitCode: number
}

/** Runs what is due now, and returns. */
export async function runDueOnce(options: SchedulerOptions): Promise<Done[]> {
  const done: Done[] = []
  for (const job of options.jobs) {
    const due = options.stop.aborted ? null : await dueOf(job, options)
    if (due) done.push({ job: job.name, slot: due.slot, exitCode: await runDue(due, options) })
  }
  return done
}

async function oldestDue(options: SchedulerOptions): Promise<Due | null> {
  const all: Due[] = []
  for (const job of options.jobs) {
    const due = await dueOf(job, options)
    if (due) all.push(due)
  }
  return all.sort((a, b) => a.slot - b.slot)[0] ?? null
}

async function runDue({ job, slot, late, skipped }: Due, options: SchedulerOptions): Promise<number> {
  const { start, memory, log, clock, stop } = options
  if (stop.aborted) return EXIT.interrupted
  const others = skipped ? ', earlier ones are left out' : ''
  log(`${job.name}: ${late ? 'catches up on' : 'starts for'} the slot of ${iso(slot)}${others}`)
  const began = clock.now()
  const run = start(job, slot)
  const passOn = (): void => {
    log(`${job.name}: told to end by ${String(stop.reason)}`)
    run.stop(stop.reason as NodeJS.Signals)
  }
  stop.addEventListener('abort', passOn)
  const end = await run.ended
  stop.removeEventListener('abort', passOn)
  log(`${job.name}: ${wordsOf(end)} after ${((clock.now() - began) / 1000).toFixed(1)} s`)
  // One that was cut off is made up for the next time.
  if (stop.aborted) return EXIT.interrupted
  memory.setHandled(job, slot)
  return end.code ?? EXIT.failed
}

function wordsOf({ code, signal }: RunEnd): string {
  if (code === 0) return 'done'
  if (code !== null) return `ended with exit code ${code}`
  return signal ? `ended by ${signal}` : 'could not be started'
}

const iso = (instant: number): string => new Date(instant).toISOString()

export const systemClock: Clock = {
  now: Date.now,
  pause: (milliseconds, until) =>
    new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer)
        until.removeEventListener('abort', end)
        resolve()
      }
      const timer = setTimeout(end, milliseconds)
      until.addEventListener('abort', end)
      if (until.aborted) end()
    }),
}
