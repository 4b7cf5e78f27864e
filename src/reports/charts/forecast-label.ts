import { about } from './amounts.ts'
import { yOf } from './axes.ts'
import { textAt } from './picture.ts'
import type { Forecast } from './running-total.ts'
import type { Scene } from './scene.ts'
import { NARROW, WIDE } from './style.ts'
import { textWidth } from './text.ts'

const interval = ({ low, high }: Forecast): string => `${about(low, high)}–${about(high, high)}`

/** On a phone the wedge alone shows the interval. */
const forecastLines = (forecast: Forecast, size: number): string[] => [
  about(forecast.mid, forecast.high),
  'forecast',
  ...(size === NARROW ? [] : [interval(forecast)]),
]

/** The room right of the plot. */
export const forecastWidth = (forecast: Forecast): number =>
  Math.ceil(
    Math.max(...[WIDE, NARROW].flatMap((size) => forecastLines(forecast, size).map((text) => textWidth(text, size)))),
  ) + 12

export function forecastLabel({ id, scale, plot }: Scene, forecast: Forecast, size: number): string {
  const texts = forecastLines(forecast, size)
  const step = size * 1.25
  const middle = yOf(forecast.mid, scale, plot) + size * 0.35
  const y = Math.min(Math.max(middle, plot.top), plot.bottom - 8 - step * (texts.length - 1))
  return texts
    .map((text, index) =>
      textAt(id, { x: plot.right + 12, y: y + step * index, text, kind: index === 0 ? 'strong' : 'quiet' }),
    )
    .join('\n')
}
