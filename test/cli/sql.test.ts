import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { jsonOf, runCli } from '../helpers/cli.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { homeWith } from '../helpers/homes.ts'

interface Result {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number | boolean | null)[])[]
}

async function loaded(): Promise<{ home: string; state: string }> {
  const home = homeWith([
    { time: '2026-11-01T10:00:00.000Z', input: 1_000_000, output: 0 },
    { time: '2026-11-02T10:00:00.000Z', model: 'nobody-knows-1' },
  ])
  const state = tempFolder()
  await runCli(['costs'], { home, state })
  return { home, state }
}

test('a query gives whole numbers as numbers, money as exact text and times in UTC', async () => {
  const where = await loaded()

  const result = await jsonOf<Result>(['sql', 'select time_utc, input_tokens, cost_usd from cost order by 1'], where)

  expect(result).toMatchObject({
    schema_version: 1,
    kind: 'sql',
    columns: ['time_utc', 'input_tokens', 'cost_usd'],
    rows: [
      ['2026-11-01T10:00:00.000Z', 1_000_000, '3'],
      ['2026-11-02T10:00:00.000Z', 1000, null],
    ],
  })
})

test('the cost of a row is the one that counts: with the config, the one that the agent recorded', async () => {
  const home = homeWith([{ time: '2026-11-01T10:00:00.000Z' }, { time: '2026-11-02T10:00:00.000Z' }])
  const path = join(home, '.claude/projects/-work/session.jsonl')
  writeText(path, readFileSync(path, 'utf8').replace('"type":"assistant"', '"type":"assistant","costUSD":1.5'))
  const cwd = tempFolder()
  const costsWith = async (cost: string) => {
    writeText(join(cwd, 'rimuru.config.json'), JSON.stringify({ version: 1, pricing: { cost } }))
    const where = { home, state: tempFolder(), cwd }
    const { totals } = await jsonOf<{ totals: { cost_usd: string } }>(['costs'], where)
    const query = 'select cost_usd from cost order by time_utc'
    return [totals.cost_usd, ...(await jsonOf<Result>(['sql', query], where)).rows.flat()]
  }
  expect(await costsWith('calculate')).toEqual(['0.009', '0.0045', '0.0045'])
  expect(await costsWith('recorded')).toEqual(['1.5', '1.5', null])
  expect(await costsWith('auto')).toEqual(['1.5045', '1.5', '0.0045'])
})

test.each([
  ['delete from entry', 'read-only'],
  ["copy usage to '/tmp/rimuru-leak.csv'", 'disabled'],
  ["select * from read_csv('/etc/passwd')", 'disabled'],
  ["attach '/tmp/rimuru-other.duckdb'", 'disabled'],
  ['set enable_external_access = true', 'locked'],
  ['install httpfs', ''],
])('%s is refused', async (query, why) => {
  const { code, stdout, stderr } = await runCli(['sql', query], await loaded())

  expect(code).toBe(1)
  expect(stdout).toBe('')
  expect(stderr).toContain('E1002')
  expect(stderr).toContain(why)
})

test('where the folder of the warehouse is a file it says so', async () => {
  const state = join(tempFolder(), 'a-file')
  writeText(state, 'text')

  const { code, stderr } = await runCli(['sql', 'select 1'], { home: tempFolder(), state })

  expect(code).toBe(1)
  expect(stderr).toContain(`error E8001: the folder of the warehouse cannot be read: not a folder (${state})`)
  expect(stderr).toContain('point RIMURU_HOME to a folder')
})

test('booleans are those of JSON, and what is no number there is a text', async () => {
  const where = await loaded()
  const query = "select 1 = 1 as yes, 1 = 2 as no, null::boolean as unknown, 0.5::double as half, 'inf'::double as most"

  expect((await jsonOf<Result>(['sql', query], where)).rows).toEqual([[true, false, null, 0.5, 'Infinity']])
  expect((await runCli(['sql', query, '--format', 'ndjson'], where)).stdout).toBe(
    '{"yes":true,"no":false,"unknown":null,"half":0.5,"most":"Infinity"}\n',
  )
  expect((await runCli(['sql', query, '--format', 'csv'], where)).stdout).toBe(
    'yes,no,unknown,half,most\r\ntrue,false,,0.5,Infinity\r\n',
  )
})

test.each([[''], [';'], ['/* only */'], ['-- only']])('the query %j is empty', async (query) => {
  const { code, stdout, stderr } = await runCli(['sql', query], await loaded())

  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain('error E7001: the query is empty')
})

test.each([
  ['select 1 as a; select 2 as b'],
  ['select 1 as a; select * from nothing_here; select 3'],
  ['create temp table x as select 1; insert into x values (2); from x'],
])('%s: none of several statements is run', async (query) => {
  const { code, stdout, stderr } = await runCli(['sql', query], await loaded())

  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain('error E7001: the query is several statements, and only one can be asked at a time')
})

test.each([
  ['select 1 as n; -- done', ['n'], [[1]]],
  // DuckDB makes two statements of it.
  ["pivot (select 'a' as k, 2 as n) on k using sum(n)", ['a'], [[2]]],
])('%s is one statement', async (query, columns, rows) => {
  expect(await jsonOf(['sql', query], await loaded())).toMatchObject({ columns, rows })
})

test('a document looks the same with rows and without', async () => {
  const where = await loaded()
  const document = (rows: unknown[]) =>
    `${JSON.stringify({ schema_version: 1, kind: 'sql', columns: ['n', 't'], rows }, null, 2)}\n`
  const query = "select i as n, 'a\n\"[]' as t from range(3) r(i)"

  expect((await runCli(['sql', `${query} where i > 5`, '--json'], where)).stdout).toBe(document([]))
  expect((await runCli(['sql', query, '--json'], where)).stdout).toBe(document([0, 1, 2].map((i) => [i, 'a\n"[]'])))
})

test('a mistake in a query is one sentence with the tables there are', async () => {
  const { code, stderr } = await runCli(['sql', 'select * from nothing_here'], await loaded())

  expect(code).toBe(1)
  expect(stderr).toContain('nothing_here')
  expect(stderr).toContain('tables: usage, cost')
  expect(stderr).not.toContain('    at ')
})

test('without a warehouse it says how to get one', async () => {
  const { code, stderr } = await runCli(['sql', 'select 1'], { home: tempFolder() })

  expect(code).toBe(1)
  expect(stderr).toContain('run `rimuru costs` first')
})

test.each([
  [['sql', '-- the dearest first\nselect count(*) as n from usage', '--json']],
  [['--json', 'sql', '--no-blank\nselect count(*) as n from usage']],
  [['sql', '--json', '--', '-- behind the flags\nselect count(*) as n from usage']],
])('a query may begin with a comment: %j', async (args) => {
  const { code, stdout, stderr } = await runCli(args, await loaded())

  expect(stderr).toBe('')
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ columns: ['n'], rows: [[2]] })
})

test('a statement whose result is no stream is answered as well', async () => {
  const { columns } = await jsonOf<Result>(['sql', 'call pragma_version()'], await loaded())

  expect(columns).toContain('library_version')
})
