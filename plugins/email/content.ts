import type {
  Notification,
  NotificationLevel,
  Report,
  ReportChart,
  ReportFigure,
  ReportSection,
} from 'rimuru/plugin-sdk'
import { figureText } from '../_shared/format.ts'
import { starredBy } from '../_shared/notify/budgets.ts'
import { factsOf } from '../_shared/notify/facts.ts'
import { printableAll } from '../_shared/printable.ts'
import { viewOf } from '../_shared/view.ts'
import { budgetView } from './budgets.ts'
import type { BudgetView } from './budgets.ts'
import { oneLine } from './lines.ts'
import { tableOf } from './sections.ts'
import type { TableView } from './sections.ts'

/** What a letter says. Both of its forms, text and HTML, are made from it; nothing in it is escaped. */
export interface Content {
  readonly title: string
  readonly level: NotificationLevel
  readonly job: string | null
  readonly period: string | null
  /** What a list of mails shows beside the subject. */
  readonly preview: string
  readonly message: readonly string[]
  readonly headline: FigureView | null
  readonly figures: readonly FigureView[]
  readonly highlights: Report['highlights']
  readonly budgets: readonly BudgetView[]
  readonly nothing: boolean
  readonly sections: readonly SectionView[]
  readonly warnings: readonly string[]
  readonly exactly: string | null
  readonly footer: string | null
  readonly url: string | null
  readonly report_path: string | null
}

interface FigureView {
  readonly label: string
  readonly value: string
  readonly note: string | null
}

export interface SectionView {
  /** Both are null where its rows are shown already, and only its chart is of use. */
  readonly title: string | null
  readonly table: TableView | null
  readonly chart: ReportChart | null
}

export function contentOf(given: Notification, givenReport: Report | null): Content {
  const [notification, all] = printableAll([given, givenReport] as const)
  const { title, message, level } = notification
  const { kind, job, url, reportPath, budgets } = factsOf(notification)
  // An alert is short: it says what is wrong and where to read on.
  const report = kind === 'digest' ? all : null
  const lines = message
    .split(/\r\n?|\n/)
    .map(oneLine)
    .filter((line) => line !== '')
  const view = report && viewOf(report, '', (text) => text)
  const [headline = null, ...figures] = costFirst(report?.figures ?? []).map(figureOf)
  return {
    title: oneLine(title),
    level,
    job: job && oneLine(job),
    period: view?.period ?? null,
    preview: lines[0] ?? '',
    // The message of a digest says in a few lines what its report says in full.
    message: report === null ? lines : [],
    headline,
    figures,
    highlights: report?.highlights ?? [],
    budgets: starredBy(
      report,
      budgets.filter(({ state }) => kind !== 'alert' || state !== 'ok'),
    ).map(budgetView),
    nothing: view?.empty ?? false,
    sections: (report?.sections ?? []).flatMap((section) => sectionOf(section, budgets.length > 0)),
    warnings: report?.warnings ?? [],
    exactly: view?.headline?.exact ?? null,
    footer:
      view &&
      `${view.quality}. Prices of ${view.prices.as_of}, ${view.prices.version}.${view.star === null ? '' : ` * ${view.star}`}`,
    url: url !== null && /^\S+$/.test(url) ? url : null,
    report_path: reportPath && oneLine(reportPath),
  }
}

const costFirst = (figures: readonly ReportFigure[]): readonly ReportFigure[] => {
  const cost = figures.find(({ kind, value }) => kind === 'usd' && value !== null)
  return cost === undefined ? figures : [cost, ...figures.filter((figure) => figure !== cost)]
}

const figureOf = (figure: ReportFigure): FigureView => ({
  label: figure.label,
  value: figureText(figure),
  note: figure.note,
})

function sectionOf(section: ReportSection, budgetsAreShown: boolean): SectionView[] {
  const { id, title, rows, chart } = section
  if (rows.length === 0) return []
  if (id !== 'budgets' || !budgetsAreShown) return [{ title, table: tableOf(section), chart }]
  return chart === null ? [] : [{ title: null, table: null, chart }]
}
