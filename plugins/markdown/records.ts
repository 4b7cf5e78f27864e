import { chosenFields, shapedRow } from 'rimuru/plugin-sdk'
import type { ExportCall, Field, Rows } from 'rimuru/plugin-sdk'
import { aroundRows, templateOf } from '../_shared/templates.ts'
import { escaped } from './escape.ts'

/** A table, a line a record. Values are exact: they may be read again. */
export async function* writeRecords<Row extends object>(
  title: string,
  rows: Rows<Row>,
  known: readonly Field<Row>[],
  { options, ctx }: ExportCall,
): AsyncGenerator<string> {
  const render = await templateOf(new URL('./templates/records.hbs', import.meta.url), ctx.config.records_template)
  const fields = chosenFields(known, options.fields)
  const columns = fields.map(({ name, kind }) => ({ name, numeric: kind === 'integer' || kind === 'usd' }))
  const [head, tail] = aroundRows(render, { title, columns, heading: options.include_headers })
  yield head
  for await (const batch of rows.batches()) {
    yield batch
      .map(
        (row) =>
          `| ${Object.values(shapedRow(row, fields, options))
            .map(cell)
            .join(' | ')} |\n`,
      )
      .join('')
  }
  yield tail
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return ''
  return escaped(Array.isArray(value) ? value.join(', ') : String(value))
}
