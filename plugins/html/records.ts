import { readFile } from 'node:fs/promises'
import { chosenFields, shapedRow } from 'rimuru/plugin-sdk'
import type { ExportCall, Field, Rows } from 'rimuru/plugin-sdk'
import { aroundRows, templateOf } from '../_shared/templates.ts'
import { escaped } from './escape.ts'
import { STYLE } from './report.ts'

/** A table, a line a record. Values are exact: they may be read again. */
export async function* writeRecords<Row extends object>(
  title: string,
  rows: Rows<Row>,
  known: readonly Field<Row>[],
  { options, ctx }: ExportCall,
): AsyncGenerator<string> {
  const render = await templateOf(new URL('./templates/records.hbs', import.meta.url), ctx.config.records_template)
  const fields = chosenFields(known, options.fields)
  const numeric = fields.map(({ kind }) => kind === 'integer' || kind === 'usd')
  const columns = fields.map(({ name }, i) => ({ name, numeric: numeric[i] }))
  const style = await readFile(STYLE, 'utf8')
  const [head, tail] = aroundRows(render, { title, columns, heading: options.include_headers, style })
  yield head
  for await (const batch of rows.batches()) {
    yield batch.map((row) => rowOf(Object.values(shapedRow(row, fields, options)), numeric)).join('')
  }
  yield tail
}

const rowOf = (values: readonly unknown[], numeric: readonly boolean[]): string =>
  `<tr>${values.map((value, i) => `<td${numeric[i] ? ' class="n"' : ''}>${cell(value)}</td>`).join('')}</tr>\n`

function cell(value: unknown): string {
  if (value === null || value === undefined) return ''
  return escaped(Array.isArray(value) ? value.join(', ') : String(value))
}
