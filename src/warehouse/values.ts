import type { Timestamp } from '@duckdb/node-bindings'
import type { DuckDBValue } from './duckdb-values.ts'

/** Milliseconds since the epoch as DuckDB's microseconds. */
export const atTime = (time: number): Timestamp => ({ micros: BigInt(Math.round(time * 1000)) })

export const timeFrom = (value: DuckDBValue | undefined): number | null => (typeof value === 'number' ? value : null)

/** A text as SQL, in which NUL cannot stand. */
export const quote = (text: string): string => `'${text.replaceAll("'", "''").replaceAll('\0', '\ufffd')}'`
