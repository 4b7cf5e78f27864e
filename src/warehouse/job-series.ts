import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import type { DuckDBConnection } from './duckdb.ts'

/** Where the history of a job is kept apart from those of jobs with the same name: the real path of its config's folder. */
export interface JobAt {
  readonly job: string
  readonly folder: string
}

/** The name of a job's history. The first folder that has a job of this name goes on with what was before folders were told apart. */
export async function seriesOf(
  db: DuckDBConnection,
  { job, folder }: JobAt,
  { remember }: { readonly remember: boolean },
): Promise<string> {
  const rows = await db.runAndReadAll('select series, folder from job_series where job = ? order by series', [job])
  const known = rows.getRows().map(([series, at]) => ({ series: String(series), folder: String(at) }))
  const own = known.find((each) => each.folder === folder)
  if (own) return own.series
  // A folder that was moved or renamed keeps its history.
  const moved = known.find((each) => !existsSync(each.folder))
  if (moved) {
    if (remember) await db.run('update job_series set folder = ? where series = ?', [folder, moved.series])
    return moved.series
  }
  const series = known.length === 0 ? job : `${job}@${createHash('sha256').update(folder).digest('hex').slice(0, 8)}`
  if (remember) await db.run('insert into job_series values (?, ?, ?)', [series, job, folder])
  return series
}

/** Of rows with a `series`: those of a folder, and of jobs that no folder has run yet. */
export const IN_FOLDER = `(series in (select series from job_series where folder = ?)
  or series not in (select series from job_series))`
