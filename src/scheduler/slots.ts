import { isTimezone } from '../core/days.ts'
import { RimuruError } from '../core/errors.ts'
import { suggest } from '../core/suggest.ts'
import { parseCron } from './cron.ts'
import type { Cron } from './cron.ts'
import type { Schedule } from './types.ts'
import { instantOf, localOf } from '../core/zone.ts'

const DAY = 86_400_000
const MINUTE = 60_000

/** Clocks differ from UTC by less than a day, and skip a day at most. */
const AROUND = 2 * DAY

/** The first slot after a moment. One that the clocks skip comes when they go on, one they show twice comes once. */
export function nextSlot(schedule: Schedule, after: number): number {
  const cron = parsed(schedule.cron)
  for (let day = dayOf(schedule, after) - AROUND; ; day += DAY) {
    if (!matchesDay(cron, day)) continue
    const slots = slotsOn(cron, day)
    const instant = (i: number): number => instantOf(schedule.timezone, slots[i]!)
    if (instant(slots.length - 1) > after) return instant(firstIndex(slots.length, (i) => instant(i) > after))
  }
}

/** The last slot up to a moment, that moment included. */
export function previousSlot(schedule: Schedule, at: number): number {
  const cron = parsed(schedule.cron)
  for (let day = dayOf(schedule, at) + AROUND; ; day -= DAY) {
    if (!matchesDay(cron, day)) continue
    const slots = slotsOn(cron, day)
    const instant = (i: number): number => instantOf(schedule.timezone, slots[i]!)
    if (instant(0) <= at) return instant(firstIndex(slots.length, (i) => instant(i) > at) - 1)
  }
}

/** Throws a sentence about what cannot be scheduled. */
export function checkSchedule({ cron, timezone }: Schedule, where?: string): void {
  parseCron(cron, where)
  if (isTimezone(timezone)) return
  const near = suggest(timezone, Intl.supportedValuesOf('timeZone'))
  throw new RimuruError(
    'E3001',
    `"${timezone}" is not an IANA time zone${near === null ? '' : `, did you mean "${near}"?`}`,
    { where, hint: 'use a name such as Europe/Berlin or UTC' },
  )
}

const crons = new Map<string, Cron>()

function parsed(text: string): Cron {
  let cron = crons.get(text)
  if (!cron) crons.set(text, (cron = parseCron(text)))
  return cron
}

const dayOf = ({ timezone }: Schedule, instant: number): number => Math.floor(localOf(timezone, instant) / DAY) * DAY

function matchesDay({ days, months, weekdays, eitherDay }: Cron, day: number): boolean {
  const date = new Date(day)
  if (!months.includes(date.getUTCMonth() + 1)) return false
  const [byDay, byWeekday] = [days.includes(date.getUTCDate()), weekdays.includes(date.getUTCDay())]
  return eitherDay ? byDay || byWeekday : byDay && byWeekday
}

/** What the clocks show at each. */
const slotsOn = ({ hours, minutes }: Cron, day: number): number[] =>
  hours.flatMap((hour) => minutes.map((minute) => day + (hour * 60 + minute) * MINUTE))

/** The first index that holds, where none holds before it: later on the clocks is never earlier in time. */
function firstIndex(length: number, holds: (index: number) => boolean): number {
  let [from, to] = [0, length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (holds(middle)) to = middle
    else from = middle + 1
  }
  return from
}
