import { monthOf, weekOf } from '../../core/calendar.ts'
import type { Span } from '../../core/calendar.ts'
import { addDays, dayIn } from '../../core/days.ts'
import { RimuruError } from '../../core/errors.ts'
import type { Job } from '../../config/jobs.ts'
import type { Calendar } from '../../warehouse/queries/group-keys.ts'

export interface PeriodOptions {
  readonly calendar: Calendar
  readonly now: number
  /** The day that was asked for: the last one of `yesterday` and `month-to-date`, one within a week or a month. */
  readonly date: string | null
  /** Of the last run of the job that reported something. */
  readonly lastUntil: string | null
}

/** Nothing was used on a day that is yet to come, so that all would seem to be well. */
export function refuseFuture(date: string, today: string): void {
  if (date <= today) return
  throw new RimuruError('E7001', `--date ${date} is yet to come`, { hint: `name a day up to today, ${today}` })
}

/** The days that a run reports. They follow from the day it is, not from the hour. */
export function periodOfRun({ period, name }: Pick<Job, 'period' | 'name'>, options: PeriodOptions): Span {
  const { calendar, now, date, lastUntil } = options
  const today = dayIn(calendar.timezone, now)
  if (typeof period === 'object') {
    if (date === null) return period
    throw new RimuruError('E7001', `the days of ${name} are in its file, --date does not go with them`, {
      hint: 'leave out --date',
    })
  }
  if (date !== null) refuseFuture(date, today)
  const day = date ?? addDays(today, -1)
  switch (period) {
    case 'yesterday':
      return { since: day, until: day }
    case 'last-week': {
      const { weekStart } = calendar
      return weekOf(date ?? addDays(weekOf(today, weekStart).since, -1), weekStart)
    }
    case 'last-month': {
      const { monthStart } = calendar
      return monthOf(date ?? addDays(monthOf(today, monthStart).since, -1), monthStart)
    }
    case 'month-to-date': {
      const until = date ?? today
      return { since: monthOf(until, calendar.monthStart).since, until }
    }
    case 'since-last-run':
      return sinceLastRun(day, lastUntil)
  }
}

/** On the same day again it is the same report again. */
function sinceLastRun(until: string, lastUntil: string | null): Span {
  const since = lastUntil === null ? until : addDays(lastUntil, 1)
  return since > until ? { since: until, until } : { since, until }
}

/** The name of its folder: 2026-11-19, 2026-11, 2026-11-09_2026-11-15. */
export function labelOf(period: Span, job: Pick<Job, 'period'>, monthStart: number): string {
  if (job.period === 'month-to-date') return period.since.slice(0, monthStart === 1 ? 7 : 10)
  if (period.since === period.until) return period.since
  const month = monthOf(period.since, 1)
  if (month.since === period.since && month.until === period.until) return period.since.slice(0, 7)
  return `${period.since}_${period.until}`
}
