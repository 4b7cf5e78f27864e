import { expect, it } from 'vitest'
import { openDatabase } from '../../src/warehouse/duckdb.ts'

const VALUES = `
  select i::utinyint as u8, -i::smallint as i16, -i::bigint as i64, sum(i) over () as i128, i / 8 as d, i > 1 as b,
    (i / 4)::decimal(5, 2) as short, -(i / 4)::decimal(38, 18) as long, 'é' || i as text, repeat('ab', i * 10) as pointer,
    epoch_ms(1500 + i) as moment, nullif(i, 2) as maybe, [i, null] as list, { name: 'x' || i, ids: [i::bigint] } as struct
  from range(1, 3) r(i) order by i`

const open = async () => {
  const database = await openDatabase(':memory:', { threads: '1' })
  const db = await database.connect()
  return {
    db,
    [Symbol.dispose]() {
      db.closeSync()
      database.closeSync()
    },
  }
}

it('reads the types that queries return', async () => {
  using opened = await open()
  const rows = (await opened.db.runAndReadAll(VALUES)).getRows()
  expect(rows).toEqual([
    [
      1,
      -1,
      -1n,
      3n,
      0.125,
      false,
      '0.25',
      '-0.250000000000000000',
      'é1',
      'ab'.repeat(10),
      1501,
      1n,
      [1n, null],
      { name: 'x1', ids: [1n] },
    ],
    [
      2,
      -2,
      -2n,
      3n,
      0.25,
      true,
      '0.50',
      '-0.500000000000000000',
      'é2',
      'ab'.repeat(20),
      1502,
      null,
      [2n, null],
      { name: 'x2', ids: [2n] },
    ],
  ])
})

it('reads a text with a byte order mark as it was written', async () => {
  using opened = await open()
  const texts = ['\ufeffshort', '\ufefflonger than what stands in place']
  const { getRows } = await opened.db.runAndReadAll('select ?::varchar, ?::varchar', texts)
  expect(getRows()).toEqual([texts])
})

it('gives large numbers as texts where JSON is asked for', async () => {
  using opened = await open()
  const result = await opened.db.runAndReadAll('select 9007199254740993 as n, [1::bigint] as list, 0.5 as part')
  expect(result.getRowObjectsJson()).toEqual([{ n: '9007199254740993', list: ['1'], part: '0.5' }])
})

it('streams what is larger than a chunk', async () => {
  using opened = await open()
  const { yieldRows } = await opened.db.stream('select range as n from range(10000)')
  let sum = 0n
  for await (const rows of yieldRows()) for (const [n] of rows) sum += n as bigint
  expect(sum).toBe(49_995_000n)
})

it('fails where a streamed query fails, also after many rows', async () => {
  using opened = await open()
  const { yieldRows } = await opened.db.stream(
    "select case when i < 300000 then i else error('too late') end as n from range(400000) t(i)",
  )
  const readAll = async () => {
    for await (const _ of yieldRows());
  }
  await expect(readAll()).rejects.toThrow('Invalid Input Error: too late')
})

it('says what is the matter with a streamed query that fails before its first row', async () => {
  using opened = await open()
  const sum = 'select sum(9223372036854775807::bigint)::bigint from range(2)'
  await expect(opened.db.stream(sum)).rejects.toMatchObject({ code: 'E1002', message: /too large to be added up/ })
})

it('binds values', async () => {
  using opened = await open()
  const result = await opened.db.runAndReadAll('select ?::integer, ?::varchar, ?::boolean, ?::varchar', [
    7,
    'a',
    true,
    null,
  ])
  expect(result.getRows()).toEqual([[7, 'a', true, null]])
})

it('says which type it cannot read', async () => {
  using opened = await open()
  await expect(opened.db.runAndReadAll("select interval '1 day'")).rejects.toThrow(/type 15/)
})
