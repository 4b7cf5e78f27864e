import type { Io } from '../io.ts'
import { paint } from './paint.ts'
import type { Paint } from './paint.ts'
import { statusPaint } from './runs-table.ts'
import { renderTable } from './table.ts'
import { localTime } from './times.ts'
import { wrapText } from './wrap.ts'

interface JobRow {
  readonly name: string
  readonly path: string
  readonly description: string | null
  readonly schedule: { readonly cron: string; readonly timezone: string } | null
  readonly period: string | { readonly since: string; readonly until: string } | null
  readonly last_run: { readonly started_at: string; readonly status: string } | null
  readonly problem: string | null
}

export function printJobs(jobs: readonly JobRow[], timezone: string, io: Io): void {
  const style = paint(io.outColour)
  const columns = [
    { title: 'Job' },
    { title: 'Period' },
    { title: 'Schedule', optional: 2 },
    { title: 'Last run', paint: (run: string) => lastPaint(run, style)(run) },
    { title: 'What for', shrink: 'end' as const, optional: 4 },
  ]
  const rows = jobs.map(({ name, description, schedule, period, last_run: last, problem }) => [
    name,
    period === null ? '–' : typeof period === 'string' ? period : `${period.since} to ${period.until}`,
    schedule === null ? '–' : `${schedule.cron} ${schedule.timezone}`,
    problem !== null ? 'broken' : last === null ? 'never' : `${localTime(last.started_at, timezone)} ${last.status}`,
    description ?? '',
  ])
  io.out(renderTable({ columns, rows }, io.width, style))
  if (jobs.some(({ last_run: last }) => last !== null)) io.out(style.dim(`last runs in ${timezone}\n`))
  printBroken(jobs, io)
}

/** Jobs that cannot run, and why. */
export function printBroken(jobs: readonly Pick<JobRow, 'name' | 'path' | 'problem'>[], io: Io): void {
  const style = paint(io.outColour)
  for (const { name, path, problem } of jobs) {
    if (problem !== null) io.out(style.red(wrapText(`${name}: ${problem} (${path})`, io.width, '', '  ')))
  }
}

function lastPaint(run: string, style: Paint): (text: string) => string {
  if (run === 'never') return style.dim
  return run === 'broken' ? style.red : statusPaint(run.split(' ').at(-1)!, style)
}

interface NextRow {
  readonly name: string
  readonly cron: string
  readonly timezone: string
  readonly at: number
}

export function printNext(jobs: readonly NextRow[], now: number, io: Io): void {
  if (jobs.length === 0) return io.out("No job has a schedule. One is: schedule: '30 5 * * *'\n")
  const columns = [{ title: 'Job' }, { title: 'Next' }, { title: 'In', align: 'right' as const }, { title: 'Schedule' }]
  const rows = jobs.map(({ name, cron, timezone, at }) => [
    name,
    localTime(new Date(at).toISOString(), timezone),
    spanOf(at - now),
    `${cron} ${timezone}`,
  ])
  io.out(renderTable({ columns, rows }, io.width, paint(io.outColour)))
}

function spanOf(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000))
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24]
  return days > 0 ? `${days} d ${hours} h` : hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min`
}
