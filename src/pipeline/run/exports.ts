import { join } from 'node:path'
import type { JobExport } from '../../config/job-types.ts'
import type { Job } from '../../config/jobs.ts'
import { messageOf, RimuruError } from '../../core/errors.ts'
import { makeStateFolder } from '../../platform/folders.ts'
import type { ExportOptions, Report } from '../../plugin-sdk/types.ts'
import { sameName } from '../../plugin-host/output-names.ts'
import type { ReportInput } from '../../reports/costs.ts'
import { writeExport } from '../plugins/write-export.ts'
import type { PluginVerdict, RunContext, RunState, Staged } from './context.ts'
import { workFolder } from './places.ts'
import { RUN_FILE } from './record-file.ts'
import { unnamed } from './words.ts'

export interface Exports {
  readonly staged: readonly Staged[]
  readonly verdicts: readonly PluginVerdict[]
}

/** To be published, or to be sent along. */
export const writesFiles = ({ publish, notify }: Job): boolean =>
  publish !== null || notify.some(({ attach }) => attach !== undefined)

export type StagedResult = PromiseSettledResult<readonly Staged[]>

/** Exports of rows, one after the other since they are read from one connection. None of them rejects. */
export function startRowExports(
  context: RunContext,
  input: Promise<ReportInput>,
): ReadonlyMap<JobExport, Promise<StagedResult>> {
  let last: Promise<unknown> = Promise.resolve()
  return new Map(
    byPriority(context)
      .filter(({ data = 'report' }) => data !== 'report')
      .map((each) => {
        const result = last.then(() => settled(input.then((from) => runOne(each, context, from, null))))
        last = result
        return [each, result]
      }),
  )
}

const settled = async (work: Promise<readonly Staged[]>): Promise<StagedResult> => (await Promise.allSettled([work]))[0]

const byPriority = ({ job, plugins }: RunContext): readonly JobExport[] =>
  job.export.toSorted((a, b) => plugins.named(a.plugin).plan.priority - plugins.named(b.plugin).plan.priority)

/** Has every exporter write its files aside. One with a closed fail policy that fails ends the run. */
export async function runExports(context: RunContext, state: Required<RunState>): Promise<Exports> {
  const { job, plugins } = context
  const staged: Staged[] = []
  const verdicts: PluginVerdict[] = []
  const exports = byPriority(context)
  const rows = state.beside?.rowExports ?? startRowExports(context, Promise.resolve(state.input))
  const { report } = state.evaluated
  const results = await Promise.all(
    exports.map((each) => rows.get(each) ?? settled(runOne(each, context, state.input, report))),
  )
  context.signal.throwIfAborted()
  for (const [i, result] of results.entries()) {
    const { plugin } = exports[i]!
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
  input: ReportInput,
  report: Report | null,
): Promise<readonly Staged[]> {
  const { plugins, job, signal } = context
  const { plugin, data: what = 'report', name = what } = exported
  const place = workFolder(context)
  makeStateFolder(place)
  const call = { what, options: optionsOf(exported, job.timezone), name, report, place }
  const running = plugins.named(plugin)
  const { folder, files } = await running.inTurn(() => writeExport(running, input, call, { signal }))
  return files.map((file) => ({ file, from: join(folder, file.path) }))
}

const optionsOf = ({ headers, dateFormat, fields, pretty }: JobExport, timezone: string): ExportOptions => ({
  include_headers: headers ?? true,
  date_format: dateFormat ?? null,
  timezone,
  fields: fields ?? null,
  pretty: pretty ?? true,
})

/** One file would take the place of the other, or stand where a folder has to be. */
function refuseTwice({ file }: Staged, staged: readonly Staged[], where: string): void {
  const name = sameName(file.path)
  const refuse = (message: string, hint: string): never => {
    throw new RimuruError('E3001', message, { where, hint })
  }
  if (isInTheWay(name, RUN_FILE)) refuse(`export: ${file.path} is a file of the run itself`, 'give it another name')
  const other = staged.find((each) => isInTheWay(name, sameName(each.file.path)))?.file.path
  const what = other === file.path ? `two of them write ${other}` : `one writes ${other}, another ${file.path}`
  if (other !== undefined) refuse(`export: ${what}`, 'give one of them a name of its own')
}

const isInTheWay = (one: string, other: string): boolean =>
  one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`)
