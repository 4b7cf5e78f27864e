import { readFileSync } from 'node:fs'
import type { ExportCall, Field, Rows } from 'rimuru/plugin-sdk'
import { recordsPage } from '../_shared/records.ts'
import { escaped } from './escape.ts'
import { STYLE } from './report.ts'

const template = new URL('./templates/records.hbs', import.meta.url)

const rowOf = (cells: readonly string[], numeric: readonly boolean[]): string =>
  `<tr>${cells.map((cell, i) => `<td${numeric[i] ? ' class="n"' : ''}>${cell}</td>`).join('')}</tr>\n`

export const writeRecords = <Row extends object>(
  title: string,
  rows: Rows<Row>,
  fields: readonly Field<Row>[],
  call: ExportCall,
): AsyncGenerator<string> =>
  recordsPage(title, rows, fields, call, {
    template,
    rowOf,
    escape: escaped,
    view: { style: readFileSync(STYLE, 'utf8') },
  })
