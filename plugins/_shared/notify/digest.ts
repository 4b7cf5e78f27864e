import type { Notification, NotificationLevel, Report, ReportHighlight, ReportSection } from 'rimuru/plugin-sdk'
import { cellText, dollars, figureText, isNumeric, shown } from '../format.ts'
import { printableAll } from '../printable.ts'
import { viewOf } from '../view.ts'
import type { BarRow } from './bars.ts'
import { starredBy } from './budgets.ts'
import type { StarredBudget } from './budgets.ts'
import { factsOf } from './facts.ts'
import type { BudgetState, Facts } from './facts.ts'

export interface Ranking {
  readonly id: string
  readonly title: string
  readonly rows: readonly BarRow[]
}

/** What a notifier has to say, in plain texts, each for its own channel to escape. */
export interface Digest {
  /** The number first. */
  readonly title: string
  /** How the number compares. */
  readonly note: string | null
  /** What is said where there is no report to show. */
  readonly message: string | null
  readonly figures: readonly { readonly label: string; readonly value: string; readonly note: string | null }[]
  readonly highlights: readonly ReportHighlight[]
  readonly budgets: readonly StarredBudget[]
  readonly warnings: readonly string[]
  readonly rankings: readonly Ranking[]
  /** What the numbers rest on. */
  readonly footer: readonly string[]
  readonly facts: Facts
}

/** An alert is short: it is read on a phone. */
export function digestOf(given: Notification, givenReport: Report | null): Digest {
  const [notification, report] = printableAll([given, givenReport] as const)
  const facts = factsOf(notification)
  const { title, message } = notification
  if (report === null || facts.kind !== 'digest') {
    const budgets = facts.budgets.filter(({ state }) => facts.kind !== 'alert' || state !== 'ok')
    return {
      ...NOTHING,
      title,
      message: message.trim() === '' ? null : message,
      budgets: starredBy(null, budgets),
      facts,
    }
  }
  const view = viewOf(report, '', (text) => text)
  const cost = report.figures.find(({ kind, value }) => kind === 'usd' && value !== null)
  const isSaid = !cost || title.includes(dollars(String(cost.value)))
  return {
    title: isSaid ? title : `${figureText(cost)} · ${title}`,
    note: cost?.note ?? null,
    message: view.empty ? 'There was no usage.' : null,
    figures: view.figures,
    highlights: report.highlights,
    budgets: starredBy(report, facts.budgets),
    warnings: report.warnings,
    rankings: report.sections.filter(({ id, rows }) => id !== 'budgets' && rows.length > 0).flatMap(rankingOf),
    footer: [
      view.star === null ? '' : `* ${view.star}`,
      view.period,
      view.quality,
      `prices of ${view.prices.as_of}`,
    ].filter((text) => text !== ''),
    facts,
  }
}

const NOTHING = { note: null, figures: [], highlights: [], warnings: [], rankings: [], footer: [] }

/**
 * The first column names, the cost ranks: what else there is stands in the report. But a day alone does not name what
 * was unusual on it, nor a number what it counts.
 */
function rankingOf({ id, title, columns, rows }: ReportSection): Ranking[] {
  const [name] = columns
  const amounts = columns.filter(({ kind }) => kind === 'usd')
  const value =
    amounts.find(({ key }) => key === 'cost_usd') ??
    amounts.findLast(({ detail }) => !detail) ??
    columns.find(({ kind }) => isNumeric(kind))
  if (!name || !value) return []
  const sizes = rows.map((row) => Math.abs(Number(row[value.key] ?? 0)))
  const most = Math.max(...sizes)
  const ranked = rows.map((row, i) => {
    const text = cellText(value, row, null)
    return {
      name: id === 'anomalies' ? `${row.day} ${row.name}` : shown(row[name.key], name.kind),
      value: id === 'meters' ? `${text} ${row.unit}` : text,
      // What is in different units is not compared.
      share: most > 0 && id !== 'meters' ? sizes[i]! / most : null,
    }
  })
  return [{ id, title, rows: ranked }]
}

/** Those that most readers look at, in the order in which they do. */
export const pick = ({ rankings }: Digest, ids: readonly string[]): Ranking[] =>
  ids.flatMap((id) => rankings.find((ranking) => ranking.id === id) ?? [])

export const STATE_SIGNS: Readonly<Record<BudgetState, string>> = { ok: '🟢', warn: '🟡', alarm: '🔴', unknown: '⚪' }
export const LEVEL_SIGNS: Readonly<Record<NotificationLevel, string>> = {
  debug: '▫️',
  info: '🔹',
  warning: '🟡',
  error: '🔴',
  critical: '🚨',
}
