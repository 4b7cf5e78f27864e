import type { ReportChart } from '../../plugin-sdk/types.ts'
import { dollars } from './amounts.ts'
import { dayLabels, gridOf, gutterOf, tickLabels } from './axes.ts'
import type { Plot } from './axes.ts'
import { amountLabels, dearest } from './bar-labels.ts'
import { barOf, columnOf } from './bar.ts'
import type { Day } from './bar.ts'
import { everyDay, longRange, shortDay } from './days.ts'
import { legendHeight, legendOf } from './legend.ts'
import { coloured, rank, sumOf } from './parts.ts'
import type { Part } from './parts.ts'
import { chartOf, inBothSizes, rectAt, WIDTH } from './picture.ts'
import { niceScale } from './scale.ts'

export interface DailyBars {
  readonly days: readonly { readonly day: string; readonly parts: readonly Part[] }[]
  /** What the report is about: its days stand out. */
  readonly period: { readonly since: string; readonly until: string }
}

const ID = 'daily-cost'
const TITLE = 'Cost per day'
const TOP = 36
const BOTTOM = 236

export function dailyBars({ days, period }: DailyBars): ReportChart | null {
  if (days.length === 0) return null
  const shown = completed(days, period)
  const ranking = rank(shown.flatMap(({ parts }) => parts).filter(({ cost }) => cost > 0n))
  const scale = niceScale(dearest(shown).total)
  const plot = { left: gutterOf(scale), right: WIDTH, top: TOP, bottom: BOTTOM }
  const names = coloured(ranking)
  const body = [
    gridOf(ID, scale, plot),
    ...shown.map((day, index) => barOf(ID, day, columnOf(index, shown.length, plot), ranking, scale, plot)),
    markOf(shown, plot),
    inBothSizes(ID, (size) =>
      [
        tickLabels(ID, scale, plot),
        weekLabels(shown, plot, size),
        amountLabels(ID, shown, scale, plot, size),
        legendOf(ID, names, BOTTOM + 48, size),
      ].join('\n'),
    ),
  ].join('\n')
  const height = BOTTOM + 42 + legendHeight(names)
  return chartOf({ id: ID, title: TITLE, alt: altOf(shown, period), height, body })
}

/** Every day of the range, also those without usage. */
function completed(days: DailyBars['days'], { since, until }: DailyBars['period']): Day[] {
  const known = [...days.map(({ day }) => day), since, until].sort()
  const byDay = Map.groupBy(days, ({ day }) => day)
  return everyDay(known[0]!, known.at(-1)!).map((day) => {
    const parts = (byDay.get(day) ?? []).flatMap((same) => same.parts)
    return { day, parts, total: sumOf(parts), reported: day >= since && day <= until }
  })
}

/** A stroke below the days that the report is about. */
function markOf(days: readonly Day[], plot: Plot): string {
  const reported = days.flatMap((day, index) => (day.reported ? [index] : []))
  if (reported.length === 0 || reported.length === days.length) return ''
  const [first, last] = [columnOf(reported[0]!, days.length, plot), columnOf(reported.at(-1)!, days.length, plot)]
  return rectAt(ID, 'mark', first.x, plot.bottom + 3, last.x + last.width - first.x, 3, 1.5)
}

function weekLabels(days: readonly Day[], plot: Plot, size: number): string {
  const reported = days.filter((day) => day.reported)
  const centre = (index: number): number => {
    const { x, width } = columnOf(index, days.length, plot)
    return x + width / 2
  }
  const strong = reported.length === 1 && days.length > 1 ? reported[0]!.day : null
  return dayLabels(
    ID,
    { days: days.map(({ day }) => day), xOf: centre, baseline: plot.bottom, right: plot.right, strong },
    size,
  )
}

function altOf(days: readonly Day[], { since, until }: DailyBars['period']): string {
  const range = longRange(days[0]!.day, days.at(-1)!.day)
  const peak = dearest(days)
  if (peak.total === 0n) return `Cost per day, ${range}: nothing.`
  const totalOf = (some: readonly Day[]): string => dollars(sumOf(some.map(({ total }) => ({ cost: total }))))
  const own = totalOf(days.filter(({ reported }) => reported))
  const reported = days.every((day) => day.reported)
    ? ''
    : `, ${own} of it in the reported period (${longRange(since, until)})`
  return `Cost per day, ${range}: ${totalOf(days)} in all${reported}; the dearest day is ${shortDay(peak.day)} with ${dollars(peak.total)}.`
}
