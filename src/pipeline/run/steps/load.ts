import { realpathSync } from 'node:fs'
import { plural } from '../../../core/count.ts'
import { addDays, dayIn } from '../../../core/days.ts'
import type { DuckDBConnection } from '../../../warehouse/duckdb.ts'
import { seriesOf } from '../../../warehouse/job-series.ts'
import { beginRun, lastDayReported } from '../../../warehouse/runs.ts'
import { lookedIn } from '../../discover.ts'
import { openData } from '../../open-data.ts'
import type { LoadedData } from '../../open-data.ts'
import { cutOffNote, cutOffRuns } from '../cut-off.ts'
import { labelOf, periodOfRun } from '../period.ts'
import type { RunContext, RunState, StepResult } from '../context.ts'

/** Reads what is new, and says which days the run is about: they may follow from the run before. */
export async function loadStep(context: RunContext, state: Required<RunState>): Promise<StepResult> {
  const { settings, env, signal, dryRun, tell, plugins } = context
  const data = await openData({
    settings,
    sources: state.sources,
    env,
    signal,
    dryRun,
    progress: tell.progress,
    waiting: tell.waiting,
    plugins: { say: tell.plugin, runId: context.runId, offline: context.offline },
  })
  try {
    await plugins.use(data, dryRun)
    const { sources } = data
    const { job, calendar, now, date, configDir } = context
    const series = await seriesOf(data.db, { job: job.name, folder: realpathSync(configDir) }, { remember: !dryRun })
    const period = periodOfRun(job, { calendar, now, date, lastUntil: await lastUntil(data.db, series, context) })
    const label = labelOf(period, job, calendar.monthStart)
    const { runId, startedAt } = context
    if (!dryRun) await beginRun(data.db, { id: runId, job: job.name, series, ...period, startedAt })
    const readable = sources.some(({ files }) => files.length > 0) || (await hasHistory(data))
    if (!readable) tell.note(`No usage data found. Looked in:\n${lookedIn(sources)}`)
    const cutOff = await cutOffRuns(data.db, series, context)
    const note = cutOffNote(job, cutOff, period)
    if (note !== null) tell.note(note)
    return { detail: detailOf(data), state: { data, series, sources, period, label, readable, cutOff } }
  } catch (error) {
    data.close()
    throw error
  }
}

const detailOf = ({ filesRead, filesFailed }: LoadedData): string =>
  filesRead === 0
    ? 'nothing new'
    : `${plural(filesRead, 'file')} read${filesFailed > 0 ? `, ${filesFailed} of them could not be` : ''}`

/** Of a run that went as far as this one goes nothing is left to follow: it is the same report again. */
async function lastUntil(
  db: DuckDBConnection,
  series: string,
  { job, calendar, now, date }: RunContext,
): Promise<string | null> {
  if (job.period !== 'since-last-run') return null
  const day = date ?? addDays(dayIn(calendar.timezone, now), -1)
  return lastDayReported(db, series, day)
}

async function hasHistory({ db, roots }: LoadedData): Promise<boolean> {
  if (roots.length === 0) return false
  const found = await db.runAndReadAll(
    `select 1 from entry where root_id in (${roots.map(({ id }) => id).join(', ')}) limit 1`,
  )
  return found.currentRowCount > 0
}
