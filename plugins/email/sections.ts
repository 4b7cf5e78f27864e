import type { ReportColumn, ReportRow, ReportSection } from 'rimuru/plugin-sdk'
import { isNumeric, shown } from '../_shared/format.ts'
import { oneLine } from './lines.ts'
import { sumOf } from './sum.ts'

/** A table as a letter shows it: few columns of numbers, the other texts of a row below its name. */
export interface TableView {
  readonly id: string
  readonly title: string
  readonly note: string | null
  readonly head: readonly [name: string, ...numbers: string[]]
  readonly rows: readonly RowView[]
}

export interface RowView {
  readonly name: string
  readonly below: string | null
  readonly numbers: readonly string[]
  readonly kind: 'row' | 'rest' | 'total'
}

const NUMBERS = 3
const ROWS = 10
/** Of days the last ones are news, and a week is enough beside a chart. */
const DAYS = 7

export function tableOf({ id, title, note, columns, rows, totals }: ReportSection): TableView {
  const [first, ...others] = columns
  const numbers = mainNumbers(others)
  const texts = others.filter(({ kind }) => !isNumeric(kind))
  const nameOf = (row: ReportRow): string => (first === undefined ? '' : oneLine(shown(row[first.key], first.kind)))
  const view = (row: ReportRow, kind: RowView['kind']): RowView => ({
    name: nameOf(row),
    below: kind === 'row' ? belowOf(row, texts) : null,
    numbers: numbers.map((column) => shown(row[column.key], column.kind)),
    kind,
  })
  const day = first?.kind === 'date' ? first.key : null
  const { kept, rest, atStart } = partOf(rows, day)
  const restRow: RowView[] =
    rest.length === 0
      ? []
      : [
          {
            name: `${rest.length} ${day === null ? 'more' : 'earlier days'}`,
            below: null,
            numbers: numbers.map((column) => shown(totals === null ? null : sumOf(rest, column), column.kind)),
            kind: 'rest',
          },
        ]
  const shownRows = kept.map((row) => view(row, 'row'))
  return {
    id,
    title,
    note,
    head: [first?.label ?? '', ...numbers.map(({ label }) => label)],
    rows: [
      ...(atStart ? restRow : []),
      ...shownRows,
      ...(atStart ? [] : restRow),
      ...(totals === null ? [] : [view(totals, 'total')]),
    ],
  }
}

/** Those that matter most, in their order. */
function mainNumbers(columns: readonly ReportColumn[]): readonly ReportColumn[] {
  const numeric = columns.filter(({ kind }) => isNumeric(kind))
  const kept = new Set(numeric.toSorted((a, b) => weightOf(a) - weightOf(b)).slice(0, NUMBERS))
  return numeric.filter((column) => kept.has(column))
}

const WEIGHTS = ['usd', 'percent', 'total_tokens', 'requests']

function weightOf({ key, kind }: ReportColumn): number {
  const weight = WEIGHTS.findIndex((each) => each === kind || each === key)
  return weight === -1 ? WEIGHTS.length : weight
}

function belowOf(row: ReportRow, texts: readonly ReportColumn[]): string | null {
  const known = texts.filter(({ key }) => row[key] !== null && row[key] !== undefined && row[key] !== '')
  return known.length === 0 ? null : oneLine(known.map(({ key, kind }) => shown(row[key], kind)).join(' · '))
}

interface Part {
  readonly kept: readonly ReportRow[]
  readonly rest: readonly ReportRow[]
  readonly atStart: boolean
}

/** `day` is the column of its days, where it has one. */
function partOf(rows: readonly ReportRow[], day: string | null): Part {
  const most = day === null ? ROWS : DAYS
  // A row that says "1 more" takes as much room as the one it stands for.
  if (rows.length <= most + 1) return { kept: rows, rest: [], atStart: false }
  const atStart = day !== null && String(rows[0]?.[day]) < String(rows.at(-1)?.[day])
  return atStart
    ? { kept: rows.slice(-most), rest: rows.slice(0, -most), atStart }
    : { kept: rows.slice(0, most), rest: rows.slice(most), atStart }
}
