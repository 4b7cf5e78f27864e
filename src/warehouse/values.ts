import type { DuckDBValue } from './duckdb-values.ts'

export const timeFrom = (value: DuckDBValue | undefined): number | null => (typeof value === 'number' ? value : null)

/** A text as SQL, in which NUL cannot stand. */
export const quote = (text: string): string => `'${text.replaceAll("'", "''").replaceAll('\0', '\ufffd')}'`
