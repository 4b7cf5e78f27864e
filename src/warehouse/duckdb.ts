import duckdb from '@duckdb/node-bindings'
import type { Connection, PreparedStatement, Result } from '@duckdb/node-bindings'
import { rowsOf } from './duckdb-values.ts'
import type { DuckDBValue } from './duckdb-values.ts'
import { explainedOwn } from './failures.ts'

/**
 * What Rimuru needs of DuckDB, on its native binding alone: the package made for people is two hundred modules, and to
 * load them takes longer than most queries.
 */
export interface DuckDBConnection {
  readonly native: Connection
  run(sql: string, values?: readonly Parameter[]): Promise<void>
  runAndReadAll(sql: string, values?: readonly Parameter[]): Promise<QueryResult>
  /** The rows of a large result, a few at a time. */
  stream(sql: string): Promise<StreamedResult>
  closeSync(): void
}

export type Parameter = string | number | boolean | null

export type JsonRow = Record<string, JsonValue>

export interface QueryResult {
  readonly currentRowCount: number
  getRows(): DuckDBValue[][]
  getRowObjects(): Record<string, DuckDBValue>[]
  /** Large whole numbers as texts. */
  getRowObjectsJson(): JsonRow[]
}

export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [field: string]: JsonValue }

export interface StreamedResult {
  yieldRows(): AsyncGenerator<DuckDBValue[][]>
  yieldRowObjectJson(): AsyncGenerator<JsonRow[]>
}

export interface DuckDBDatabase {
  connect(): Promise<DuckDBConnection>
  closeSync(): void
}

export const duckdbVersion = (): string => duckdb.library_version()

export async function openDatabase(path: string, options: Readonly<Record<string, string>>): Promise<DuckDBDatabase> {
  const config = duckdb.create_config()
  for (const [name, value] of Object.entries(options)) duckdb.set_config(config, name, value)
  const database = await duckdb.open(path, config)
  return {
    connect: async () => connectionOf(await duckdb.connect(database)),
    closeSync: () => duckdb.close_sync(database),
  }
}

const connected = new Set<Connection>()

/** A process that exits waits for what it has asked of DuckDB, which may take for ever. */
const interruptAll = (): void => connected.forEach((native) => duckdb.interrupt(native))

function connectionOf(native: Connection): DuckDBConnection {
  if (connected.size === 0) process.on('exit', interruptAll)
  connected.add(native)
  async function query(sql: string, values?: readonly Parameter[]): Promise<Result> {
    if (!values) return duckdb.query(native, sql)
    return prepared(sql, (statement) => {
      bind(statement, values)
      return duckdb.execute_prepared(statement)
    })
  }
  async function prepared(sql: string, execute: (statement: PreparedStatement) => Promise<Result>): Promise<Result> {
    const statement = await duckdb.prepare(native, sql)
    try {
      return await execute(statement)
    } finally {
      duckdb.destroy_prepare_sync(statement)
    }
  }
  return {
    native,
    run: async (sql, values) => void (await orExplained(query(sql, values))),
    runAndReadAll: async (sql, values) => resultOf(await orExplained(query(sql, values))),
    stream: async (sql) => streamOf(native, sql, await orExplained(prepared(sql, duckdb.execute_prepared_streaming))),
    closeSync() {
      connected.delete(native)
      if (connected.size === 0) process.off('exit', interruptAll)
      duckdb.disconnect_sync(native)
    },
  }
}

async function orExplained(asked: Promise<Result>): Promise<Result> {
  try {
    return await asked
  } catch (error) {
    throw explainedOwn(error)
  }
}

function bind(prepared: PreparedStatement, values: readonly Parameter[]): void {
  for (const [i, value] of values.entries()) {
    if (value === null) duckdb.bind_null(prepared, i + 1)
    else if (typeof value === 'string') duckdb.bind_varchar(prepared, i + 1, value)
    else if (typeof value === 'boolean') duckdb.bind_boolean(prepared, i + 1, value)
    else duckdb.bind_double(prepared, i + 1, value)
  }
}

const typesOf = (result: Result) =>
  Array.from({ length: duckdb.column_count(result) }, (_, i) => duckdb.column_logical_type(result, i))

function resultOf(result: Result): QueryResult {
  const types = typesOf(result)
  const rows: DuckDBValue[][] = []
  for (let i = 0; i < duckdb.result_chunk_count(result); i += 1)
    for (const row of rowsOf(duckdb.result_get_chunk(result, i), types)) rows.push(row)
  const names = namesOf(result)
  const objects = () => rows.map((row) => objectOf(names, row))
  return {
    currentRowCount: rows.length,
    getRows: () => rows,
    getRowObjects: objects,
    getRowObjectsJson: () => objects().map((row) => jsonOf(row) as JsonRow),
  }
}

const namesOf = (result: Result): string[] =>
  Array.from({ length: duckdb.column_count(result) }, (_, i) => duckdb.column_name(result, i))

const objectOf = (names: readonly string[], row: readonly DuckDBValue[]): Record<string, DuckDBValue> =>
  Object.fromEntries(names.map((name, i) => [name, row[i]!]))

function streamOf(native: Connection, sql: string, result: Result): StreamedResult {
  const names = namesOf(result)
  const yieldRows = () => streamRows(native, sql, result)
  return {
    yieldRows,
    async *yieldRowObjectJson() {
      for await (const rows of yieldRows()) yield rows.map((row) => jsonOf(objectOf(names, row)) as JsonRow)
    },
  }
}

async function* streamRows(native: Connection, sql: string, result: Result): AsyncGenerator<DuckDBValue[][]> {
  const types = typesOf(result)
  const failIfCut = watchForCut(native, sql, result)
  try {
    for (;;) {
      const chunk = await duckdb.fetch_chunk(result)
      if (!chunk || duckdb.data_chunk_get_size(chunk) === 0) break
      yield rowsOf(chunk, types)
    }
    await failIfCut()
  } catch (error) {
    throw explainedOwn(error)
  }
}

/**
 * For the end of the rows: what fails after the first of them looks like it. Asked again, with none of them, DuckDB says what
 * it was. Some statements have no stream from the start, and fail before their first row.
 */
export function watchForCut(native: Connection, sql: string, result: Result): () => Promise<void> {
  const hasStream = duckdb.result_is_streaming(result)
  return async () => {
    if (!hasStream || duckdb.result_is_streaming(result)) return
    await duckdb.query(native, `explain analyze ${sql}`)
    throw new Error('DuckDB has ended a result before its last row')
  }
}

function jsonOf(value: DuckDBValue): JsonValue {
  if (typeof value === 'bigint') return String(value)
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(jsonOf)
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, jsonOf(field)]))
}
