import { readFile } from 'node:fs/promises'
import type { ExportCall, Report } from 'rimuru/plugin-sdk'
import { configuredOr, preparedTemplate } from '../_shared/templates.ts'
import { viewOf } from '../_shared/view.ts'
import { escaped } from './escape.ts'

export const STYLE = new URL('./templates/style.css', import.meta.url)

const own = preparedTemplate(new URL('./templates/report.hbs', import.meta.url))

/** One page: style and drawings are in it. */
export async function* writeReport(report: Report, { ctx, name }: ExportCall): AsyncGenerator<string> {
  const [render, style] = await Promise.all([configuredOr(ctx.config.template, own), readFile(STYLE, 'utf8')])
  yield render({ ...viewOf(report, name, escaped), style })
}
