import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExportCall, Report, ReportSection } from 'rimuru/plugin-sdk'
import { cellsOf, dialectOf } from './csv.ts'

/** A file for each section: tables with other columns are not one table. Rows only: a sum among them would count twice. */
export async function writeSections(report: Report, { out, name, add, options, ctx }: ExportCall): Promise<void> {
  const dialect = dialectOf(ctx.config)
  for (const section of report.sections) {
    const path = `${name}-${section.id}.csv`
    await writeFile(join(out, path), sectionText(section, dialect, options.include_headers))
    add({ path, media_type: 'text/csv', rows: section.rows.length })
  }
}

export function sectionText(section: ReportSection, dialect: ReturnType<typeof dialectOf>, headers: boolean): string {
  const cells = cellsOf(dialect)
  const lines = section.rows.map((row) =>
    cells.row(
      section.columns.map(({ key, kind }) => {
        const value = row[key]
        if (value === null || value === undefined) return ''
        return kind === 'text' || kind === 'date' || kind === 'time'
          ? cells.text(String(value))
          : cells.value(String(value))
      }),
    ),
  )
  const heading = headers ? [cells.row(section.columns.map(({ key }) => cells.text(key)))] : []
  return dialect.bom + [...heading, ...lines].join('')
}
