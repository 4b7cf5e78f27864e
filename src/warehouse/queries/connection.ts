/** For reports, which ask their questions through this folder alone. */
export type { DuckDBConnection } from '../duckdb.ts'
