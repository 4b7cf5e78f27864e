import { DOUBLE, DuckDBDataChunk, INTEGER, VARCHAR } from '@duckdb/node-api'
import type { DuckDBConnection } from '@duckdb/node-api'
import duckdb from '@duckdb/node-bindings'

/** Rows that DuckDB takes at once. */
const CHUNK = 2048

/** Null is a column of empty texts. */
export type Column = Int32Array | Float64Array | readonly string[] | null

export interface BulkTable {
  append(columns: readonly Column[], rows: number): void
  close(): void
}

/** DuckDB keeps a text of up to twelve bytes in place, behind its length. */
const TEXT_BYTES = 16
const EMPTY_TEXTS = new ArrayBuffer(CHUNK * TEXT_BYTES)

const SQL_TYPE = { int: 'integer', double: 'double', text: 'varchar' } as const
const VECTOR_TYPE = { int: INTEGER, double: DOUBLE, text: VARCHAR } as const

/**
 * A temporary table that takes whole columns. Numbers are copied as memory, which is five times as fast as value by
 * value; there are no nulls: the reader of the table knows which number stands for none.
 */
export async function createBulkTable(
  db: DuckDBConnection,
  name: string,
  columns: Readonly<Record<string, keyof typeof SQL_TYPE>>,
): Promise<BulkTable> {
  const fields = Object.entries(columns)
  const definition = fields.map(([field, type]) => `${field} ${SQL_TYPE[type]}`).join(', ')
  await db.run(`create or replace temp table ${name} (${definition})`)
  const appender = await db.createAppender(name, 'main', 'temp')
  const types = fields.map(([, type]) => VECTOR_TYPE[type])

  function append(values: readonly Column[], rows: number): void {
    for (let from = 0; from < rows; from += CHUNK) {
      const size = Math.min(CHUNK, rows - from)
      const chunk = DuckDBDataChunk.create(types, size)
      values.forEach((column, i) => {
        const vector = duckdb.data_chunk_get_vector(chunk.chunk, i)
        if (column === null) duckdb.copy_data_to_vector(vector, 0, EMPTY_TEXTS, 0, size * TEXT_BYTES)
        else if (ArrayBuffer.isView(column)) {
          const width = column.BYTES_PER_ELEMENT
          const memory = column.buffer as ArrayBuffer
          duckdb.copy_data_to_vector(vector, 0, memory, column.byteOffset + from * width, size * width)
        } else {
          for (let row = 0; row < size; row += 1) {
            duckdb.vector_assign_string_element(vector, row, column[from + row] ?? '')
          }
        }
      })
      appender.appendDataChunk(chunk)
    }
  }

  return { append, close: () => appender.closeSync() }
}
