import type { ExportOptions, Report, ReportRow, ReportSection } from 'rimuru/plugin-sdk'
import { attributes, element, escaped, headOf, layoutOf } from './elements.ts'
import type { Layout } from './elements.ts'

/** The report as a tree: its figures, and its sections with their rows. */
export function* reportOf(report: Report, options: ExportOptions): Generator<string> {
  const layout = layoutOf(options)
  const { line } = layout
  const { since, until, timezone } = report.period
  yield headOf(options)
  yield line(
    0,
    `<report${attributes({ schema_version: 1, title: report.title, job: report.job, since, until, timezone })}>`,
  )
  for (const { id, label, kind, value, note } of report.figures) {
    yield line(1, `<figure${attributes({ id, label, kind, note })}>${value === null ? '' : escaped(value)}</figure>`)
  }
  for (const section of report.sections) yield* sectionOf(section, layout)
  for (const warning of report.warnings) yield line(1, element('warning', warning))
  yield line(1, `<prices${attributes(report.prices)}/>`)
  yield '</report>\n'
}

function* sectionOf({ id, title, note, columns, rows, totals }: ReportSection, { line }: Layout): Generator<string> {
  yield line(1, `<section${attributes({ id, title, note })}>`)
  const cells = (row: ReportRow): string => columns.map(({ key }) => element(key, row[key])).join('')
  for (const row of rows) yield line(2, `<row>${cells(row)}</row>`)
  if (totals) yield line(2, `<totals>${cells(totals)}</totals>`)
  yield line(1, '</section>')
}
