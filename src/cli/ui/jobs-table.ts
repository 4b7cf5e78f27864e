import type { Io } from '../io.ts'
import { paint } from './paint.ts'
import { renderTable } from './table.ts'

interface JobRow {
  readonly name: string
  readonly description: string | null
  readonly schedule: { readonly cron: string; readonly timezone: string } | null
  readonly period: string | { readonly since: string; readonly until: string } | null
  readonly last_run: { readonly started_at: string; readonly status: string } | null
  readonly problem: string | null
}

export function printJobs(jobs: readonly JobRow[], io: Io): void {
  const style = paint(io.outColour)
  const columns = [
    { title: 'Job' },
    { title: 'Period' },
    { title: 'Schedule', optional: 2 },
    { title: 'Last run' },
    { title: 'What for', shrink: 'end' as const, optional: 4 },
  ]
  const rows = jobs.map(({ name, description, schedule, period, last_run: last, problem }) => [
    name,
    period === null ? '–' : typeof period === 'string' ? period : `${period.since} to ${period.until}`,
    schedule === null ? '–' : `${schedule.cron} ${schedule.timezone}`,
    problem !== null ? 'broken' : last === null ? 'never' : `${last.started_at.slice(0, 10)} ${last.status}`,
    description ?? '',
  ])
  io.out(renderTable({ columns, rows }, io.width, style))
  for (const { name, problem } of jobs) if (problem !== null) io.out(style.red(`${name}: ${problem}\n`))
}

interface NextRow {
  readonly name: string
  readonly cron: string
  readonly timezone: string
  readonly at: number
}

export function printNext(jobs: readonly NextRow[], now: number, io: Io): void {
  if (jobs.length === 0) return io.out('No job has a schedule.\n')
  const columns = [{ title: 'Job' }, { title: 'Next' }, { title: 'In', align: 'right' as const }, { title: 'Schedule' }]
  const rows = jobs.map(({ name, cron, timezone, at }) => [
    name,
    localTime(at, timezone),
    spanOf(at - now),
    `${cron} ${timezone}`,
  ])
  io.out(renderTable({ columns, rows }, io.width, paint(io.outColour)))
}

const localTime = (at: number, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at)

function spanOf(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000))
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24]
  return days > 0 ? `${days} d ${hours} h` : hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min`
}
