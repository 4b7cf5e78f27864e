import duckdb from '@duckdb/node-bindings'
import type { LogicalType, Vector } from '@duckdb/node-bindings'
import type { DuckDBConnection } from './duckdb.ts'
import { MONEY_SCALE, parseMoney } from '../core/money.ts'
import { TYPE } from './duckdb-values.ts'
import { storing } from './failures.ts'

/** Rows that DuckDB takes at once. */
const CHUNK = 2048
/** Rows that it collects before it stores them. */
const FLUSH = 10 * CHUNK

/**
 * A number stands for the whole column; null is a column of empty texts. In `maybe` columns -1, NaN and an empty text are
 * none; null is none also in those of a `nullableText`, where an empty text is one.
 */
export type Column = Int32Array | Float64Array | Uint8Array | readonly (string | null)[] | number | null

const TYPES = {
  int: TYPE.integer,
  maybeInt: TYPE.integer,
  bigint: TYPE.bigint,
  /** Milliseconds since the epoch. */
  time: TYPE.timestamp,
  maybeTime: TYPE.timestamp,
  double: TYPE.double,
  byte: TYPE.utinyint,
  boolean: TYPE.boolean,
  text: TYPE.varchar,
  maybeText: TYPE.varchar,
  nullableText: TYPE.varchar,
  maybeMoney: TYPE.decimal,
} as const

export type ColumnType = keyof typeof TYPES

export interface BulkAppender {
  append(columns: readonly Column[], rows: number): void
  close(): void
  /** After a failure: what was not stored yet would be otherwise, when the appender is collected as garbage. */
  abandon(): void
}

/** Widest value: a text in place, or a decimal. */
const WIDTH = 16
const bytes = new Uint8Array(CHUNK * WIDTH)
const halves = new Int32Array(bytes.buffer)
const quarters = new BigInt64Array(bytes.buffer)
const valid = new Uint8Array(CHUNK / 8)
const NOTHING = new ArrayBuffer(CHUNK * WIDTH)

/**
 * Appends whole columns to a table. Numbers are copied as memory, which is many times as fast as value by value. The
 * appender belongs to the transaction that is open.
 */
export function openBulkAppender(db: DuckDBConnection, table: string, columns: readonly ColumnType[]): BulkAppender {
  const appender = duckdb.appender_create(db.native, null, table)
  const types = columns.map((type) => logicalType(TYPES[type]))
  const chunk = duckdb.create_data_chunk(types)
  let unstored = 0
  let isOpen = true

  return {
    append(values, rows) {
      if (!isOpen) return
      for (let from = 0; from < rows; from += CHUNK) {
        const size = Math.min(CHUNK, rows - from)
        duckdb.data_chunk_reset(chunk)
        duckdb.data_chunk_set_size(chunk, size)
        for (const [i, column] of values.entries()) {
          write(duckdb.data_chunk_get_vector(chunk, i), columns[i]!, column, from, size)
        }
        storing(() => duckdb.append_data_chunk(appender, chunk))
        unstored += size
      }
      if (unstored < FLUSH) return
      storing(() => duckdb.appender_flush_sync(appender))
      unstored = 0
    },
    close() {
      storing(() => duckdb.appender_close_sync(appender))
      isOpen = false
    },
    abandon() {
      if (isOpen) duckdb.appender_clear(appender)
      isOpen = false
    },
  }
}

/** Stores what one step appends, all of it or, after a failure, none. */
export function appendWith(appender: BulkAppender, append: (appender: BulkAppender) => void): void {
  try {
    append(appender)
    appender.close()
  } catch (error) {
    appender.abandon()
    throw error
  }
}

const logicalType = (id: number): LogicalType =>
  id === TYPE.decimal ? duckdb.create_decimal_type(38, MONEY_SCALE) : duckdb.create_logical_type(id)

function write(vector: Vector, type: ColumnType, column: Column, from: number, size: number): void {
  if (column === null) writeNone(vector, type, size)
  else if (typeof column === 'number') {
    bytes.fill(column, 0, size)
    duckdb.copy_data_to_vector(vector, 0, bytes.buffer, 0, size)
  } else if (column instanceof Float64Array && type !== 'double') writeLong(vector, type, column, from, size)
  else if (ArrayBuffer.isView(column)) {
    const width = column.BYTES_PER_ELEMENT
    duckdb.copy_data_to_vector(vector, 0, column.buffer as ArrayBuffer, column.byteOffset + from * width, size * width)
    if (type === 'maybeInt') markNone(vector, size, (row) => (column as Int32Array)[from + row] === -1)
  } else if (type === 'maybeMoney') writeMoney(vector, column as readonly string[], from, size)
  else {
    const none = type === 'maybeText' ? '' : null
    for (let row = 0; row < size; row += 1) {
      const text = column[from + row]!
      if (text !== none) duckdb.vector_assign_string_element(vector, row, text)
    }
    if (type !== 'text') markNone(vector, size, (row) => column[from + row] === none)
  }
}

function writeNone(vector: Vector, type: ColumnType, size: number): void {
  duckdb.copy_data_to_vector(vector, 0, NOTHING, 0, size * WIDTH)
  if (type !== 'text') markNone(vector, size, () => true)
}

/** A whole number that a double holds, as the two halves of 64 bits. */
function writeLong(vector: Vector, type: ColumnType, column: Float64Array, from: number, size: number): void {
  splitLong(column, type !== 'bigint', from, size)
  duckdb.copy_data_to_vector(vector, 0, bytes.buffer, 0, size * 8)
  if (type === 'maybeTime') markNone(vector, size, (row) => Number.isNaN(column[from + row]))
}

/** Apart from what is done with it: compiled while it runs for the first time, it does not know what comes after. */
function splitLong(column: Float64Array, isTime: boolean, from: number, size: number): void {
  for (let row = 0; row < size; row += 1) {
    const value = isTime ? Math.round(column[from + row]!) * 1000 : column[from + row]!
    halves[row * 2] = value
    halves[row * 2 + 1] = Math.floor(value / 0x1_0000_0000)
  }
}

function writeMoney(vector: Vector, column: readonly string[], from: number, size: number): void {
  for (let row = 0; row < size; row += 1) {
    const text = column[from + row]!
    const money = text === '' ? 0n : parseMoney(text)
    if (money === null || money >= 10n ** 38n) throw new RangeError(`a cost of ${text} USD`)
    quarters[row * 2] = BigInt.asIntN(64, money)
    quarters[row * 2 + 1] = money >> 64n
  }
  duckdb.copy_data_to_vector(vector, 0, bytes.buffer, 0, size * 16)
  markNone(vector, size, (row) => column[from + row] === '')
}

function markNone(vector: Vector, size: number, isNone: (row: number) => boolean): void {
  valid.fill(255)
  let any = false
  for (let row = 0; row < size; row += 1) {
    if (!isNone(row)) continue
    valid[row >> 3]! &= ~(1 << (row & 7))
    any = true
  }
  if (!any) return
  duckdb.vector_ensure_validity_writable(vector)
  duckdb.copy_data_to_vector_validity(vector, 0, valid.buffer, 0, valid.byteLength)
}
