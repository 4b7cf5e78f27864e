import type { RunDocument } from '../../pipeline/run/record.ts'
import { dollarsOf } from '../../reports/sections/budgets.ts'
import { moneyOf } from '../../reports/sections/amounts.ts'
import type { RunRow } from '../../warehouse/runs.ts'
import type { Io } from '../io.ts'
import { paint } from './paint.ts'
import { renderTable } from './table.ts'

const ID = 8

export function printRuns(runs: readonly RunRow[], io: Io): void {
  if (runs.length === 0) return io.out('No job has run yet. `rimuru run daily-report` runs one.\n')
  const columns = [
    { title: 'Run' },
    { title: 'Job', shrink: 'end' as const },
    { title: 'Period' },
    { title: 'Started', optional: 3 },
    { title: 'Took', align: 'right' as const, optional: 4 },
    { title: 'Status' },
    { title: 'Cost', align: 'right' as const },
  ]
  io.out(renderTable({ columns, rows: runs.map(cells) }, io.width, paint(io.outColour)))
}

const cells = (row: RunRow): string[] => {
  const document = row.record === null ? null : (JSON.parse(row.record) as RunDocument)
  const cost = document?.totals?.cost_usd
  return [
    row.id.slice(0, ID),
    row.job,
    row.since === null ? '–' : row.since === row.until ? row.since : `${row.since} to ${row.until}`,
    timeText(row.startedAt),
    row.endedAt === null ? '–' : `${((row.endedAt - row.startedAt) / 1000).toFixed(1)} s`,
    row.exitCode === null || row.exitCode === 0 ? row.status : `${row.status} (${row.exitCode})`,
    cost === undefined ? '–' : dollarsOf(moneyOf(cost)),
  ]
}

const timeText = (time: number): string => new Date(time).toISOString().slice(0, 16).replace('T', ' ')

/** One run with its steps, its files and who was told. */
export function printRunDetails(row: RunRow, document: Partial<RunDocument>, io: Io): void {
  const style = paint(io.outColour)
  printRuns([row], io)
  if (document.error) io.out(`${style.red(`error ${document.error.code ?? ''}`)}: ${document.error.message}\n`)
  if (document.stopped) io.out(`${style.red('stopped')}: ${document.stopped}\n`)
  for (const { title, status, detail, ms } of document.steps ?? []) {
    io.out(`${title.padEnd(16)} ${status.padEnd(8)} ${`${ms} ms`.padStart(9)}  ${detail}\n`)
  }
  for (const { path, change, rows, bytes } of document.steps ? (document.outputs ?? []) : []) {
    io.out(`${change.padEnd(8)} ${path}, ${bytes} bytes${rows > 0 ? `, ${rows} rows` : ''}\n`)
  }
  for (const { plugin, subject, state, detail } of document.deliveries ?? []) {
    io.out(`${plugin}: ${subject} ${state}${detail ? `, ${detail}` : ''}\n`)
  }
  for (const { plugin, event, action, times } of document.hooks ?? []) {
    io.out(`${plugin}: ${event} ${action}${times > 1 ? `, ${times} times` : ''}\n`)
  }
  const { metrics } = document
  if (metrics) {
    io.out(
      style.dim(
        `${metrics.wall_seconds} s, ${metrics.cpu_seconds} s of processor, ${metrics.memory_used_mb} MB, ${metrics.active_sessions} sessions active\n`,
      ),
    )
  }
}
