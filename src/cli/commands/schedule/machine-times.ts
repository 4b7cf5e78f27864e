import { formatCron, parseCron } from '../../../scheduler/cron.ts'
import type { ScheduledJob } from '../../../scheduler/types.ts'
import { offsetOf } from '../../../core/zone.ts'

/** When the machine's own scheduler calls this program, in the machine's zone. */
export interface MachineTime {
  readonly cron: string
  readonly jobs: readonly ScheduledJob[]
  /** Else it is one of several times that may be right, and `schedule --once` knows which. */
  readonly exact: boolean
}

const MINUTE = 60_000
const HOUR = 3_600_000
const DAY_MINUTES = 1440

/**
 * Most schedulers of machines know one zone. Jobs of another are called at every time that theirs may be there, in summer
 * and in winter, on any day, and all at once, because one schedule is kept by one process.
 */
export function machineTimes(jobs: readonly ScheduledJob[], zone: string, now: number): MachineTime[] {
  const times: MachineTime[] = []
  const others: ScheduledJob[] = []
  const minutes = new Set<number>()
  for (const job of jobs) {
    const distances = distancesOf(job.timezone, zone, now)
    if (distances.size === 1 && distances.has(0)) {
      times.push({ cron: formatCron(parseCron(job.cron)), jobs: [job], exact: true })
      continue
    }
    others.push(job)
    for (const minute of minutesOf(job)) {
      // Clocks may differ by more than a day.
      for (const distance of distances) minutes.add((minute + distance + 2 * DAY_MINUTES) % DAY_MINUTES)
    }
  }
  return [...times, ...linesOf(minutes).map((cron) => ({ cron, jobs: others, exact: false }))]
}

/** Minutes that the machine's clocks are ahead within a year. */
function distancesOf(zone: string, machine: string, now: number): ReadonlySet<number> {
  if (zone === machine) return new Set([0])
  const distances = new Set<number>()
  for (let at = now; at < now + 366 * 24 * HOUR; at += HOUR) {
    distances.add((offsetOf(machine, at) - offsetOf(zone, at)) / MINUTE)
  }
  return distances
}

function minutesOf({ cron }: ScheduledJob): number[] {
  const { hours, minutes } = parseCron(cron)
  return hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute))
}

/** Each line is some minutes of some hours. */
function linesOf(minutes: ReadonlySet<number>): string[] {
  const sorted = [...minutes].sort((a, b) => a - b)
  const byMinute = Map.groupBy(sorted, (minute) => minute % 60)
  const hoursOf = (all: readonly number[]): string => all.map((minute) => Math.floor(minute / 60)).join(',')
  const byHours = Map.groupBy(byMinute, ([, all]) => hoursOf(all))
  return [...byHours].map(([hours, all]) => {
    const line = `${all
      .map(([minute]) => minute)
      .sort((a, b) => a - b)
      .join(',')} ${hours} * * *`
    return formatCron(parseCron(line))
  })
}
