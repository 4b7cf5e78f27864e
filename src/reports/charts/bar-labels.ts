import { shortDollars } from './amounts.ts'
import { yOf } from './axes.ts'
import type { Plot } from './axes.ts'
import { columnOf } from './bar.ts'
import type { Day } from './bar.ts'
import { textAt } from './picture.ts'
import type { Scale } from './scale.ts'
import { textWidth } from './text.ts'

/** The first of those that cost most. */
export const dearest = (days: readonly Day[]): Day => days.reduce((a, b) => (b.total > a.total ? b : a))

interface Span {
  readonly from: number
  readonly to: number
}

/** The dearest day says what it cost, and the one that the report is about if there is room. */
export function amountLabels(id: string, days: readonly Day[], scale: Scale, plot: Plot, size: number): string {
  const peak = dearest(days)
  if (peak.total === 0n) return nothing(id, plot)
  const spans = days.map((day, index) => spanOf(day, index, days.length, plot, size))
  const isClear = (index: number): boolean =>
    apart(spans[index]!, spans[days.indexOf(peak)]!, size) && isHighestOf(index, spans[index]!, days, plot)
  const reported = days.filter((day) => day.reported && day.total > 0n)
  return days
    .flatMap((day, index) => {
      const alone = reported.length === 1 && day === reported[0]
      if (day !== peak && !(alone && isClear(index))) return []
      const { from, to } = spans[index]!
      const text = shortDollars(day.total)
      const kind = alone ? 'strong' : 'text'
      return textAt(id, { x: (from + to) / 2, y: yOf(day.total, scale, plot) - 7, text, kind, anchor: 'middle' })
    })
    .join('\n')
}

const nothing = (id: string, { left, right, top, bottom }: Plot): string =>
  textAt(id, { x: (left + right) / 2, y: (top + bottom) / 2, text: 'No cost', kind: 'quiet', anchor: 'middle' })

function spanOf({ total }: Day, index: number, count: number, plot: Plot, size: number): Span {
  const { x, width } = columnOf(index, count, plot)
  const half = textWidth(shortDollars(total), size) / 2
  const centre = Math.min(Math.max(x + width / 2, plot.left + half), plot.right - half)
  return { from: centre - half, to: centre + half }
}

const apart = (a: Span, b: Span, gap: number): boolean => a.to + gap < b.from || b.to + gap < a.from

const isHighestOf = (index: number, { from, to }: Span, days: readonly Day[], plot: Plot): boolean =>
  days.every((other, at) => {
    const { x, width } = columnOf(at, days.length, plot)
    return x + width <= from || x >= to || other.total <= days[index]!.total
  })
