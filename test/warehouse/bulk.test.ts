import { expect, it } from 'vitest'
import { appendWith, openBulkAppender } from '../../src/warehouse/bulk.ts'
import type { DuckDBConnection } from '../../src/warehouse/duckdb.ts'
import { openWarehouse } from '../../src/warehouse/open.ts'

const ROWS = 5000

async function withMemory(work: (db: DuckDBConnection) => Promise<void>): Promise<void> {
  const { db, close } = await openWarehouse(':memory:')
  try {
    await work(db)
  } finally {
    close()
  }
}

const rowsOf = async (db: DuckDBConnection, sql: string) => (await db.runAndReadAll(sql)).getRows()

it('appends every type, with none where there is none, over more than one chunk', () =>
  withMemory(async (db) => {
    await db.run(`create temp table t (n integer, m integer, b bigint, moment timestamp, y utinyint, f boolean, s varchar not null,
      o varchar, e varchar, c decimal(38, 18), maybe timestamp, d double, w varchar)`)
    const appender = openBulkAppender(db, 't', [
      'int',
      'maybeInt',
      'bigint',
      'time',
      'byte',
      'boolean',
      'text',
      'maybeText',
      'maybeText',
      'maybeMoney',
      'maybeTime',
      'double',
      'nullableText',
    ])
    const each = Array.from({ length: ROWS }, (_, row) => row)
    const everyThird = (row: number): boolean => row % 3 === 0
    appender.append(
      [
        Int32Array.from(each),
        Int32Array.from(each, (row) => (everyThird(row) ? -1 : row)),
        Float64Array.from(each, (row) => (row === 1 ? Number.MAX_SAFE_INTEGER : row === 2 ? -5 : row * 0x1_0000_0001)),
        Float64Array.from(each, (row) => (row === 1 ? -1 : 1_790_000_000_123 + row)),
        Uint8Array.from(each, (row) => row % 256),
        1,
        each.map((row) => (row === 1 ? '' : `long enough to be a pointer ${row}`)),
        each.map((row) => (everyThird(row) ? '' : `é${row}`)),
        null,
        each.map((row) => (everyThird(row) ? '' : row === 1 ? '12345678901234567890.000000000000000001' : '1e-7')),
        Float64Array.from(each, (row) => (everyThird(row) ? Number.NaN : 1_790_000_000_123 + row)),
        Float64Array.from(each, (row) => row + 0.25),
        each.map((row) => (everyThird(row) ? null : '')),
      ],
      ROWS,
    )
    appender.close()
    expect(await rowsOf(db, 'select count(*), count(m), count(o), count(e), count(c), sum(n) from t')).toEqual([
      [5000n, 3333n, 3333n, 0n, 3333n, 12_497_500n],
    ])
    expect(
      await rowsOf(
        db,
        'select * exclude (moment, maybe), epoch_ms(moment), epoch_ms(maybe) from t where n in (1, 2, 3, 4999) order by n',
      ),
    ).toEqual([
      [
        1,
        1,
        9007199254740991n,
        1,
        true,
        '',
        'é1',
        null,
        '12345678901234567890.000000000000000001',
        1.25,
        '',
        -1n,
        1_790_000_000_124n,
      ],
      [
        2,
        2,
        -5n,
        2,
        true,
        'long enough to be a pointer 2',
        'é2',
        null,
        '0.000000100000000000',
        2.25,
        '',
        1_790_000_000_125n,
        1_790_000_000_125n,
      ],
      [
        3,
        null,
        12_884_901_891n,
        3,
        true,
        'long enough to be a pointer 3',
        null,
        null,
        null,
        3.25,
        null,
        1_790_000_000_126n,
        null,
      ],
      [
        4999,
        4999,
        BigInt(4999 * 0x1_0000_0001),
        135,
        true,
        'long enough to be a pointer 4999',
        'é4999',
        null,
        '0.000000100000000000',
        4999.25,
        '',
        1_790_000_005_122n,
        1_790_000_005_122n,
      ],
    ])
  }))

it('stores nothing of what it was given before or after it was abandoned', () =>
  withMemory(async (db) => {
    await db.run('create table t (n integer)')
    await db.run('begin')
    const appender = openBulkAppender(db, 't', ['int'])
    const column = new Int32Array(ROWS)
    for (let i = 0; i < 5; i += 1) appender.append([column], ROWS)
    appender.abandon()
    await db.run('rollback')
    appender.append([column], ROWS)
    appender.close()
    expect(await rowsOf(db, 'select count(*) from t')).toEqual([[0n]])
  }))

it('stores all that one step appends, or nothing where it failed on the way', () =>
  withMemory(async (db) => {
    await db.run('create table t (c decimal(38, 18))')
    const open = () => openBulkAppender(db, 't', ['maybeMoney'])
    const failed = open()
    const append = () =>
      appendWith(failed, (appender) => {
        appender.append([['1']], 1)
        appender.append([['1e21']], 1)
      })
    expect(append).toThrow(RangeError)
    failed.close()
    expect(await rowsOf(db, 'select c from t')).toEqual([])
    appendWith(open(), (appender) => appender.append([['2']], 1))
    expect(await rowsOf(db, 'select c from t')).toEqual([['2.000000000000000000']])
  }))

it('refuses a cost that a decimal cannot hold', () =>
  withMemory(async (db) => {
    await db.run('create table t (c decimal(38, 18))')
    const appender = openBulkAppender(db, 't', ['maybeMoney'])
    expect(() => appender.append([['1e21']], 1)).toThrow(RangeError)
    appender.abandon()
  }))
