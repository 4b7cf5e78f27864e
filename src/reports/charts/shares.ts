import type { ReportChart } from '../../plugin-sdk/types.ts'
import { dollars } from './amounts.ts'
import { rank, sumOf, tenthsOfPercent } from './parts.ts'
import type { Part } from './parts.ts'
import { chartOf, inBothSizes, rectAt, safeId, textAt, WIDTH } from './picture.ts'
import { lengthOf } from './scale.ts'
import { shortened, textWidth } from './text.ts'

export interface Shares {
  readonly parts: readonly Part[]
  readonly title: string
  /** Its own where several are on a page. */
  readonly id?: string
}

interface Row extends Part {
  readonly percent: string
  readonly colour: string
}

const ROW = 52
const BAR = { top: 32, height: 8 }

/** One bar a row: how much of the whole each of them is. */
export function shares({ parts, title, id: wanted = 'shares' }: Shares): ReportChart | null {
  if (parts.length === 0) return null
  const id = safeId(wanted)
  const rows = rowsOf(parts)
  const total = sumOf(rows)
  const bars = rows.map(({ cost, colour }, index) => {
    const y = index * ROW + BAR.top
    const width = total === 0n ? 0 : lengthOf(cost, total, WIDTH)
    const filled = cost === 0n ? '' : rectAt(id, colour, 0, y, Math.max(width, 2), BAR.height, BAR.height / 2)
    return rectAt(id, 'track', 0, y, WIDTH, BAR.height, BAR.height / 2) + filled
  })
  const body = [...bars, inBothSizes(id, (size) => textsOf(id, rows, size))].join('\n')
  return chartOf({ id, title, alt: altOf(title, rows), height: rows.length * ROW, body })
}

function rowsOf(parts: readonly Part[]): Row[] {
  const { named, rest } = rank(parts)
  const all = rest ? [...named, rest] : named
  const total = sumOf(all)
  const tenths = tenthsOfPercent(all.map(({ cost }) => cost))
  return all.map((part, index) => ({
    ...part,
    percent: total === 0n ? '–' : `${Math.floor(tenths[index]! / 10)}.${tenths[index]! % 10}%`,
    colour: part === rest ? 'rest' : 'c0',
  }))
}

function textsOf(id: string, rows: readonly Row[], size: number): string {
  const dollarsEnd = WIDTH - textWidth('100.0%', size) - size * 0.5
  const nameEnd = dollarsEnd - Math.max(...rows.map(({ cost }) => textWidth(dollars(cost), size))) - size
  return rows
    .map(({ name, cost, percent }, index) => {
      const y = index * ROW + 22
      return [
        textAt(id, { x: 0, y, text: shortened(name, nameEnd, size), kind: 'text' }),
        textAt(id, { x: dollarsEnd, y, text: dollars(cost), kind: 'strong', anchor: 'end' }),
        textAt(id, { x: WIDTH, y, text: percent, kind: 'quiet', anchor: 'end' }),
      ].join('')
    })
    .join('\n')
}

const altOf = (title: string, rows: readonly Row[]): string =>
  `${title}: ${rows.map(({ name, cost, percent }) => `${name} ${dollars(cost)} (${percent})`).join(', ')}.`
