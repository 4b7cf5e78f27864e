import { join } from 'node:path'
import type { JobExport } from '../../config/job-types.ts'
import { messageOf, RimuruError } from '../../core/errors.ts'
import { makeFolder } from '../../platform/folders.ts'
import type { ExportOptions } from '../../plugin-sdk/types.ts'
import { writeExport } from '../plugins/write-export.ts'
import type { PluginVerdict, RunContext, RunState, Staged } from './context.ts'
import { workFolder } from './places.ts'
import { unnamed } from './words.ts'

export interface Exports {
  readonly staged: readonly Staged[]
  readonly verdicts: readonly PluginVerdict[]
}

/** Has every exporter write its files aside. One with a closed fail policy that fails ends the run. */
export async function runExports(context: RunContext, state: Required<RunState>): Promise<Exports> {
  const { job, plugins } = context
  const staged: Staged[] = []
  const verdicts: PluginVerdict[] = []
  const byPriority = job.export.toSorted(
    (a, b) => plugins.named(a.plugin).plan.priority - plugins.named(b.plugin).plan.priority,
  )
  const { whole = [], rows = [] } = Object.groupBy(byPriority, ({ data = 'report' }) =>
    data === 'report' ? 'whole' : 'rows',
  )
  // Those that are given the report work side by side; rows come from one connection, one after the other.
  const wholeDone = Promise.allSettled(whole.map((each) => runOne(each, context, state)))
  const rowsDone: PromiseSettledResult<readonly Staged[]>[] = []
  for (const each of rows) rowsDone.push(...(await Promise.allSettled([runOne(each, context, state)])))
  const results = [...(await wholeDone), ...rowsDone]
  context.signal.throwIfAborted()
  for (const [i, result] of results.entries()) {
    const { plugin } = [...whole, ...rows][i]!
    const { plan } = plugins.named(plugin)
    const id = plan.plugin.manifest.id
    if (result.status === 'fulfilled') {
      for (const each of result.value) {
        refuseTwice(each, staged, job.path)
        staged.push(each)
      }
      verdicts.push({ id, kind: 'exporter', verdict: 'ok', detail: null })
    } else if (plan.failPolicy === 'closed') throw result.reason
    else verdicts.push({ id, kind: 'exporter', verdict: 'failed', detail: unnamed(messageOf(result.reason)) })
  }
  return { staged, verdicts }
}

async function runOne(
  exported: JobExport,
  context: RunContext,
  { input, evaluated }: Required<RunState>,
): Promise<readonly Staged[]> {
  const { plugins, job, signal } = context
  const { plugin, data: what = 'report', name = what } = exported
  const place = workFolder(context)
  makeFolder(place)
  const call = { what, options: optionsOf(exported, job.timezone), name, report: evaluated.report, place }
  const { folder, files } = await writeExport(plugins.named(plugin), input, call, { signal })
  return files.map((file) => ({ file, from: join(folder, file.path) }))
}

const optionsOf = ({ headers, dateFormat, fields, pretty }: JobExport, timezone: string): ExportOptions => ({
  include_headers: headers ?? true,
  date_format: dateFormat ?? null,
  timezone,
  fields: fields ?? null,
  pretty: pretty ?? true,
})

function refuseTwice({ file }: Staged, staged: readonly Staged[], where: string): void {
  if (!staged.some((other) => other.file.path === file.path)) return
  throw new RimuruError('E3001', `export: two of them write ${file.path}`, {
    where,
    hint: 'give one of them a name of its own',
  })
}
