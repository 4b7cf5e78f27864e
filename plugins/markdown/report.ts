import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExportCall, Report } from 'rimuru/plugin-sdk'
import { configuredOr, preparedTemplate } from '../_shared/templates.ts'
import { viewOf } from '../_shared/view.ts'
import { escaped } from '../_shared/markdown.ts'

const own = preparedTemplate(new URL('./templates/report.hbs', import.meta.url))

/** Drawings become files beside the document: Markdown cannot hold them. */
export async function* writeReport(report: Report, { ctx, out, name, add }: ExportCall): AsyncGenerator<string> {
  const render = await configuredOr(ctx.config.template, own)
  const view = viewOf(report, name, escaped)
  for (const { chart } of view.sections) {
    if (!chart) continue
    await writeFile(join(out, chart.file), chart.svg)
    add({ path: chart.file, media_type: 'image/svg+xml', rows: 0 })
  }
  yield render(view)
}
