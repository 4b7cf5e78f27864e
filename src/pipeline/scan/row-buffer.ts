import { FLOAT_COLUMNS, INT_COLUMNS, SEPARATOR } from '../../warehouse/load/batch.ts'
import type { FloatColumn, IntColumn, UsageColumns } from '../../warehouse/load/batch.ts'

/** A batch is handed over at about this many rows, so that loading overlaps with reading in bounded memory. */
export const ROWS = 4096

export type Columns = Record<IntColumn, Int32Array> & Record<FloatColumn, Float64Array>

/** `ROWS` rows, with their texts joined: the rows of a large database would fill the heap with texts. */
interface Full {
  readonly columns: Columns
  readonly identities: string
  readonly variants: string
}

/** Usage rows being collected, column by column. */
export interface RowBuffer {
  rows: number
  readonly full: Full[]
  last: Columns
  identities: string[]
  variants: string[]
}

export const newRowBuffer = (): RowBuffer => ({ rows: 0, full: [], last: allocate(), identities: [], variants: [] })

/** Number of a new row. */
export function addRow(buffer: RowBuffer, identity: string, variant: string | null): number {
  if (buffer.identities.length === ROWS) buffer.full.push(takeLast(buffer))
  buffer.identities.push(joinable(identity))
  buffer.variants.push(variant === null ? '' : joinable(variant))
  buffer.rows += 1
  return buffer.rows - 1
}

/** Where a row is, at `row % ROWS`. */
export const columnsOf = ({ full, last }: RowBuffer, row: number): Columns =>
  full[Math.floor(row / ROWS)]?.columns ?? last

/** As if nothing had been added since there were so many. */
export function dropRows(buffer: RowBuffer, rows: number): void {
  while (buffer.full.length * ROWS > rows) {
    const { columns, identities, variants } = buffer.full.pop()!
    buffer.last = columns
    buffer.identities = identities.split(SEPARATOR)
    buffer.variants = variants.split(SEPARATOR)
  }
  buffer.rows = rows
  buffer.identities.length = rows - buffer.full.length * ROWS
  buffer.variants.length = buffer.identities.length
}

/** The first rows, `ROWS` of them if there are as many. */
export function takeRows(buffer: RowBuffer): UsageColumns {
  const rows = buffer.full.length > 0 ? ROWS : buffer.identities.length
  const { columns, identities, variants } = buffer.full.shift() ?? takeLast(buffer)
  buffer.rows -= rows
  return { rows, identities, variants, ...columns }
}

/** They go with their memory. */
function takeLast(buffer: RowBuffer): Full {
  const taken = {
    columns: buffer.last,
    identities: buffer.identities.join(SEPARATOR),
    variants: buffer.variants.join(SEPARATOR),
  }
  buffer.last = allocate()
  buffer.identities = []
  buffer.variants = []
  return taken
}

const joinable = (text: string): string => (text.includes(SEPARATOR) ? text.replaceAll(SEPARATOR, ' ') : text)

function allocate(): Columns {
  const columns = {} as Columns
  for (const name of INT_COLUMNS) columns[name] = new Int32Array(ROWS)
  for (const name of FLOAT_COLUMNS) columns[name] = new Float64Array(ROWS)
  return columns
}
