import duckdb from '@duckdb/node-bindings'
import type { DataChunk, LogicalType, Vector } from '@duckdb/node-bindings'

/** Whole numbers of 64 bits and more are bigints, decimals are texts, times are milliseconds since the epoch. */
export type DuckDBValue = null | boolean | number | bigint | string | readonly DuckDBValue[] | DuckDBStruct

export interface DuckDBStruct {
  readonly [field: string]: DuckDBValue
}

/** The numbers that DuckDB gives its types. */
export const TYPE = {
  boolean: 1,
  tinyint: 2,
  smallint: 3,
  integer: 4,
  bigint: 5,
  utinyint: 6,
  usmallint: 7,
  uinteger: 8,
  ubigint: 9,
  float: 10,
  double: 11,
  timestamp: 12,
  hugeint: 16,
  varchar: 17,
  decimal: 19,
  list: 24,
  struct: 25,
} as const

type Reader = (row: number) => DuckDBValue

/** The rows of a chunk. Its memory is free once it is collected, so that all values are taken at once. */
export function rowsOf(chunk: DataChunk, types: readonly LogicalType[]): DuckDBValue[][] {
  const size = duckdb.data_chunk_get_size(chunk)
  const readers = types.map((type, i) => readerOf(duckdb.data_chunk_get_vector(chunk, i), type, size))
  return Array.from({ length: size }, (_, row) => readers.map((read) => read(row)))
}

function readerOf(vector: Vector, type: LogicalType, size: number): Reader {
  const validity = duckdb.vector_get_validity(vector, Math.ceil(size / 64) * 8) as Uint8Array | null
  const read = valueReader(vector, type, size)
  if (validity === null) return read
  return (row) => ((validity[row >> 3]! >> (row & 7)) & 1 ? read(row) : null)
}

function valueReader(vector: Vector, type: LogicalType, size: number): Reader {
  const id: number = duckdb.get_type_id(type)
  const view = (width: number): DataView => {
    const { buffer, byteOffset, byteLength } = duckdb.vector_get_data(vector, size * width)
    return new DataView(buffer, byteOffset, byteLength)
  }
  if (id === TYPE.varchar) return textReader(view(16))
  if (id === TYPE.decimal) return decimalReader(type, view)
  if (id === TYPE.list) return listReader(vector, type, view(16))
  if (id === TYPE.struct) return structReader(vector, type, size)
  return numberReader(id, view)
}

function numberReader(id: number, view: (width: number) => DataView): Reader {
  const at = (width: number, read: (data: DataView, offset: number) => DuckDBValue): Reader => {
    const data = view(width)
    return (row) => read(data, row * width)
  }
  switch (id) {
    case TYPE.boolean:
      return at(1, (data, offset) => data.getUint8(offset) !== 0)
    case TYPE.tinyint:
      return at(1, (data, offset) => data.getInt8(offset))
    case TYPE.utinyint:
      return at(1, (data, offset) => data.getUint8(offset))
    case TYPE.smallint:
      return at(2, (data, offset) => data.getInt16(offset, true))
    case TYPE.usmallint:
      return at(2, (data, offset) => data.getUint16(offset, true))
    case TYPE.integer:
      return at(4, (data, offset) => data.getInt32(offset, true))
    case TYPE.uinteger:
      return at(4, (data, offset) => data.getUint32(offset, true))
    case TYPE.float:
      return at(4, (data, offset) => data.getFloat32(offset, true))
    case TYPE.double:
      return at(8, (data, offset) => data.getFloat64(offset, true))
    case TYPE.bigint:
      return at(8, (data, offset) => data.getBigInt64(offset, true))
    case TYPE.ubigint:
      return at(8, (data, offset) => data.getBigUint64(offset, true))
    case TYPE.timestamp:
      return at(8, (data, offset) => Number(data.getBigInt64(offset, true)) / 1000)
    case TYPE.hugeint:
      return at(16, hugeAt)
    default:
      throw new Error(`a query of Rimuru's own returned a value of DuckDB's type ${id}`)
  }
}

const hugeAt = (data: DataView, offset: number): bigint =>
  (data.getBigInt64(offset + 8, true) << 64n) | data.getBigUint64(offset, true)

/** A text may begin with a byte order mark. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** A text of up to twelve bytes stands behind its length, of a longer one a pointer. */
function textReader(data: DataView): Reader {
  return (row) => {
    const offset = row * 16
    const length = data.getUint32(offset, true)
    const from = data.byteOffset + offset
    if (length <= 12) return decoder.decode(new Uint8Array(data.buffer, from + 4, length))
    return decoder.decode(duckdb.get_data_from_pointer(data.buffer as ArrayBuffer, from + 8, length))
  }
}

function decimalReader(type: LogicalType, view: (width: number) => DataView): Reader {
  const scale = duckdb.decimal_scale(type)
  const read = numberReader(duckdb.decimal_internal_type(type), view)
  return (row) => {
    const value = BigInt(read(row) as bigint | number)
    const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0')
    const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`
    return value < 0n ? `-${text}` : text
  }
}

function listReader(vector: Vector, type: LogicalType, data: DataView): Reader {
  const child = duckdb.list_vector_get_child(vector)
  const read = readerOf(child, duckdb.list_type_child_type(type), duckdb.list_vector_get_size(vector))
  return (row) => {
    const from = Number(data.getBigUint64(row * 16, true))
    return Array.from({ length: Number(data.getBigUint64(row * 16 + 8, true)) }, (_, i) => read(from + i))
  }
}

function structReader(vector: Vector, type: LogicalType, size: number): Reader {
  const fields = Array.from({ length: duckdb.struct_type_child_count(type) }, (_, i) => ({
    name: duckdb.struct_type_child_name(type, i),
    read: readerOf(duckdb.struct_vector_get_child(vector, i), duckdb.struct_type_child_type(type, i), size),
  }))
  return (row) => Object.fromEntries(fields.map(({ name, read }) => [name, read(row)]))
}
