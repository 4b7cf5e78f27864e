import { RimuruError } from '../../../core/errors.ts'
import { parseCron } from '../../../scheduler/cron.ts'
import type { Cron } from '../../../scheduler/cron.ts'

export type Interval = Readonly<Record<string, number>>

const MOST = 100

/** Times as launchd knows them: each combination of single values, what may be any is left out. */
export function calendarIntervals(crons: readonly string[], name: string): Interval[] {
  const intervals = crons.flatMap((text) => {
    const cron = parseCron(text)
    const [anyDay, anyWeekday] = [cron.days.length === 31, cron.weekdays.length === 7]
    if (cron.eitherDay) return [...combine({ ...cron, weekdays: [] }), ...combine({ ...cron, days: [] })]
    // Of two days in one interval launchd takes either.
    if (!anyDay && !anyWeekday) throw refused(name, 'wants a day of the month and a weekday at once')
    return combine({ ...cron, days: anyDay ? [] : cron.days, weekdays: anyWeekday ? [] : cron.weekdays })
  })
  if (intervals.length <= MOST) return intervals
  throw refused(name, `would be ${intervals.length} entries, more than ${MOST}`)
}

const refused = (name: string, why: string): RimuruError =>
  new RimuruError('E3001', `launchd cannot take the schedule of ${name}: it ${why}`, {
    hint: 'choose simpler times, or use --cron',
  })

function combine({ minutes, hours, days, months, weekdays }: Cron): Interval[] {
  const fields: readonly (readonly [string, readonly number[], number])[] = [
    ['Month', months, 12],
    ['Day', days, 31],
    ['Weekday', weekdays, 7],
    ['Hour', hours, 24],
    ['Minute', minutes, 60],
  ]
  return fields.reduce<Interval[]>(
    (all, [key, values, count]) =>
      values.length === 0 || values.length === count
        ? all
        : all.flatMap((interval) => values.map((value) => ({ ...interval, [key]: value }))),
    [{}],
  )
}
