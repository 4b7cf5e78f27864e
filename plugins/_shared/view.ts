import type { ColumnKind, Report, ReportColumn, ReportRow, ReportSection } from 'rimuru/plugin-sdk'
import { centsOf } from './cents.ts'
import { dollars, inDollars, isNumeric, plural, shown } from './format.ts'
import { onlyOnes, sectionsToShow } from './notable.ts'

/** What a template of a report is given. Every text is ready to be written; `report` holds the values behind them. */
export interface ReportView {
  readonly title: string
  readonly job: string | null
  readonly period: string
  readonly headline: {
    readonly label: string
    readonly value: string
    readonly exact: string
    readonly note: string | null
  } | null
  /** Those with a note and those without. */
  readonly noted: readonly FigureView[]
  readonly plain: readonly FigureView[]
  readonly figures: readonly FigureView[]
  readonly highlights: readonly HighlightView[]
  /** Of the highlights those that somebody should look at, and whether one of them cannot wait. */
  readonly alerts: readonly HighlightView[]
  readonly urgent: boolean
  readonly news: readonly HighlightView[]
  /** What has all of the usage, where that is one: an agent, a model. */
  readonly only: readonly { readonly label: string; readonly name: string }[]
  readonly warnings: readonly string[]
  readonly empty: boolean
  readonly sections: readonly SectionView[]
  readonly quality: string
  readonly blind_spots: readonly string[]
  readonly prices: { readonly version: string; readonly as_of: string }
  readonly report: Report
}

interface FigureView {
  readonly label: string
  readonly value: string
  readonly note: string | null
}

interface HighlightView {
  readonly level: string
  readonly text: string
  readonly urgent: boolean
  readonly warning: boolean
}

interface SectionView {
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

export interface CellView {
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

/** `escape` makes a text of the data safe where it is written. */
export function viewOf(report: Report, name: string, escape: (text: string) => string): ReportView {
  const cost = report.figures.find(({ kind, value }) => kind === 'usd' && value !== null) ?? null
  const empty = report.totals.requests === 0 && report.totals.total_tokens === 0
  const figures = report.figures
    .filter((figure) => figure !== cost && !(empty && figure.note === null))
    .map(({ label, kind, value, note }) => ({
      label: escape(label),
      value: escape(shown(value, kind)),
      note: note === null ? null : escape(note),
    }))
  const highlights = report.highlights.map(({ level, text }) => ({
    level,
    text: escape(text),
    urgent: level === 'critical' || level === 'error',
    warning: level === 'warning',
  }))
  return {
    title: escape(report.title),
    job: report.job === null ? null : escape(report.job),
    period: periodOf(report),
    headline: cost && {
      label: escape(cost.label),
      value: dollars(String(cost.value)),
      exact: `${String(cost.value)} USD`,
      note: cost.note === null ? null : escape(cost.note),
    },
    figures,
    noted: figures.filter(({ note }) => note !== null),
    plain: figures.filter(({ note }) => note === null),
    highlights,
    alerts: highlights.filter(({ urgent, warning }) => urgent || warning),
    urgent: highlights.some(({ urgent }) => urgent),
    news: highlights.filter(({ urgent, warning }) => !urgent && !warning),
    only: onlyOnes(report).map(({ label, name: one }) => ({ label: escape(label), name: escape(one) })),
    warnings: report.warnings.map(escape),
    empty,
    sections: sectionsToShow(report).map((section) => sectionOf(section, name, yearOf(report), escape)),
    quality: escape(qualityOf(report)),
    blind_spots: textsIn(report.quality.blind_spots).map(escape),
    prices: { version: report.prices.version.replace(/^(sha256:.{12}).*/, '$1'), as_of: report.prices.as_of },
    report,
  }
}

function periodOf({ period: { since, until, timezone } }: Report): string {
  if (since === null && until === null) return `All there is, ${timezone}`
  if (since === null) return `Until ${until}, ${timezone}`
  if (until === null) return `Since ${since}, ${timezone}`
  return since === until ? `${since}, ${timezone}` : `${since} to ${until}, ${timezone}`
}

function sectionOf(
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
    columns.map(({ key, kind, signed = false, detail = false }, i) => {
      const amount = kind === 'usd' ? centsIn(key) : null
      const text =
        amount !== null
          ? inDollars(amount, String(row[key]), signed)
          : kind === 'date'
            ? withoutYear(shown(row[key], kind), year)
            : shown(row[key], kind)
      return {
        text: escape(text),
        exact: amount === null ? null : String(row[key]),
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

/** The year that all of the period is in: it has not to be said with each day. */
const yearOf = ({ period: { since, until } }: Report): string | null =>
  since !== null && until !== null && since.slice(0, 4) === until.slice(0, 4) ? since.slice(0, 4) : null

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

const textsIn = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

/** What was read and what was not, in one sentence. */
function qualityOf({ quality }: Report): string {
  const count = (key: string): number => (typeof quality[key] === 'number' ? quality[key] : 0)
  const failed = Array.isArray(quality.files_failed) ? quality.files_failed.length : 0
  const parts = [
    `${plural(count('files_read'), 'file')} read`,
    failed > 0 ? `${plural(failed, 'file or folder', 'files or folders')} not readable` : '',
    count('lines_bad') > 0 ? `${plural(count('lines_bad'), 'damaged line')} left out` : '',
    count('records_quarantined') > 0 ? `${plural(count('records_quarantined'), 'impossible record')} left out` : '',
    count('duplicates_removed') > 0 ? `${plural(count('duplicates_removed'), 'duplicate')} removed` : '',
  ]
  return parts.filter((part) => part !== '').join(', ')
}
