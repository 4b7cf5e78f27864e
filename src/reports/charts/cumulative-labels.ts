import type { Money } from '../../core/money.ts'
import { dollars, percentOf, shortDollars } from './amounts.ts'
import { yOf } from './axes.ts'
import { textAt, WIDTH } from './picture.ts'
import { boxesAlong, freePlace } from './places.ts'
import type { Box, Taken } from './places.ts'
import { forecastLabel } from './forecast-label.ts'
import type { Scene } from './scene.ts'
import { WIDE } from './style.ts'
import { textWidth } from './text.ts'

/** Every line says itself what it is. */
export function cumulativeLabels(scene: Scene, size: number): string {
  const taken = { forbidden: outside(scene), unwanted: linesOf(scene) }
  const budget = scene.budget === null ? null : budgetLabel(scene, scene.budget, taken, size)
  const forbidden = budget ? [...taken.forbidden, spaced(budget, size)] : taken.forbidden
  const total = totalLabel(scene, { ...taken, forbidden }, size)
  return [
    ...(budget ? [written(scene.id, budget, 'text', size)] : []),
    written(scene.id, total, scene.over ? 'over' : 'strong', size),
    ...(scene.forecast ? [forecastLabel(scene, scene.forecast, size)] : []),
  ].join('\n')
}

const spaced = (box: Box, gap: number): Box => ({ ...box, x: box.x - gap, width: box.width + 2 * gap })

interface Label extends Box {
  readonly text: string
  readonly anchor: 'start' | 'end'
}

const written = (
  id: string,
  { x, y, width, text, anchor }: Label,
  kind: 'text' | 'strong' | 'over',
  size: number,
): string => textAt(id, { x: anchor === 'end' ? x + width : x, y: y + size * 0.85, text, kind, anchor })

/** The curve, the forecast, the budget. */
function linesOf({ curve, forecast, budget, scale, plot }: Scene): Box[] {
  const last = curve.at(-1)!
  const drawn = curve.slice(1).flatMap((point, index) => boxesAlong(curve[index]!, point, 6))
  const end = (amount: Money) => ({ x: plot.right, y: yOf(amount, scale, plot) })
  return [
    ...drawn,
    ...(forecast ? boxesAlong(last, end(forecast.mid), 6) : []),
    ...(budget === null ? [] : boxesAlong({ x: plot.left, y: end(budget).y }, end(budget), 4)),
  ]
}

/** Above the picture, and below the plot, where the days are. */
const outside = ({ plot }: Scene): Box[] => [
  { x: 0, y: -plot.bottom, width: WIDTH, height: plot.bottom },
  { x: 0, y: plot.bottom - 2, width: WIDTH, height: plot.bottom },
]

const labelAt = (text: string, size: number, x: number, y: number, anchor: 'start' | 'end'): Label => {
  const width = textWidth(text, size)
  return { text, anchor, width, height: size, x: anchor === 'end' ? x - width : x, y }
}

function budgetLabel({ scale, plot }: Scene, budget: Money, taken: Taken, size: number): Label {
  const y = yOf(budget, scale, plot)
  const text = `Budget ${dollars(budget).replace(/\.00$/, '')}`
  const [above, below] = [y - size - 5, y + 7]
  return freePlace(
    [
      labelAt(text, size, plot.left + 4, above, 'start'),
      labelAt(text, size, plot.right - 4, below, 'end'),
      labelAt(text, size, plot.right - 4, above, 'end'),
      labelAt(text, size, plot.left + 4, below, 'start'),
    ],
    taken,
  )
}

function totalLabel({ curve, total, budget, plot, forecast }: Scene, taken: Taken, size: number): Label {
  const { x, y } = curve.at(-1)!
  const share = budget !== null && budget > 0n ? ` (${percentOf(total, budget)})` : ''
  const text = `${shortDollars(total)}${forecast && size === WIDE ? ' so far' : ''}${share}`
  const width = textWidth(text, size)
  const limit = forecast ? plot.right : WIDTH
  const end = Math.max(Math.min(x + 4, limit), plot.left + 4 + width)
  const start = Math.min(x + 12, limit - width)
  const above = y - size - 12
  // As near to its dot as there is room.
  const higher = Array.from({ length: 30 }, (_, step) => labelAt(text, size, end, above - 8 * step, 'end'))
  return freePlace(
    [labelAt(text, size, end, above, 'end'), labelAt(text, size, start, y + 8, 'start'), ...higher],
    taken,
  )
}
