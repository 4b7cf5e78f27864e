import { existsSync } from 'node:fs'
import { DuckDBDecimalValue, DuckDBTimestampValue } from '@duckdb/node-api'
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import { messageOf, RimuruError } from '../core/errors.ts'
import type { PriceBook } from '../core/prices.ts'
import { openWarehouse } from './open.ts'
import type { OpenOptions, Warehouse } from './open.ts'
import { costSql, createRates, RATE_OF_ENTRY } from './queries/rates.ts'
import { moneyText } from './queries/text.ts'
import { timeFrom } from './values.ts'

/** `usage` with the cost of each row, as `rimuru costs` computes it. */
const COST_VIEW = `
  create or replace temp view cost as
  select u.* exclude (entry_row), (${costSql('e', 'r')})::decimal(38, 18) as cost_usd, r.rule as price_rule
  from usage u
  join entry e on e.rowid = u.entry_row
  ${RATE_OF_ENTRY}`

/** The warehouse for somebody's own query: nothing can be changed, no file or address reached. */
export async function openForQueries(path: string, book: PriceBook, options: OpenOptions): Promise<Warehouse> {
  if (!existsSync(path)) {
    throw new RimuruError('E1001', 'there is no warehouse yet', { where: path, hint: 'run `rimuru costs` first' })
  }
  const warehouse = await openWarehouse(path, { ...options, readOnly: true })
  try {
    await createRates(warehouse.db, book)
    await warehouse.db.run(COST_VIEW)
    await warehouse.db.run('set enable_external_access = false')
    await warehouse.db.run('set lock_configuration = true')
    return warehouse
  } catch (error) {
    warehouse.close()
    throw error
  }
}

export interface QueryResult {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number | null)[])[]
}

export async function runQuery(db: DuckDBConnection, sql: string): Promise<QueryResult> {
  try {
    const result = await db.runAndReadAll(sql)
    const columns = result.deduplicatedColumnNames()
    return { columns, rows: result.getRows().map((row) => row.map(plainValue)) }
  } catch (error) {
    throw new RimuruError('E1002', messageOf(error).split('\n')[0] ?? 'the query failed', {
      hint: 'tables: usage, cost, entry, file, session, sku, place, branch, root; `describe usage` lists columns',
      cause: error,
    })
  }
}

/** Whole numbers that fit stay numbers; decimals stay exact as texts. */
function plainValue(value: DuckDBValue): string | number | null {
  if (value === null || typeof value === 'number') return value
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (value instanceof DuckDBDecimalValue) return moneyText(value.toString())
  if (value instanceof DuckDBTimestampValue) return new Date(timeFrom(value) ?? 0).toISOString()
  return String(value)
}
