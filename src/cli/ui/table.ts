import type { Paint } from './paint.ts'
import { printable } from './printable.ts'
import { textWidth } from './text-width.ts'

export interface TableColumn {
  readonly title: string
  readonly align?: 'left' | 'right'
  /** May be cut to make a narrow terminal's lines fit, the start of it for paths. */
  readonly shrink?: 'start' | 'end'
  /** Never cut to less than this; 12 unless told. */
  readonly least?: number
  /** The first to go where there is no room: higher goes earlier. */
  readonly optional?: number
  /** Colours a cell once its width is known. */
  readonly paint?: (cell: string) => string
}

export interface Table {
  readonly columns: readonly TableColumn[]
  readonly rows: readonly (readonly string[])[]
  /** Set off from the rows. */
  readonly footer?: readonly string[] | undefined
}

const GAP = '  '
const LEAST = 12
/** Columns as optional as this go before any name is cut. */
const DETAIL = 4

/** A table for a terminal of some width; `null` leaves every cell whole. */
export function renderTable(table: Table, width: number | null, style: Paint): string {
  const fitted = fit(printed(table), width)
  const { columns } = fitted
  const widths = columns.map((_, i) => cellWidth(fitted, i))
  const line = (cells: readonly string[], isRow = false): string =>
    cells
      .map((cell, i) => {
        const { align = 'left', paint } = columns[i]!
        const padded = pad(cell, widths[i]!, align)
        return paint && isRow ? padded.replace(cell, paint) : padded
      })
      .join(GAP)
      .trimEnd()
  const rule = style.dim('─'.repeat(widths.reduce((sum, each) => sum + each, GAP.length * (widths.length - 1))))
  const lines = [
    style.bold(line(columns.map(({ title }) => title))),
    rule,
    ...fitted.rows.map((row) => line(row, true)),
  ]
  if (fitted.footer) lines.push(rule, style.bold(line(fitted.footer)))
  return `${lines.join('\n')}\n`
}

const printed = (table: Table): Table => ({
  ...table,
  rows: table.rows.map((row) => row.map(printable)),
  footer: table.footer?.map(printable),
})

/** Details go first, then names are cut. Where that is not enough another column goes, and names have its room. */
function fit(table: Table, width: number | null): Table {
  if (width === null) return table
  let current = table
  for (;;) {
    const over = totalWidth(current) - width
    if (over <= 0) return current
    const smaller = dropOptional(current, DETAIL)
    const names = smaller ? null : shrinkNames(current, over)
    if (names?.fits) return names.table
    const next = smaller ?? dropOptional(current, 1)
    if (!next) return names?.table ?? current
    current = next
  }
}

/** Of the widest cell of a column. */
const cellWidth = (table: Table, i: number): number =>
  table.rows.reduce(
    (most, row) => Math.max(most, textWidth(row[i] ?? '')),
    Math.max(textWidth(table.columns[i]!.title), textWidth(table.footer?.[i] ?? '')),
  )

const totalWidth = (table: Table): number =>
  table.columns.reduce((sum, _, i) => sum + cellWidth(table, i), GAP.length * (table.columns.length - 1))

function dropOptional(table: Table, from: number): Table | null {
  const most = Math.max(0, ...table.columns.map(({ optional = 0 }) => optional))
  if (most < from) return null
  const at = table.columns.findIndex(({ optional = 0 }) => optional === most)
  const without = <T>(list: readonly T[]): T[] => list.filter((_, i) => i !== at)
  return {
    columns: without(table.columns),
    rows: table.rows.map(without),
    footer: table.footer && without(table.footer),
  }
}

/** Takes from the widest first, so that none is cut to nothing while another stays long. */
function shrinkNames(table: Table, over: number): { readonly table: Table; readonly fits: boolean } {
  const widths = table.columns.map((_, i) => cellWidth(table, i))
  const whole = [...widths]
  let left = over
  for (; left > 0; left -= 1) {
    const widest = table.columns.reduce<number | null>((best, { shrink, least = LEAST }, i) => {
      const mayShrink = shrink !== undefined && widths[i]! > least
      return mayShrink && (best === null || widths[i]! > widths[best]!) ? i : best
    }, null)
    if (widest === null) break
    widths[widest]! -= 1
  }
  const cutRow = (row: readonly string[]): string[] =>
    row.map((cell, i) => (widths[i]! < whole[i]! ? cut(cell, widths[i]!, table.columns[i]!.shrink!) : cell))
  return { table: { ...table, rows: table.rows.map(cutRow) }, fits: left === 0 }
}

/** As much of a text as there is room for. It is built up, not taken down: what logs say may be as long as they like. */
export function cut(text: string, width: number, side: 'start' | 'end'): string {
  if (textWidth(text) <= width) return text
  const letters = [...text]
  if (side === 'start') letters.reverse()
  let part = ''
  for (const letter of letters) {
    const longer = side === 'start' ? letter + part : part + letter
    if (textWidth(longer) > width - 1) break
    part = longer
  }
  return side === 'start' ? `…${part}` : `${part}…`
}

function pad(text: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, width - textWidth(text)))
  return align === 'right' ? space + text : text + space
}
