import { chosenFields, shapedRow } from 'rimuru/plugin-sdk'
import type { ExportOptions, Field, Rows } from 'rimuru/plugin-sdk'
import { element, headOf, layoutOf } from './elements.ts'
import type { Layout } from './elements.ts'

/** An element for each record, and in it one for each field that has a value; of a list one for each entry. */
export async function* recordsOf<Row extends object>(
  root: string,
  name: string,
  rows: Rows<Row>,
  known: readonly Field<Row>[],
  options: ExportOptions,
): AsyncGenerator<string> {
  const fields = chosenFields(known, options.fields)
  const layout = layoutOf(options)
  yield headOf(options) + layout.line(0, `<${root} schema_version="1">`)
  for await (const batch of rows.batches()) {
    yield batch.map((row) => recordOf(name, shapedRow(row, fields, options), layout)).join('')
  }
  yield `</${root}>\n`
}

function recordOf(name: string, row: Readonly<Record<string, unknown>>, { line }: Layout): string {
  const inside = Object.entries(row).map(([field, value]) =>
    Array.isArray(value) ? listOf(field, value) : element(field, value),
  )
  const lines = inside.filter((text) => text !== '').map((text) => line(2, text))
  return line(1, `<${name}>`) + lines.join('') + line(1, `</${name}>`)
}

const listOf = (field: string, values: readonly unknown[]): string =>
  `<${field}>${values.map((value) => element('item', value)).join('')}</${field}>`
