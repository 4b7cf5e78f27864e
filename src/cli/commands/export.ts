import { createReadStream, statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { RimuruError } from '../../core/errors.ts'
import { wrongFields } from '../../config/export-fields.ts'
import { SECTIONS } from '../../config/job-types.ts'
import { dayIn } from '../../core/days.ts'
import type { ReportInput } from '../../reports/costs.ts'
import { buildReport } from '../../reports/report.ts'
import type { Calendar } from '../../warehouse/queries/group-keys.ts'
import { buildQuality } from '../../reports/quality.ts'
import { programVersion } from '../../platform/version.ts'
import { moveOutput } from '../../plugin-host/outputs.ts'
import { placesOf } from '../../plugin-host/places.ts'
import type { ExportedFile, Report } from '../../plugin-sdk/types.ts'
import { openPlugins } from '../../pipeline/plugins/open-plugins.ts'
import { writeExport } from '../../pipeline/plugins/write-export.ts'
import type { Exported, Written } from '../../pipeline/plugins/write-export.ts'
import type { Flags, Invocation } from '../command.ts'
import type { Io } from '../io.ts'
import { exitOf } from '../quality-exit.ts'
import { askedOf, calendarOf, configOf, openReading } from '../reading.ts'
import { toJson } from '../ui/formats.ts'
import { plural } from '../ui/numbers.ts'
import { pluginTeller } from '../ui/plugin-line.ts'

export async function run(invocation: Invocation): Promise<number> {
  const { flags, io, env, cwd, signal } = invocation
  const name = typeof flags.plugin === 'string' ? flags.plugin : ''
  const what = (flags.data ?? 'costs') as Exported
  const wrong = wrongFields(what, flags.fields as readonly string[] | undefined)
  if (wrong) throw new RimuruError('E7001', `--fields: ${wrong.what}`, { hint: wrong.hint })
  const asked = await askedOf(invocation)
  const { path: config } = await configOf(invocation)
  const plugins = await openPlugins([name], {
    settings: asked.settings,
    places: placesOf(config, cwd, env),
    env,
    version: programVersion(),
    offline: flags.offline === true,
    say: pluginTeller(invocation),
  })
  try {
    const [plugin] = plugins.running
    const { kind, extension, format } = plugin!.plan.plugin.manifest
    if (kind !== null && kind !== 'exporter') {
      throw new RimuruError('E7001', `${name} is no exporter, it is ${kind === 'agent' ? 'an' : 'a'} ${kind}`, {
        hint: 'rimuru plugins list shows the exporters',
      })
    }
    const target = targetOf(flags, cwd, what, extension)
    if (flags.json && target.folder === null && format !== 'json') {
      throw new RimuruError('E7001', `--json prints one JSON document, and ${name} would print something else`, {
        hint: 'leave out --json, or give --out: then it says which files were written',
      })
    }
    const { report, settings, timezone } = await openReading(invocation, asked)
    try {
      await plugins.use(report)
      const input = { ...report, mode: settings.pricing.cost }
      const options = optionsOf(flags, timezone)
      const job = {
        what,
        options,
        name: target.name,
        report: what === 'report' ? await wholeReport(input, calendarOf(timezone, settings)) : null,
      }
      const written = await writeExport(plugin!, input, job, { signal })
      try {
        const { block } = await buildQuality(report.db, report.scope, report.sources, settings.pricing.cost)
        await plugins.close()
        await deliver(written, target, flags, io)
        return exitOf(block, flags)
      } finally {
        await rm(written.folder, { recursive: true, force: true })
      }
    } finally {
      await plugins.close()
      report.close()
    }
  } finally {
    await plugins.close()
  }
}

const wholeReport = async (input: ReportInput, calendar: Calendar): Promise<Report> => {
  const today = dayIn(calendar.timezone, Date.now())
  const plan = {
    title: null,
    job: null,
    sections: SECTIONS,
    top: Infinity,
    budgets: [],
    restated: [],
    subscriptions: [],
    today,
  }
  const { report } = await buildReport(input, calendar, plan)
  return report
}

interface Target {
  /** Null is stdout. */
  readonly folder: string | null
  /** Of the main file, without extension. */
  readonly name: string
  /** The main file's whole name, where it was given. */
  readonly file: string | null
}

function targetOf({ out }: Flags, cwd: string, what: Exported, extension: string | null): Target {
  if (typeof out !== 'string' || out === '-' || out === '/dev/stdout') return { folder: null, name: what, file: null }
  const path = resolve(cwd, out)
  if (/[/\\]$/.test(out) || (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false)) {
    return { folder: path, name: what, file: null }
  }
  const end = extension !== null && path.endsWith(`.${extension}`) ? `.${extension}` : extname(path)
  return { folder: dirname(path), name: basename(path, end), file: basename(path) }
}

const optionsOf = (flags: Flags, timezone: string) => ({
  include_headers: flags.headers !== false,
  date_format: typeof flags['date-format'] === 'string' ? flags['date-format'] : null,
  timezone,
  fields: (flags.fields as readonly string[] | undefined) ?? null,
  pretty: flags.pretty === true,
})

/** Puts what was written where it was asked for, and says so. */
async function deliver({ folder, files }: Written, target: Target, flags: Flags, io: Io): Promise<void> {
  if (files.length === 0) io.note('the report has no section: there is no file to write\n')
  if (target.folder === null) return print(folder, files, io)
  const main = files.length === 1 ? files[0]! : files.find(({ path }) => path.startsWith(`${target.name}.`))
  const moved: ExportedFile[] = []
  for (const file of files) {
    const path = join(target.folder, file === main && target.file !== null ? target.file : file.path)
    await moveOutput(join(folder, file.path), path)
    moved.push({ ...file, path })
  }
  if (flags.json) return io.out(toJson({ schema_version: 1, kind: 'export', files: moved }))
  for (const { path, rows } of moved) io.note(`${path}: ${plural(rows, 'row')}\n`)
}

async function print(folder: string, files: readonly ExportedFile[], io: Io): Promise<void> {
  const [file] = files
  if (!file) return
  if (files.length > 1) {
    throw new RimuruError('E7001', `it is ${files.length} files: ${files.map(({ path }) => path).join(', ')}`, {
      hint: 'give --out with a file or a folder',
    })
  }
  const stream = createReadStream(join(folder, file.path))
  for await (const piece of stream) {
    io.bytes(piece as Buffer)
    await io.flushed()
    if (io.isClosed()) return
  }
}
