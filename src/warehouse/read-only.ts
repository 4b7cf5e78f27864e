import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import duckdb from '@duckdb/node-bindings'
import type { Connection, PreparedStatement, Result } from '@duckdb/node-bindings'
import { messageOf, RimuruError, systemCodeOf } from '../core/errors.ts'
import type { PriceBook } from '../core/prices.ts'
import { watchForCut } from './duckdb.ts'
import { reasonOf } from '../platform/walk.ts'
import type { DuckDBConnection } from './duckdb.ts'
import { explained } from './failures.ts'
import { openWarehouse } from './open.ts'
import type { OpenOptions, Warehouse } from './open.ts'
import { choiceSql, costOfEntry } from './queries/costs.ts'
import { createRates, RATE_OF_ENTRY } from './queries/rates.ts'
import type { CostMode } from './queries/rates.ts'
import { moneyText } from './queries/text.ts'

/** `usage` with the cost of each row, as `rimuru costs` computes it. */
const costView = (mode: CostMode): string => `
  create or replace temp view cost as
  select u.* exclude (entry_row),
    (${costOfEntry(mode)})::decimal(38, 18) as cost_usd,
    case ${choiceSql(mode)} when 'ours' then r.rule when 'recorded' then 'cost as the agent recorded it' end as price_rule
  from usage u
  join entry e on e.rowid = u.entry_row
  ${RATE_OF_ENTRY}`

/** The warehouse for somebody's own query: nothing can be changed, no file or address reached. */
export async function openForQueries(
  path: string,
  book: PriceBook,
  mode: CostMode,
  options: OpenOptions,
): Promise<Warehouse> {
  try {
    statSync(path)
  } catch (cause) {
    throw missing(path, cause)
  }
  const warehouse = await openWarehouse(path, { ...options, readOnly: true })
  try {
    await createRates(warehouse.db, book)
    await warehouse.db.run(costView(mode))
    await warehouse.db.run('set enable_external_access = false')
    await warehouse.db.run('set lock_configuration = true')
    return warehouse
  } catch (error) {
    warehouse.close()
    throw error
  }
}

const missing = (path: string, cause: unknown): RimuruError =>
  systemCodeOf(cause) === 'ENOENT'
    ? new RimuruError('E1001', 'there is no warehouse yet', { where: path, hint: 'run `rimuru costs` first', cause })
    : new RimuruError('E8001', `the folder of the warehouse cannot be read: ${reasonOf(cause)}`, {
        where: dirname(path),
        hint: 'point RIMURU_HOME to a folder that can be read and written',
        cause,
      })

export type Cell = string | number | boolean | null

export interface QueryResult {
  readonly columns: readonly string[]
  /** Some at a time: all of them may be more than there is memory. */
  readonly batches: AsyncIterable<readonly (readonly Cell[])[]>
}

export async function runQuery(db: DuckDBConnection, sql: string): Promise<QueryResult> {
  // Anything may come back: this package knows all types.
  const { DuckDBResult, DuckDBDecimalValue, DuckDBTimestampValue } = await import('@duckdb/node-api')
  /** Whole numbers that fit stay numbers; decimals stay exact as texts, as does what JSON has no number for. */
  const plainValue = (value: unknown): Cell => {
    if (value === null || typeof value === 'boolean') return value
    if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
    if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
    if (value instanceof DuckDBDecimalValue) return moneyText(value.toString())
    if (value instanceof DuckDBTimestampValue) return new Date(Number(value.micros) / 1000).toISOString()
    return String(value)
  }
  try {
    const rows = await execute(db.native, sql)
    const result = new DuckDBResult(rows)
    const failIfCut = watchForCut(db.native, sql, rows)
    async function* batches(): AsyncGenerator<readonly (readonly Cell[])[]> {
      try {
        for await (const some of result.yieldRows()) yield some.map((row) => row.map(plainValue))
        await failIfCut()
      } catch (error) {
        throw queryError(error)
      }
    }
    return { columns: result.deduplicatedColumnNames(), batches: batches() }
  } catch (error) {
    throw queryError(error)
  }
}

/** The number that DuckDB gives such a statement. */
const CREATE = 7

async function execute(native: Connection, sql: string): Promise<Result> {
  const { extracted_statements: statements, statement_count: count } = await duckdb.extract_statements(native, sql)
  if (count === 0) {
    // Says what is wrong with it, if anything is.
    await duckdb.query(native, sql)
    throw emptyQuery()
  }
  const prepared: PreparedStatement[] = []
  /** Each can be prepared only once. */
  const prepare = async (i: number): Promise<PreparedStatement> => {
    const statement = await duckdb.prepare_extracted_statement(native, statements, i)
    prepared.push(statement)
    return statement
  }
  const isCreate = async (i: number): Promise<boolean> => {
    const type: number | null = await prepare(i).then(duckdb.prepared_statement_type, () => null)
    return type === CREATE
  }
  try {
    const last = count - 1
    // DuckDB makes several of a PIVOT: those before the last one create its types.
    for (let i = 0; i < last; i += 1) if (!(await isCreate(i))) throw severalStatements()
    for (const statement of prepared) await duckdb.execute_prepared(statement)
    return await duckdb.execute_prepared_streaming(await prepare(last))
  } finally {
    for (const statement of prepared) duckdb.destroy_prepare_sync(statement)
  }
}

export const emptyQuery = (): RimuruError =>
  new RimuruError('E7001', 'the query is empty', { hint: 'for example rimuru sql "from usage limit 5"' })

const severalStatements = (): RimuruError =>
  new RimuruError('E7001', 'the query is several statements, and only one can be asked at a time', {
    hint: 'run rimuru sql once for each',
  })

function queryError(error: unknown): unknown {
  const known = explained(error)
  if (known instanceof RimuruError) return known
  return new RimuruError('E1002', messageOf(error).split('\n')[0] ?? 'the query failed', {
    hint: 'tables: usage, cost, entry, file, session, sku, place, branch, root; `describe usage` lists columns',
    cause: error,
  })
}
