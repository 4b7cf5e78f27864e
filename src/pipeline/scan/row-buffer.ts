import { FLOAT_COLUMNS, INT_COLUMNS, SEPARATOR } from '../../warehouse/load/batch.ts'
import type { FloatColumn, IntColumn, UsageColumns } from '../../warehouse/load/batch.ts'

type Columns = Record<IntColumn, Int32Array> & Record<FloatColumn, Float64Array>

/** Usage rows being collected, column by column. */
export interface RowBuffer {
  rows: number
  capacity: number
  columns: Columns
  identities: string[]
  variants: string[]
}

export const newRowBuffer = (capacity = 8192): RowBuffer => ({
  rows: 0,
  capacity,
  columns: allocate(capacity),
  identities: [],
  variants: [],
})

/** Index of a new row. */
export function addRow(buffer: RowBuffer, identity: string, variant: string | null): number {
  if (buffer.rows === buffer.capacity) grow(buffer)
  buffer.identities.push(joinable(identity))
  buffer.variants.push(variant === null ? '' : joinable(variant))
  buffer.rows += 1
  return buffer.rows - 1
}

/** As if nothing had been added since there were so many. */
export function dropRows(buffer: RowBuffer, rows: number): void {
  buffer.rows = rows
  buffer.identities.length = rows
  buffer.variants.length = rows
}

/** The rows so far; the buffer starts over with fresh memory. */
export function takeRows(buffer: RowBuffer): UsageColumns {
  const identities = buffer.identities.join(SEPARATOR)
  const variants = buffer.variants.join(SEPARATOR)
  const taken = { rows: buffer.rows, identities, variants, ...buffer.columns }
  Object.assign(buffer, newRowBuffer())
  return taken
}

const joinable = (text: string): string => (text.includes(SEPARATOR) ? text.replaceAll(SEPARATOR, ' ') : text)

function grow(buffer: RowBuffer): void {
  const larger = allocate(buffer.capacity * 2)
  for (const name of INT_COLUMNS) larger[name].set(buffer.columns[name])
  for (const name of FLOAT_COLUMNS) larger[name].set(buffer.columns[name])
  buffer.columns = larger
  buffer.capacity *= 2
}

function allocate(capacity: number): Columns {
  const columns = {} as Columns
  for (const name of INT_COLUMNS) columns[name] = new Int32Array(capacity)
  for (const name of FLOAT_COLUMNS) columns[name] = new Float64Array(capacity)
  return columns
}
