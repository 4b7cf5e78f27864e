import { weekdayName } from '../core/calendar.ts'
import { parseMoney } from '../core/money.ts'
import type { Money } from '../core/money.ts'
import type { ReportHighlight } from '../plugin-sdk/types.ts'
import type { Anomaly } from './digest/anomalies.ts'
import { dollarsOf } from './sections/budgets.ts'
import type { ReportBudget } from './sections/budgets.ts'
import type { Movers } from './sections/movers.ts'
import type { NamedAmounts } from './sections/amounts.ts'

const MOST_ANOMALIES = 3
const MOST_MODELS = 3
/** A smaller change is no news. */
const MOVED = 10n ** 18n

export interface Found {
  readonly budgets: readonly ReportBudget[]
  readonly anomalies: readonly Anomaly[]
  readonly newModels: readonly NamedAmounts[]
  readonly movers: Movers | null
}

/** What a reader should know first, the most urgent at the top. */
export function highlightsOf({ budgets, anomalies, newModels, movers }: Found): ReportHighlight[] {
  const highlights: ReportHighlight[] = []
  for (const { state, message } of budgets) {
    if (state !== 'ok') highlights.push({ level: state === 'alarm' ? 'critical' : 'warning', text: message })
  }
  for (const anomaly of notableOf(anomalies).slice(0, MOST_ANOMALIES)) {
    highlights.push({ level: 'warning', text: anomalyText(anomaly) })
  }
  for (const { name, cost_usd: cost } of newModels.slice(0, MOST_MODELS)) {
    const amount = cost === null ? 'no price is known for it' : dollarsOf(parseMoney(cost) ?? 0n)
    highlights.push({ level: 'info', text: `First use of ${name}: ${amount}.` })
  }
  const [most] = movers?.section.rows.length ? movers.movers : []
  if (most && size(most.change) >= MOVED) {
    const change = `${most.change > 0n ? '+' : '−'}${dollarsOf(size(most.change))}`
    highlights.push({ level: 'info', text: `The largest change: ${most.name} ${change}, ${most.reason}.` })
  }
  return highlights
}

/** An unusual day, its agent and its project are one matter: the widest stands for those that explain most of it. */
export const notableOf = (anomalies: readonly Anomaly[]): Anomaly[] =>
  anomalies.filter((anomaly) => {
    const wider = anomalies.filter(({ day, name }) => day === anomaly.day && rankOf(name) < rankOf(anomaly.name))
    return !wider.some(({ excess }) => anomaly.excess * 2n >= excess)
  })

const rankOf = (name: string): number => (name === 'all' ? 0 : 1)

export function anomalyText({ name, day, cost, expected, times }: Anomaly): string {
  const what = name === 'all' ? `${weekdayName(day)}, ${day},` : `${name} on ${weekdayName(day)}, ${day},`
  const usual = expected === 0n ? 'usually nothing' : `usually ${dollarsOf(expected)}`
  return `${what} cost ${dollarsOf(cost)}${times === null ? '' : `, ${times} times as much as usual`} (${usual}).`
}

const size = (value: Money): Money => (value < 0n ? -value : value)
