import { chosenFields, formatTime } from 'rimuru/plugin-sdk'
import type { ExportOptions, Field, JsonObject } from 'rimuru/plugin-sdk'

export interface Dialect {
  readonly delimiter: string
  readonly end: string
  readonly bom: string
}

export const dialectOf = ({ delimiter = ',', line_ending, bom }: JsonObject): Dialect => ({
  delimiter: String(delimiter),
  end: line_ending === 'lf' ? '\n' : '\r\n',
  bom: bom === true ? '\uFEFF' : '',
})

/** The file, a piece for each batch of rows. */
export async function* csvOf<Row extends object>(
  batches: AsyncIterable<readonly Row[]>,
  known: readonly Field<Row>[],
  options: ExportOptions,
  config: JsonObject,
): AsyncGenerator<string> {
  const fields = chosenFields(known, options.fields)
  const dialect = dialectOf(config)
  const cells = cellsOf(dialect)
  const cellOf = (value: unknown, kind: Field<Row>['kind']): string => {
    if (value === null || value === undefined) return ''
    if (kind === 'text') return cells.text(value as string)
    if (kind === 'time') return cells.text(formatTime(value as string, options))
    if (kind === 'list') return cells.text((value as readonly string[]).join(' '))
    return cells.value(String(value))
  }
  yield dialect.bom
  if (options.include_headers) yield cells.row(fields.map(({ name }) => cells.text(name)))
  for await (const batch of batches) {
    let text = ''
    for (const row of batch) {
      let before = ''
      for (const field of fields) {
        text += before + cellOf(row[field.name], field.kind)
        before = dialect.delimiter
      }
      text += dialect.end
    }
    yield text
  }
}

export interface Cells {
  text(value: string): string
  /** A number or a flag, which no spreadsheet runs. */
  value(value: string): string
  row(cells: readonly string[]): string
}

export function cellsOf({ delimiter, end }: Dialect): Cells {
  const special = new RegExp(`["\\r\\n${delimiter.replace(/[\\\]^-]/, '\\$&')}]`)
  const formula = /^[=+\-@\t\r]/
  /** Most texts are neither: one look is enough. */
  const careful = new RegExp(`${formula.source}|${special.source}`)
  return {
    text(value) {
      if (!careful.test(value)) return value
      // A spreadsheet would run a text that begins like this as a formula.
      const safe = formula.test(value) ? `'${value}` : value
      return special.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
    },
    // Only a rare delimiter is in any of them.
    value: (value) => (value.includes(delimiter) ? `"${value}"` : value),
    row: (cells) => `${cells.join(delimiter)}${end}`,
  }
}
