import type { ColumnKind, Report, ReportColumn, ReportRow, ReportSection } from 'rimuru/plugin-sdk'
import { dollars, isNumeric, plural, shown } from './format.ts'

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
  /** Whether a figure has a note: then they stand one below the other. */
  readonly noted: boolean
  readonly highlights: readonly {
    readonly level: string
    readonly text: string
    readonly urgent: boolean
    readonly warning: boolean
  }[]
  readonly figures: readonly FigureView[]
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

interface SectionView {
  readonly id: string
  readonly title: string
  readonly note: string | null
  readonly columns: readonly { readonly label: string; readonly kind: ColumnKind; readonly numeric: boolean }[]
  readonly rows: readonly (readonly CellView[])[]
  readonly totals: readonly CellView[] | null
  readonly chart: { readonly title: string; readonly alt: string; readonly svg: string; readonly file: string } | null
}

export interface CellView {
  readonly text: string
  readonly kind: ColumnKind
  readonly numeric: boolean
  readonly first: boolean
  /** Of the largest amount in the column, 0 to 100, where the column is one of money. */
  readonly share: number | null
}

/** `escape` makes a text of the data safe where it is written. */
export function viewOf(report: Report, name: string, escape: (text: string) => string): ReportView {
  const cost = report.figures.find(({ kind, value }) => kind === 'usd' && value !== null) ?? null
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
    figures: report.figures
      .filter((figure) => figure !== cost)
      .map(({ label, kind, value, note }) => ({
        label: escape(label),
        value: escape(shown(value, kind)),
        note: note === null ? null : escape(note),
      })),
    noted: report.figures.some((figure) => figure !== cost && figure.note !== null),
    highlights: report.highlights.map(({ level, text }) => ({
      level,
      text: escape(text),
      urgent: level === 'critical' || level === 'error',
      warning: level === 'warning',
    })),
    warnings: report.warnings.map(escape),
    empty: report.sections.every(({ rows }) => rows.length === 0),
    sections: report.sections.filter(({ rows }) => rows.length > 0).map((section) => sectionOf(section, name, escape)),
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

function sectionOf(section: ReportSection, name: string, escape: (text: string) => string): SectionView {
  const { id, title, note, columns, rows, totals, chart } = section
  const most = new Map(columns.filter(({ kind }) => kind === 'usd').map(({ key }) => [key, largest(rows, key)]))
  const cells = (row: ReportRow, shares: boolean): CellView[] =>
    columns.map((column, i) => ({
      text: escape(shown(row[column.key], column.kind)),
      kind: column.kind,
      numeric: isNumeric(column.kind),
      first: i === 0,
      share: shares ? shareOf(row, column, most.get(column.key)) : null,
    }))
  return {
    id,
    title: escape(title),
    note: note === null ? null : escape(note),
    columns: columns.map(({ label, kind }) => ({ label: escape(label), kind, numeric: isNumeric(kind) })),
    rows: rows.map((row) => cells(row, true)),
    totals: totals && cells(totals, false).map((cell) => (cell.text === NOT_KNOWN ? { ...cell, text: '' } : cell)),
    chart: chart && {
      title: escape(chart.title),
      alt: escape(chart.alt),
      svg: chart.svg,
      file: `${name}-${chart.id}.svg`,
    },
  }
}

/** Of a total: adding up makes no sense. */
const NOT_KNOWN = '–'

const largest = (rows: readonly ReportRow[], key: string): number =>
  rows.reduce((most, row) => Math.max(most, Number(row[key] ?? 0)), 0)

const shareOf = (row: ReportRow, { key }: ReportColumn, most: number | undefined): number | null =>
  most === undefined || most === 0 ? null : Math.round((Number(row[key] ?? 0) / most) * 100)

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
