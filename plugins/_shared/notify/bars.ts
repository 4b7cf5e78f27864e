import stringWidth from 'string-width'
import { fitted, padded } from '../columns.ts'
import { clip } from './words.ts'

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']

/** A bar of text for a share of 0 to 1. What is more than nothing is seen. */
export function bar(share: number, width: number): string {
  const eighths = share > 0 ? Math.max(1, Math.round(Math.min(1, share) * width * 8)) : 0
  return '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8]!
}

/** Ten steps; full only when it is used up. */
export function meter(percent: string | null): string {
  const steps = Math.max(0, Math.min(10, Math.floor(Number(percent ?? 0) / 10)))
  return '▰'.repeat(steps) + '▱'.repeat(10 - steps)
}

export interface BarRow {
  readonly name: string
  readonly value: string
  /** Of the largest, 0 to 1; null where it has none. */
  readonly share: number | null
}

const NAME = 18
const BAR = 6
/** Of a name whose marks pile up in few columns. */
const LONGEST = 8 * NAME

/** Lines for a font of one width, narrow enough for a phone. */
export function barLines(rows: readonly BarRow[]): string[] {
  const names = rows.map(({ name }) => clip(fitted(name.replace(/\s+/g, ' '), NAME), LONGEST))
  const nameWidth = Math.max(0, ...names.map((name) => stringWidth(name)))
  const valueWidth = Math.max(0, ...rows.map(({ value }) => stringWidth(value)))
  return rows.map(({ value, share }, i) => {
    const drawn = bar(share ?? 0, BAR)
    return [padded(names[i]!, nameWidth, false), padded(value, valueWidth, true), drawn].join('  ').trimEnd()
  })
}
