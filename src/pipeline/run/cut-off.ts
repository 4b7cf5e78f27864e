import { sep } from 'node:path'
import type { Job } from '../../config/jobs.ts'
import type { Span } from '../../core/calendar.ts'
import type { DuckDBConnection } from '../../warehouse/duckdb.ts'
import { listRuns } from '../../warehouse/runs.ts'
import type { RunRow, RunStatus } from '../../warehouse/runs.ts'
import type { RunContext, RunState } from './context.ts'
import { digestOfFile } from './files.ts'

const MOST = 20

/** A run with another status has published what it has written. */
const IS_CUT_OFF: ReadonlySet<RunStatus> = new Set(['running', 'interrupted', 'failed'])

/** Runs of the job that were cut off or failed since the last one that came to its end. */
export async function cutOffRuns(db: DuckDBConnection, series: string, { runId }: RunContext): Promise<RunRow[]> {
  const rows = (await listRuns(db, { series }, MOST)).filter(({ id }) => id !== runId)
  const ended = rows.findIndex(({ status }) => !IS_CUT_OFF.has(status))
  return ended === -1 ? rows : rows.slice(0, ended)
}

/** Null where this run does again what was cut off. */
export function cutOffNote({ name, period: is }: Job, cutOff: readonly RunRow[], period: Span): string | null {
  const days = cutOff.flatMap((run) => dayNotDoneAgain(is, run, period) ?? [])
  if (days.length === 0) return null
  const commands = [...new Set(days)].sort().map((day) => `rimuru run ${name} --date ${day}`)
  return `a run before this one did not come to its end; to be sure of its report: ${commands.join(', ')}`
}

function dayNotDoneAgain(is: Job['period'], { since, until }: RunRow, period: Span): string | null {
  if (since === null || until === null) return null
  switch (is) {
    case 'yesterday':
    case 'last-week':
    case 'last-month':
      return since === period.since ? null : since
    case 'since-last-run':
      // What was not written yet is among the days of this run. What was written counts, but perhaps nobody was told.
      return until < period.since ? until : null
    default:
      return null
  }
}

/** What they have written in full, and perhaps not committed. */
export function leftBehind({ cutOff, targets }: Required<RunState>, folder: string): string[] {
  const own = new Set(targets.map(({ to }) => to))
  return cutOff.flatMap(({ outputs }) => {
    const others = Object.entries(outputs).filter(([path]) => path.startsWith(folder + sep) && !own.has(path))
    return others.every(([path, sha256]) => digestOfFile(path) === sha256) ? others.map(([path]) => path) : []
  })
}
