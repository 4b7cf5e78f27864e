import { version } from '@duckdb/node-api'

export const duckdbVersion = (): string => version()
