import type { Report, ReportHighlight, ReportSection } from 'rimuru/plugin-sdk'
import { figureText, leftOut, plural, STAR_NOTE } from './format.ts'
import { onlyOnes, sectionsToShow } from './notable.ts'
import { sectionOf } from './section-view.ts'
import type { SectionView } from './section-view.ts'

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
  /** The other highlights, and the warnings. */
  readonly notes: readonly string[]
  /** All of them, the most urgent first. */
  readonly told: readonly HighlightView[]
  /** What has all of the usage, where that is one: an agent, a model. */
  readonly only: readonly { readonly label: string; readonly name: string }[]
  readonly warnings: readonly string[]
  /** What a star is about, where there is one. */
  readonly star: string | null
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

/** `escape` makes a text of the data safe where it is written. */
export function viewOf(report: Report, name: string, escape: (text: string) => string): ReportView {
  const cost = report.figures.find(({ kind, value }) => kind === 'usd' && value !== null) ?? null
  const empty = !report.totals.requests && !report.totals.total_tokens
  const figures = report.figures
    .filter((figure) => figure !== cost && !(empty && figure.note === null))
    .map((figure) => ({
      label: escape(figure.label),
      value: escape(figureText(figure)),
      note: figure.note === null ? null : escape(figure.note),
    }))
  const told = ({ level, text }: ReportHighlight): HighlightView => ({
    level,
    text: escape(text),
    urgent: level === 'critical' || level === 'error',
    warning: level === 'warning',
  })
  const highlights = report.highlights.map(told)
  const alerts = highlights.filter(({ urgent, warning }) => urgent || warning)
  const news = highlights.filter(({ urgent, warning }) => !urgent && !warning)
  const warnings = report.warnings.map((text) => told({ level: 'warning', text }))
  const sections = sectionsToShow(report)
  return {
    title: escape(report.title),
    job: report.job === null ? null : escape(report.job),
    period: periodOf(report),
    headline: cost && {
      label: escape(cost.label),
      value: escape(figureText(cost)),
      exact: `${String(cost.value)} USD`,
      note: cost.note === null ? null : escape(cost.note),
    },
    figures,
    noted: figures.filter(({ note }) => note !== null),
    plain: figures.filter(({ note }) => note === null),
    highlights,
    alerts,
    urgent: highlights.some(({ urgent }) => urgent),
    notes: [...news.map(({ text }) => text), ...warnings.map(({ text }) => text)],
    told: [...alerts, ...news, ...warnings],
    only: onlyOnes(report).map(({ label, name: one }) => ({ label: escape(label), name: escape(one) })),
    warnings: report.warnings.map(escape),
    star: report.figures.some(isPartial) || sections.some(hasPartial) ? STAR_NOTE : null,
    empty,
    sections: sections.map((section) => sectionOf(section, name, yearOf(report), escape)),
    quality: escape(qualityOf(report)),
    blind_spots: textsIn(report.quality.blind_spots).map(escape),
    prices: { version: report.prices.version.replace(/^(sha256:.{12}).*/, '$1'), as_of: report.prices.as_of },
    report,
  }
}

const isPartial = ({ leaves_out: requests = 0 }: Report['figures'][number]): boolean => requests > 0

const hasPartial = ({ columns, rows }: ReportSection): boolean =>
  columns.some((column) => rows.some((row) => row[column.key] !== null && leftOut(column, row) > 0))

function periodOf({ period: { since, until, timezone } }: Report): string {
  if (since === null && until === null) return `All there is, ${timezone}`
  if (since === null) return `Until ${until}, ${timezone}`
  if (until === null) return `Since ${since}, ${timezone}`
  return since === until ? `${since}, ${timezone}` : `${since} to ${until}, ${timezone}`
}

/** The year that all of the period is in: it has not to be said with each day. */
const yearOf = ({ period: { since, until } }: Report): string | null =>
  since !== null && until !== null && since.slice(0, 4) === until.slice(0, 4) ? since.slice(0, 4) : null

const textsIn = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

/** What was read and what was not, in one sentence. */
function qualityOf({ quality }: Report): string {
  const count = (key: string): number => (typeof quality[key] === 'number' ? quality[key] : 0)
  const failed = Array.isArray(quality.files_failed) ? quality.files_failed.length : 0
  const parts = [
    count('files_read') > 0 ? `${plural(count('files_read'), 'file')} read` : 'No file has usage of this period',
    failed > 0 ? `${plural(failed, 'file or folder', 'files or folders')} not readable` : '',
    count('lines_bad') > 0 ? `${plural(count('lines_bad'), 'damaged line')} left out` : '',
    count('records_quarantined') > 0 ? `${plural(count('records_quarantined'), 'unusable record')} left out` : '',
    count('duplicates_removed') > 0 ? `${plural(count('duplicates_removed'), 'duplicate')} removed` : '',
  ]
  return parts.filter((part) => part !== '').join(', ')
}
