import { parseCron } from '../../../scheduler/cron.ts'
import type { Schedule } from '../../../scheduler/types.ts'

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** The times of a schedule as systemd writes them; two where either of two days is enough. */
export function onCalendar({ cron, timezone }: Schedule): string[] {
  const { minutes, hours, days, months, weekdays, eitherDay } = parseCron(cron)
  const time = `${listOf(hours, 24)}:${listOf(minutes, 60)}:00 ${timezone}`
  const month = listOf(months, 12)
  const day = listOf(days, 31)
  const weekday = weekdays.length === 7 ? '' : `${weekdays.map((each) => WEEKDAYS[each]).join(',')} `
  if (eitherDay) return [`*-${month}-${day} ${time}`, `${weekday}*-${month}-* ${time}`]
  return [`${weekday}*-${month}-${day} ${time}`]
}

const listOf = (values: readonly number[], count: number): string =>
  values.length === count ? '*' : values.map((value) => String(value).padStart(2, '0')).join(',')
