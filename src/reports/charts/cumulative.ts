import type { Money } from '../../core/money.ts'
import type { ReportChart } from '../../plugin-sdk/types.ts'
import { dollars, percentOf } from './amounts.ts'
import { dayLabels, gridOf, gutterOf, tickLabels, yOf } from './axes.ts'
import { cumulativeLabels } from './cumulative-labels.ts'
import { everyDay, longRange, shortDay } from './days.ts'
import { forecastWidth } from './forecast-label.ts'
import { chartOf, inBothSizes, lineAt, px, safeId, WIDTH } from './picture.ts'
import type { Point } from './places.ts'
import { highestOf, runningTotals } from './running-total.ts'
import type { Cumulative, Forecast } from './running-total.ts'
import type { Scene } from './scene.ts'
import { niceScale } from './scale.ts'

const TOP = 36
const BOTTOM = 236

/** Several on a page have each an id of its own. */
export function cumulative(input: Cumulative & { readonly id?: string; readonly title?: string }): ReportChart | null {
  const totals = runningTotals(input)
  const total = totals.at(-1)
  if (total === undefined) return null
  const { since, until, budget, title = 'Running total' } = input
  const id = safeId(input.id ?? 'running-total')
  const days = everyDay(since, until)
  const forecast = totals.length < days.length ? input.forecast : null
  const scale = niceScale(highestOf(total, budget, forecast))
  const right = WIDTH - (forecast ? forecastWidth(forecast) : 8)
  const plot = { left: gutterOf(scale), right, top: TOP, bottom: BOTTOM }
  const xOf = (index: number): number => plot.left + ((plot.right - plot.left) * (index + 1)) / days.length
  const points = totals.map((sum, index) => ({ x: xOf(index), y: yOf(sum, scale, plot) }))
  const curve = [{ x: plot.left, y: plot.bottom }, ...points]
  const scene = { id, curve, total, budget, forecast, scale, plot, over: budget !== null && total > budget }
  const body = [
    gridOf(id, scale, plot),
    areaOf(scene),
    ...(forecast ? forecastOf(scene, forecast) : []),
    ...(budget === null ? [] : [budgetLine(scene, yOf(budget, scale, plot))]),
    curveOf(scene),
    inBothSizes(id, (size) =>
      [
        tickLabels(id, scale, plot),
        dayLabels(id, { days, xOf, baseline: plot.bottom, right: WIDTH, strong: null }, size),
        cumulativeLabels(scene, size),
      ].join('\n'),
    ),
  ].join('\n')
  const alt = `${title}, ${longRange(since, until)}: ${inWords(total, budget)}${forecastInWords(forecast, until)}.`
  return chartOf({ id, title, alt, height: BOTTOM + 42, body })
}

const along = (points: readonly Point[]): string => points.map(({ x, y }) => `${px(x)} ${px(y)}`).join('L')

const areaOf = ({ id, curve, plot }: Scene): string =>
  `<path class="${id}-area" d="M${along(curve)}V${px(plot.bottom)}z"/>`

function curveOf({ id, curve, over }: Scene): string {
  const { x, y } = curve.at(-1)!
  const dot = `<circle class="${id}-${over ? 'over' : 'c0'}" cx="${px(x)}" cy="${px(y)}" r="5"/>`
  return `<path class="${id}-line" d="M${along(curve)}"/>\n${dot}`
}

const budgetLine = ({ id, plot }: Scene, y: number): string => lineAt(id, 'budget', plot.left, y, plot.right, y)

/** A wedge from the last total to the interval at the period's end. Where it leaves the plot it is cut. */
function forecastOf({ id, curve, scale, plot }: Scene, { low, mid, high }: Forecast): string[] {
  const from = curve.at(-1)!
  const end = (amount: Money): Point => ({ x: plot.right, y: yOf(amount, scale, plot) })
  const upper = end(high)
  const cut = upper.y < plot.top && {
    x: from.x + ((plot.right - from.x) * (from.y - plot.top)) / (from.y - upper.y),
    y: plot.top,
  }
  const edge = cut ? [cut, { x: plot.right, y: plot.top }] : [upper]
  return [
    `<path class="${id}-wedge" d="M${along([from, ...edge, end(low)])}z"/>`,
    lineAt(id, 'forecast', from.x, from.y, plot.right, end(mid).y),
  ]
}

function inWords(total: Money, budget: Money | null): string {
  if (budget === null) return `${dollars(total)} in all`
  const percent = budget > 0n ? `, ${percentOf(total, budget)}` : ''
  return `${dollars(total)}${percent} of the budget of ${dollars(budget)}`
}

function forecastInWords(forecast: Forecast | null, until: string): string {
  if (!forecast) return ''
  const { low, mid, high } = forecast
  return `; the forecast for ${shortDay(until)} is ${dollars(mid)}, between ${dollars(low)} and ${dollars(high)}`
}
