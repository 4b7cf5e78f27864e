import { formatCron, parseCron } from './cron.ts'
import type { ScheduledJob } from './types.ts'

const silent = (): void => undefined
const LOGGER = { info: silent, warn: silent, error: silent, debug: silent }

/** Calls when a job may be due. Which slot that is, and whether it was run, the scheduler knows. */
export async function setTriggers(jobs: readonly ScheduledJob[], wake: () => void): Promise<() => void> {
  const { schedule } = await import('node-cron')
  const tasks = jobs.flatMap(({ name, cron, timezone }) =>
    patternsOf(cron).map((pattern) =>
      schedule(pattern, wake, { name, timezone, noOverlap: true, suppressMissedWarning: true, logger: LOGGER }),
    ),
  )
  return () => {
    for (const task of tasks) void task.destroy()
  }
}

/** node-cron wants both days where both are named; cron takes either. */
function patternsOf(text: string): string[] {
  const cron = parseCron(text)
  const pattern = formatCron(cron)
  if (!cron.eitherDay) return [pattern]
  const [minute, hour, day, month, weekday] = pattern.split(' ')
  return [`${minute} ${hour} ${day} ${month} *`, `${minute} ${hour} * ${month} ${weekday}`]
}
