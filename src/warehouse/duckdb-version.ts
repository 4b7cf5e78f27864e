export { duckdbVersion } from './duckdb.ts'
