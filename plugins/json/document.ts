import { chosenFields, shapedRow } from 'rimuru/plugin-sdk'
import type { ExportOptions, Field, Rows } from 'rimuru/plugin-sdk'

/** One document, in pieces: an object with the kind of its rows, or with no headings the bare list of them. */
export async function* documentOf<Row extends object>(
  kind: string,
  rows: Rows<Row>,
  known: readonly Field<Row>[],
  options: ExportOptions,
): AsyncGenerator<string> {
  const fields = chosenFields(known, options.fields)
  const { pretty, include_headers: wrapped } = options
  const [line, space] = pretty ? ['\n', ' '] : ['', '']
  const margin = pretty ? ' '.repeat(wrapped ? 4 : 2) : ''
  yield wrapped
    ? `{${indent(pretty)}"schema_version":${space}1,${indent(pretty)}"kind":${space}"${kind}",${indent(pretty)}"rows":${space}[`
    : '['
  let first = true
  for await (const batch of rows.batches()) {
    let text = ''
    for (const row of batch) {
      const shaped = JSON.stringify(shapedRow(row, fields, options), null, pretty ? 2 : undefined)
      text += `${first ? '' : ','}${line}${margin}${shaped.replaceAll('\n', `\n${margin}`)}`
      first = false
    }
    yield text
  }
  const end = first || !pretty ? '' : `\n${margin.slice(2)}`
  yield wrapped ? `${end}]${line}}\n` : `${end}]\n`
}

const indent = (pretty: boolean): string => (pretty ? '\n  ' : '')

export const textOf = (value: unknown, { pretty }: ExportOptions): string =>
  `${JSON.stringify(value, null, pretty ? 2 : undefined)}\n`
