import { markdownCell } from '../../core/markdown-cell.ts'

export type Cell = string | number | boolean | null

/** Rows as other programs read them: every cell a text, numbers undecorated. */
export interface Records {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
}

/** RFC 4180, with the guard against cells that a spreadsheet would run as a formula. */
export const toCsv = ({ columns, rows }: Records): string => [columns, ...rows].map(csvLine).join('')

export const csvLine = (row: readonly Cell[]): string => `${row.map(csvCell).join(',')}\r\n`

function csvCell(value: Cell): string {
  if (value === null) return ''
  if (typeof value !== 'string') return String(value)
  const safe = /^[=+\-@\t\r]/.test(value) && !/^-?\d+(\.\d+)?$/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export const toMarkdown = ({ columns, rows }: Records): string => {
  const line = (cells: readonly Cell[]): string =>
    `| ${cells.map((cell) => markdownCell(String(cell ?? ''))).join(' | ')} |
`
  const numeric = columns.map(
    (_, i) => rows.length > 0 && rows.every((row) => row[i] === null || /^-?[\d.]+$/.test(String(row[i]))),
  )
  return line(columns) + line(numeric.map((right) => (right ? '---:' : '---'))) + rows.map(line).join('')
}

export const toNdjson = ({ columns, rows }: Records): string =>
  rows
    .map((row) => `${JSON.stringify(Object.fromEntries(columns.map((column, i) => [column, row[i] ?? null])))}\n`)
    .join('')

export const toJson = (document: unknown): string => `${JSON.stringify(document, null, 2)}\n`
