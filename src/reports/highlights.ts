import { dayName, spanName, weekdayName } from '../core/calendar.ts'
import { parseMoney } from '../core/money.ts'
import type { Money } from '../core/money.ts'
import { dollarsOf } from '../core/dollars.ts'
import type { ReportHighlight } from '../plugin-sdk/types.ts'
import type { Anomaly } from './digest/anomalies.ts'
import type { ReportBudget } from './sections/budgets.ts'
import type { Movers } from './sections/movers.ts'
import { restatedHighlight } from './sections/restated.ts'
import type { RestatedPeriod } from './sections/restated.ts'
import type { NamedAmounts } from './sections/amounts.ts'

const MOST_ANOMALIES = 3
const MOST_MODELS = 3
/** A smaller change is no news. */
const MOVED = 10n ** 18n

export interface Found {
  readonly budgets: readonly ReportBudget[]
  readonly restated: readonly RestatedPeriod[]
  readonly anomalies: readonly Anomaly[]
  readonly newModels: readonly NamedAmounts[]
  readonly movers: Movers | null
}

/** What a reader should know first, the most urgent at the top. */
export function highlightsOf({ budgets, restated, anomalies, newModels, movers }: Found): ReportHighlight[] {
  const highlights: ReportHighlight[] = []
  for (const budget of budgets) {
    if (budget.state === 'ok') continue
    highlights.push({ level: budget.state === 'alarm' ? 'critical' : 'warning', text: budgetText(budget) })
  }
  highlights.push(...restatedHighlight(restated))
  const notable = notableOf(anomalies).slice(0, MOST_ANOMALIES)
  for (const anomaly of notable) {
    highlights.push({ level: 'warning', text: anomalyText(anomaly, causeOf(anomaly, anomalies)) })
  }
  for (const { name, cost_usd: cost, unpriced_requests: unpriced } of newModels.slice(0, MOST_MODELS)) {
    // Of a model without a price a warning tells.
    const amount = cost === null ? '' : `: ${unpriced > 0 ? 'at least ' : ''}${dollarsOf(parseMoney(cost) ?? 0n)}`
    highlights.push({ level: 'info', text: `First use of ${name}${amount}.` })
  }
  const [most] = movers?.section.rows.length ? movers.movers : []
  // What has cost far more than usual has changed: that is said already.
  if (movers && most && size(most.change) >= MOVED && !anomalies.some(({ name }) => name === most.name)) {
    const change = `${dollarsOf(size(most.change))} ${most.change > 0n ? 'more' : 'less'}`
    const text = `The largest change from ${spanName(movers.before)}: ${most.name} cost ${change} (${most.reason}).`
    highlights.push({ level: 'info', text })
  }
  return highlights
}

/** Its message, which begins with its name or a word. */
const budgetText = ({ state, message }: ReportBudget): string =>
  `${state === 'unknown' ? message.charAt(0).toUpperCase() + message.slice(1) : `Budget ${message}`}.`

/** Whose excess makes up most of that of all usage: the project or agent to look at. */
const causeOf = ({ name, day, excess }: Anomaly, anomalies: readonly Anomaly[]): string | null =>
  (name === null && anomalies.find((one) => one.day === day && one.name !== null && one.excess * 2n >= excess)?.name) ||
  null

/** An unusual day, its agent and its project are one matter: the widest stands for those that explain most of it. */
export const notableOf = (anomalies: readonly Anomaly[]): Anomaly[] =>
  anomalies.filter((anomaly) => {
    const wider = anomalies.filter(({ day, name }) => day === anomaly.day && rankOf(name) < rankOf(anomaly.name))
    return !wider.some(({ excess }) => anomaly.excess * 2n >= excess)
  })

const rankOf = (name: string | null): number => (name === null ? 0 : 1)

export function anomalyText({ name, day, cost, expected, times }: Anomaly, cause: string | null = null): string {
  const date = `${weekdayName(day)}, ${dayName(day)}`
  const what = name === null ? `${date}, cost ${dollarsOf(cost)}` : `${name} cost ${dollarsOf(cost)} on ${date}`
  const usual = times === null ? 'usually nothing' : `${times} times the usual ${dollarsOf(expected)}`
  return `${what}: ${usual}${cause === null ? '' : `, most of it for ${cause}`}.`
}

const size = (value: Money): Money => (value < 0n ? -value : value)
