import type { DuckDBValue } from './duckdb-values.ts'

export const timeFrom = (value: DuckDBValue | undefined): number | null => (typeof value === 'number' ? value : null)

type Stored = DuckDBValue | undefined

export const textOrNull = (value: Stored): string | null =>
  value === null || value === undefined ? null : String(value)

export const numberOrNull = (value: Stored): number | null =>
  value === null || value === undefined ? null : Number(value)

/** A text as SQL, in which NUL cannot stand. */
export const quote = (text: string): string => `'${text.replaceAll("'", "''").replaceAll('\0', '\ufffd')}'`
