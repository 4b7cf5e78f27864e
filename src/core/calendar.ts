import { addDays } from './days.ts'

/** Days, both included. */
export interface Span {
  readonly since: string
  readonly until: string
}

/** Of ISO 8601: 1 is Monday, 7 is Sunday. */
export const weekdayOf = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay() || 7

const DAY_MS = 86_400_000

/** How many days there are from one to another, both included. */
export const dayCount = (since: string, until: string): number =>
  Math.max(0, (Date.parse(`${until}T00:00:00Z`) - Date.parse(`${since}T00:00:00Z`)) / DAY_MS + 1)

/** Every day from one to another, both included. */
export const daysFrom = (since: string, until: string): string[] =>
  Array.from({ length: dayCount(since, until) }, (_, index) => addDays(since, index))

/** The week that a day is in; `weekStart` is its first weekday. */
export function weekOf(day: string, weekStart: number): Span {
  const since = addDays(day, -((weekdayOf(day) - weekStart + 7) % 7))
  return { since, until: addDays(since, 6) }
}

/** The month that a day is in, which begins on its day `monthStart`, 1 to 28. */
export function monthOf(day: string, monthStart: number): Span {
  const start = String(monthStart).padStart(2, '0')
  const [thisMonth, inMonth] = [day.slice(0, 7), Number(day.slice(8))]
  const since = `${inMonth >= monthStart ? thisMonth : monthAfter(thisMonth, -1)}-${start}`
  return { since, until: addDays(`${monthAfter(since.slice(0, 7), 1)}-${start}`, -1) }
}

/** `2026-12` and 1 is `2027-01`. */
function monthAfter(month: string, later: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number - 1 + later, 1)).toISOString().slice(0, 7)
}

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const
const MONTHS = 'January February March April May June July August September October November December'.split(' ')

export const weekdayName = (day: string): string => WEEKDAYS[weekdayOf(day) - 1]!

/** `19 November 2026` */
export function dayName(day: string): string {
  const [year, month, number] = day.split('-').map(Number)
  return `${number} ${MONTHS[month! - 1]} ${year}`
}

/** What people call a span of days: a day, a month, or from when to when. */
export function spanName(span: Span): string {
  const { since, until } = span
  if (since === until) return `${weekdayName(since)}, ${dayName(since)}`
  const month = monthOf(since, 1)
  if (month.since === since && month.until === until)
    return `${MONTHS[Number(since.slice(5, 7)) - 1]} ${since.slice(0, 4)}`
  const [from, to] = [dayName(since).split(' '), dayName(until).split(' ')]
  const kept = from[2] !== to[2] ? 3 : from[1] !== to[1] ? 2 : 1
  return `${from.slice(0, kept).join(' ')} to ${to.join(' ')}`
}
