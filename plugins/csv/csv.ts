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
  yield dialect.bom
  if (options.include_headers) yield cells.row(fields.map(({ name }) => cells.text(name)))
  for await (const batch of batches) {
    let text = ''
    for (const row of batch) {
      text += cells.row(
        fields.map(({ name, kind }) => {
          const value = row[name]
          if (value === null || value === undefined) return ''
          if (kind === 'text') return cells.text(value as unknown as string)
          if (kind === 'time') return cells.text(formatTime(value as unknown as string, options))
          if (kind === 'list') return cells.text((value as unknown as readonly string[]).join(' '))
          return String(value)
        }),
      )
    }
    yield text
  }
}

export interface Cells {
  text(value: string): string
  row(cells: readonly string[]): string
}

export function cellsOf({ delimiter, end }: Dialect): Cells {
  const special = new RegExp(`["\\r\\n${delimiter.replace(/[\\\]^-]/, '\\$&')}]`)
  return {
    text(value) {
      // A spreadsheet would run a text that begins like this as a formula.
      const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
      return special.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
    },
    row: (cells) => `${cells.join(delimiter)}${end}`,
  }
}
