import { DuckDBTimestampValue } from '@duckdb/node-api'
import type { DuckDBValue } from '@duckdb/node-api'

/** Milliseconds since the epoch as DuckDB's microseconds, and back. */
export const atTime = (time: number): DuckDBTimestampValue => new DuckDBTimestampValue(BigInt(Math.round(time * 1000)))

export const timeFrom = (value: DuckDBValue | undefined): number | null =>
  value instanceof DuckDBTimestampValue ? Number(value.micros) / 1000 : null

/** A text as SQL. */
export const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`
