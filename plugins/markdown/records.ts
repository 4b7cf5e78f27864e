import type { ExportCall, Field, Rows } from 'rimuru/plugin-sdk'
import { recordsPage } from '../_shared/records.ts'
import { escaped } from '../_shared/markdown.ts'

const PAGE = {
  template: new URL('./templates/records.hbs', import.meta.url),
  rowOf: (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`,
  escape: escaped,
}

export const writeRecords = <Row extends object>(
  title: string,
  rows: Rows<Row>,
  fields: readonly Field<Row>[],
  call: ExportCall,
): AsyncGenerator<string> => recordsPage(title, rows, fields, call, PAGE)
