import { chosenFields, shapedRow } from 'rimuru/plugin-sdk'
import type { ExportCall, Field, Rows } from 'rimuru/plugin-sdk'
import { aroundRows, configuredOr, templateOf } from './templates.ts'

export interface RecordsPage {
  /** Of ours, where the config names none. */
  readonly template: URL
  /** The line of a record; `numeric` says which of its cells are numbers. */
  rowOf(cells: readonly string[], numeric: readonly boolean[]): string
  readonly escape: (text: string) => string
  /** What the template is given beside the columns. */
  readonly view?: object
}

/** A table, a line a record. Values are exact: they may be read again. */
export async function* recordsPage<Row extends object>(
  title: string,
  rows: Rows<Row>,
  known: readonly Field<Row>[],
  { options, ctx }: ExportCall,
  { template, rowOf, escape, view }: RecordsPage,
): AsyncGenerator<string> {
  const render = await configuredOr(ctx.config.records_template, templateOf(template))
  const fields = chosenFields(known, options.fields)
  const numeric = fields.map(({ kind }) => kind === 'integer' || kind === 'usd')
  const columns = fields.map(({ name }, i) => ({ name, numeric: numeric[i] }))
  const [head, tail] = aroundRows(render, { ...view, title, columns, heading: options.include_headers })
  yield head
  for await (const batch of rows.batches()) {
    yield batch
      .map((row) =>
        rowOf(
          Object.values(shapedRow(row, fields, options))
            .map(cellOf)
            .map(escape),
          numeric,
        ),
      )
      .join('')
  }
  yield tail
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  return Array.isArray(value) ? value.join(', ') : String(value)
}
