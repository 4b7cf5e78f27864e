import type { Money } from '../../core/money.ts'
import { dollars } from './amounts.ts'
import { yOf } from './axes.ts'
import type { Plot } from './axes.ts'
import { costByName, sortedParts } from './parts.ts'
import type { Part, Ranking } from './parts.ts'
import { px, rectAt } from './picture.ts'
import type { Scale } from './scale.ts'
import { escaped } from './text.ts'

export interface Day {
  readonly day: string
  readonly parts: readonly Part[]
  readonly total: Money
  /** Whether the report is about it. */
  readonly reported: boolean
}

export interface Column {
  readonly x: number
  readonly width: number
  /** Half of the space before the bar, and its own with the space on both sides. */
  readonly start: number
  readonly pitch: number
}

const WIDEST = 44

export function columnOf(index: number, count: number, { left, right }: Plot): Column {
  const pitch = (right - left) / count
  const start = left + pitch * index
  const width = Number(px(Math.max(Math.min(pitch * 0.72, WIDEST), 1)))
  return { x: Number(px(start + (pitch - width) / 2)), width, start, pitch }
}

/** One day: its agents on top of each other, the dearest of all days at the bottom. */
export function barOf(id: string, day: Day, column: Column, ranking: Ranking, scale: Scale, plot: Plot): string {
  const { x, width, start, pitch } = column
  const hit = rectAt(id, 'hit', start, plot.top, pitch, plot.bottom - plot.top)
  const pieces = day.total > 0n ? piecesOf(day, ranking) : []
  const shapes =
    pieces.length === 0
      ? [rectAt(id, 'none', x, plot.bottom - 2, width, 2)]
      : pieces.map(({ colour, from, to }, index) => {
          const [bottom, top] = [yOf(from, scale, plot), yOf(to, scale, plot)]
          if (index < pieces.length - 1) return rectAt(id, colour, x, top, width, bottom - top)
          // What cost anything at all is seen.
          return roundedBar(`${id}-${colour}`, x, Math.min(top, plot.bottom - 1), width, bottom)
        })
  const kind = day.reported ? '' : ` class="${id}-other"`
  return `<g${kind}><title>${escaped(inWords(day))}</title>${hit}${shapes.join('')}</g>`
}

interface Piece {
  readonly colour: string
  readonly from: Money
  readonly to: Money
}

function piecesOf({ parts, total }: Day, { named }: Ranking): Piece[] {
  const costs = costByName(parts)
  let sum = 0n
  const pieces = named.map(({ name }, index) => {
    const from = sum
    sum += costs.get(name) ?? 0n
    return { colour: `c${index}`, from, to: sum }
  })
  return [...pieces, { colour: 'rest', from: sum, to: total }].filter(({ from, to }) => to > from)
}

function inWords({ day, parts, total }: Day): string {
  const costs = sortedParts(parts).filter(({ cost }) => cost > 0n)
  const names = costs.map(({ name, cost }) => `${name} ${dollars(cost)}`).join(', ')
  return `${day}: ${dollars(total)}${costs.length > 1 ? ` (${names})` : ''}`
}

function roundedBar(kind: string, x: number, top: number, width: number, bottom: number): string {
  const r = Math.min(2.5, width / 2, bottom - top)
  const corner = (dx: number, dy: number): string => `a${px(r)} ${px(r)} 0 0 1 ${px(dx)} ${px(dy)}`
  const outline = `M${px(x)} ${px(bottom)}V${px(top + r)}${corner(r, -r)}h${px(width - 2 * r)}${corner(r, r)}V${px(bottom)}z`
  return `<path class="${kind}" d="${outline}"/>`
}
