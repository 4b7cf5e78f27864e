import { tickTexts } from './amounts.ts'
import { shortDay } from './days.ts'
import { lineAt, textAt } from './picture.ts'
import { lengthOf } from './scale.ts'
import type { Scale } from './scale.ts'
import { NARROW } from './style.ts'
import { textWidth } from './text.ts'

/** Where the plot is in its picture. */
export interface Plot {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** The room that the amounts at the ticks take, also in their larger size. */
export const gutterOf = (scale: Scale): number =>
  Math.ceil(Math.max(...tickTexts(scale).map((text) => textWidth(text, NARROW)))) + 12

export const yOf = (amount: bigint, scale: Scale, { top, bottom }: Plot): number =>
  bottom - lengthOf(amount, scale.top, bottom - top)

/** Lines from the picture's left edge: the amounts stand on them. */
export const gridOf = (id: string, scale: Scale, plot: Plot): string =>
  scale.ticks
    .map((tick) =>
      lineAt(id, tick === 0n ? 'base' : 'grid', 0, yOf(tick, scale, plot), plot.right, yOf(tick, scale, plot)),
    )
    .join('\n')

export function tickLabels(id: string, scale: Scale, plot: Plot): string {
  const texts = tickTexts(scale)
  return scale.ticks
    .map((tick, index) => textAt(id, { x: 0, y: yOf(tick, scale, plot) - 6, text: texts[index]!, kind: 'quiet' }))
    .join('\n')
}

export interface DayAxis {
  readonly days: readonly string[]
  /** Where a day is labelled. */
  readonly xOf: (index: number) => number
  readonly baseline: number
  /** Where a label must end. */
  readonly right: number
  /** The day that is set in bold. */
  readonly strong: string | null
}

/** Whole weeks, unless there are so few days that all or every other one has room. */
const STEPS = [1, 2, 7, 14, 28, 56, 112]

/** Labels counted back from the last day, as many as stand apart. */
export function dayLabels(id: string, axis: DayAxis, size: number): string {
  const widest = textWidth('Nov 30', size)
  const { days, baseline, right, strong } = axis
  const centre = (index: number): number => Math.min(Math.max(axis.xOf(index), widest / 2), right - widest / 2)
  const last = days.length - 1
  const countedBack = (step: number): number[] =>
    days.map((_, index) => last - index).filter((_, back) => back % step === 0)
  const apart = (shown: readonly number[]): boolean =>
    shown.every((index, at) => at === 0 || centre(shown[at - 1]!) - centre(index) >= widest + size)
  const shown = STEPS.map(countedBack).find(apart) ?? [last]
  return shown
    .map((index) => {
      const day = days[index]!
      const kind = day === strong ? 'strong' : 'quiet'
      return textAt(id, {
        x: centre(index),
        y: baseline + size * 0.75 + 13,
        text: shortDay(day),
        kind,
        anchor: 'middle',
      })
    })
    .join('\n')
}
