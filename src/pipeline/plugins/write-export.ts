import { rm } from 'node:fs/promises'
import { temporaryFolder } from '../../platform/folders.ts'
import type { ExportAnswer } from '../../plugin-sdk/messages.ts'
import type { ExportOptions, Report } from '../../plugin-sdk/types.ts'
import { checkOutputs } from '../../plugin-host/outputs.ts'
import { PluginError } from '../../plugin-host/plugin-error.ts'
import { maskOf } from '../../plugin-host/secrets.ts'
import type { CallOptions, RunningPlugin } from '../../plugin-host/types.ts'
import type { ReportInput } from '../../reports/costs.ts'
import { exportedCosts, exportedSessions } from '../../reports/exported.ts'
import type { StartedPlugin } from './open-plugins.ts'

export const EXPORTED = ['costs', 'sessions', 'report'] as const
export type Exported = (typeof EXPORTED)[number]

export interface ExportJob {
  readonly what: Exported
  readonly options: ExportOptions
  /** Of the file, without extension. */
  readonly name: string
  /** Where its folder is made; the system's place for such if not given. */
  readonly place?: string
  /** What `report` writes. */
  readonly report: Report | null
}

export interface Written extends ExportAnswer {
  /** Where the files are; the caller moves them to where they belong. */
  readonly folder: string
}

/** Has a plugin write one kind of data into a folder of its own, and checks what it wrote. */
export async function writeExport(
  plugin: StartedPlugin,
  input: ReportInput,
  job: ExportJob,
  calls: Pick<CallOptions, 'progress' | 'signal'> = {},
): Promise<Written> {
  const folder = temporaryFolder('rimuru-out-', job.place)
  try {
    const { files, rows } = await call(plugin, input, job, folder, calls)
    const mask = maskOf(plugin.plan.spawn.secrets)
    await checkOutputs({ plugin: plugin.id, folder, files, rows, mayBeNone: isWithoutSections(job), mask })
    return { folder, files }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

/** An exporter that writes a file for each section has none to write. */
const isWithoutSections = ({ what, report }: ExportJob): boolean => what === 'report' && report?.sections.length === 0

async function call(
  plugin: RunningPlugin,
  input: ReportInput,
  { what, options, name, report }: ExportJob,
  out: string,
  calls: Pick<CallOptions, 'progress' | 'signal'>,
): Promise<ExportAnswer & { rows: number | null }> {
  const body = { options, out, name }
  if (what === 'report') {
    if (!report) throw new Error('there is no report to export')
    return { ...(await plugin.call('export/report', { ...body, data: report }, calls)), rows: null }
  }
  const counted = { rows: 0, all: false }
  const rows = count(what === 'costs' ? exportedCosts(input) : exportedSessions(input), counted)
  const stream = { ...body, data: { format: 'stream' as const } }
  const { files } = await plugin.call(`export/${what}`, stream, { ...calls, rows })
  // How many there are is not known before the last: a part of them would pass as the whole.
  if (!counted.all) throw new PluginError(plugin.id, 'bad-answer', 'it answered before it had taken all rows')
  return { files, rows: counted.rows }
}

async function* count(
  batches: AsyncIterable<readonly string[]>,
  counted: { rows: number; all: boolean },
): AsyncGenerator<readonly string[]> {
  for await (const batch of batches) {
    counted.rows += batch.length
    yield batch
  }
  counted.all = true
}
