import type { ColumnKind, ReportColumn, ReportRow, ReportSection } from 'rimuru/plugin-sdk'
import { centsOf } from './cents.ts'
import { cellText, isNumeric } from './format.ts'

export interface SectionView {
  readonly id: string
  readonly title: string
  readonly note: string | null
  readonly columns: readonly {
    readonly label: string
    readonly kind: ColumnKind
    readonly numeric: boolean
    readonly detail: boolean
  }[]
  readonly rows: readonly (readonly CellView[])[]
  readonly totals: readonly CellView[] | null
  readonly chart: { readonly title: string; readonly alt: string; readonly svg: string; readonly file: string } | null
}

interface CellView {
  readonly text: string
  /** Of an amount: to the last digit. */
  readonly exact: string | null
  readonly kind: ColumnKind
  readonly numeric: boolean
  readonly first: boolean
  /** Left out where there is little room. */
  readonly detail: boolean
  /** Of the largest amount in the column, 0 to 100, where the column is one of money. */
  readonly share: number | null
}

/** `year` is the one that its days need not name. */
export function sectionOf(
  section: ReportSection,
  name: string,
  year: string | null,
  escape: (text: string) => string,
): SectionView {
  const { id, title, note, rows, totals, chart } = section
  const columns = section.columns.filter((column) => !column.detail || saysMore(column, rows))
  const cents = centsOf(section)
  const barred = barredColumn(section)
  const most = barred === null ? 0 : largest(rows, barred)
  const cellsOf = (row: ReportRow, centsIn: (key: string) => bigint | null, isRow: boolean): CellView[] =>
    columns.map((column, i) => {
      const { key, kind, detail = false } = column
      const text = cellText(column, row, centsIn(key))
      return {
        text: escape(kind === 'date' ? withoutYear(text, year) : text),
        exact: kind === 'usd' && centsIn(key) !== null ? String(row[key]) : null,
        kind,
        numeric: isNumeric(kind),
        first: i === 0,
        detail,
        share: isRow && key === barred && most > 0 ? Math.round((Number(row[key] ?? 0) / most) * 100) : null,
      }
    })
  return {
    id,
    title: escape(title),
    note: note === null ? null : escape(note),
    columns: columns.map(({ label, kind, detail = false }) => ({
      label: escape(label),
      kind,
      numeric: isNumeric(kind),
      detail,
    })),
    rows: rows.map((row, i) => cellsOf(row, (key) => cents.row(i, key), true)),
    // Of one row it would say the same again.
    totals:
      totals && rows.length > 1
        ? cellsOf(totals, cents.total, false).map((cell) => (cell.text === NOT_KNOWN ? { ...cell, text: '' } : cell))
        : null,
    chart: chart && {
      title: escape(chart.title),
      alt: escape(chart.alt),
      svg: chart.svg,
      file: `${name}-${chart.id}.svg`,
    },
  }
}

const withoutYear = (text: string, year: string | null): string =>
  year !== null && text.endsWith(` ${year}`) ? text.slice(0, -5) : text

/** Of a total: adding up makes no sense. */
const NOT_KNOWN = '–'

/** Nothing in every row says nothing; less nothing in every row it says what another column does. */
function saysMore({ key, difference_of: [, ...less] = [] }: ReportColumn, rows: readonly ReportRow[]): boolean {
  const isNothing = (other: string): boolean => !rows.some((row) => isSomething(row[other]))
  return !isNothing(key) && (less.length === 0 || !less.every(isNothing))
}

const isSomething = (value: ReportRow[string] | undefined): boolean => value !== 0 && value !== '0' && value !== null

/** The column whose amounts are parts of a total: bars compare them. */
function barredColumn({ columns, totals }: ReportSection): string | null {
  const amounts = columns.filter(({ kind }) => kind === 'usd')
  return totals !== null && amounts.length === 1 ? amounts[0]!.key : null
}

const largest = (rows: readonly ReportRow[], key: string): number =>
  rows.reduce((most, row) => Math.max(most, Number(row[key] ?? 0)), 0)
