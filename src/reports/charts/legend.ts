import { rectAt, textAt, WIDTH } from './picture.ts'
import { NARROW } from './style.ts'
import { shortened, textWidth } from './text.ts'

export interface LegendEntry {
  readonly name: string
  readonly colour: string
}

interface Placed extends LegendEntry {
  readonly x: number
  readonly row: number
  readonly text: string
}

const rowHeight = (size: number): number => Math.round(size * 1.4)

/** Names from left to right, in as many rows as they need. */
function placed(entries: readonly LegendEntry[], size: number): Placed[] {
  let [x, row] = [0, 0]
  return entries.map((entry) => {
    const text = shortened(entry.name, size * 14, size)
    const width = size * 1.4 + textWidth(text, size)
    if (x > 0 && x + width > WIDTH) [x, row] = [0, row + 1]
    const at = { ...entry, x, row, text }
    x += width + size * 1.2
    return at
  })
}

/** Without a second name there is nothing to tell apart. */
export function legendHeight(entries: readonly LegendEntry[]): number {
  if (entries.length < 2) return 0
  return (placed(entries, NARROW).at(-1)!.row + 1) * rowHeight(NARROW)
}

export function legendOf(id: string, entries: readonly LegendEntry[], top: number, size: number): string {
  if (entries.length < 2) return ''
  const side = Math.round(size * 0.8)
  return placed(entries, size)
    .map(({ x, row, text, colour }) => {
      const baseline = top + row * rowHeight(size) + size
      const swatch = rectAt(id, colour, x, baseline - side + 1, side, side, 3)
      return `${swatch}${textAt(id, { x: x + size * 1.2, y: baseline, text, kind: 'text' })}`
    })
    .join('\n')
}
