import type { ReportColumn, ReportRow, ReportSection } from 'rimuru/plugin-sdk'
import { centsOf } from '../_shared/cents.ts'
import { cellText, isNumeric, leftOut, shown } from '../_shared/format.ts'
import { countOf } from '../_shared/others.ts'
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
  const day = first?.kind === 'date' ? first.key : null
  const { kept, rest, atStart } = partOf(rows, day)
  const restOf = (column: ReportColumn) => [column.key, totals === null ? null : sumOf(rest, column)] as const
  const restLeavesOut = numbers.flatMap((column) =>
    column.leaves_out === undefined
      ? []
      : [[column.leaves_out, rest.reduce((sum, row) => sum + leftOut(column, row), 0)] as const],
  )
  const restRow: ReportRow[] = rest.length === 0 ? [] : [Object.fromEntries([...numbers.map(restOf), ...restLeavesOut])]
  const all = atStart ? [...restRow, ...kept] : [...kept, ...restRow]
  const cents = centsOf({ columns: numbers, rows: all, totals })
  const numbersIn = (row: ReportRow, centsIn: (key: string) => bigint | null): string[] =>
    numbers.map((column) => cellText(column, row, centsIn(column.key)))
  const restName = day === null ? `${countOf(rest.map(nameOf))} more` : `${rest.length} earlier days`
  const views = all.map((row, i): RowView => {
    const isRest = row === restRow[0]
    return {
      name: isRest ? restName : nameOf(row),
      below: isRest ? null : belowOf(row, texts),
      numbers: numbersIn(row, (key) => cents.row(i, key)),
      kind: isRest ? 'rest' : 'row',
    }
  })
  const total = (row: ReportRow): RowView => ({
    name: nameOf(row),
    below: null,
    numbers: numbersIn(row, cents.total),
    kind: 'total',
  })
  return {
    id,
    title,
    note,
    head: [first?.label ?? '', ...numbers.map(({ label }) => label)],
    rows: totals === null ? views : [...views, total(totals)],
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
  return known.length === 0 ? null : oneLine(known.map((column) => saidBelow(column, row)).join(' · '))
}

/** Without the heading of its column a number says nothing. */
function saidBelow({ key, kind, label }: ReportColumn, row: ReportRow): string {
  const text = shown(row[key], kind)
  return /^[\d.,]+$/.test(text) ? `${label}: ${text}` : text
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
