import { readdirSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, it } from 'vitest'
import { SECTIONS } from '../../src/config/job-types.ts'
import { runCli } from '../helpers/cli.ts'
import { writeText } from '../helpers/folders.ts'
import { demoHome, homeWith } from '../helpers/homes.ts'

const REQUESTS = [
  { time: '2026-03-28T22:30:00.000Z', session: 's1', input: 100_000, output: 100 },
  { time: '2026-03-29T10:00:00.000Z', session: 's1', input: 7, output: 1 },
  { time: '2026-03-29T11:00:00.000Z', session: 's2', model: 'made-up-model', input: 5, output: 5 },
]

async function exported(args: readonly string[], home = homeWith(REQUESTS)): Promise<string> {
  const out = join(home, 'out')
  expect((await runCli(['export', 'parquet', ...args, '--out', `${out}/`], { home })).code).toBe(0)
  return out
}

async function read(sql: string): Promise<unknown> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const rows = (await connection.runAndReadAll(sql)).getRowsJson()
  connection.closeSync()
  instance.closeSync()
  return rows
}

it('sessions have lists and times in UTC, whatever zone and pattern are asked for', async () => {
  const fields = ['--fields', 'id,models,started_at,requests,cost_usd']
  const out = await exported(['--data', 'sessions', ...fields, '-z', 'Asia/Tokyo', '--date-format', '%d.%m.'])
  const file = `'${join(out, 'sessions.parquet')}'`
  expect(await read(`select column_name, column_type from (describe from ${file})`)).toEqual([
    ['id', 'VARCHAR'],
    ['models', 'VARCHAR[]'],
    ['started_at', 'TIMESTAMP'],
    ['requests', 'BIGINT'],
    ['cost_usd', 'DECIMAL(38,18)'],
  ])
  expect(await read(`select id, models, started_at::varchar, requests::int, cost_usd::varchar from ${file}`)).toEqual([
    ['s1', ['claude-sonnet-4-5'], '2026-03-28 22:30:00', 2, '0.301536000000000000'],
    ['s2', ['made-up-model'], '2026-03-29 11:00:00', 1, '0.000000000000000000'],
  ])
})

it('a report is a file for each section, one without rows too, with an unknown price as null', async () => {
  const out = await exported(['--data', 'report'])
  const leftOut = new Set(['budgets', 'restated', 'subscriptions', 'meters'])
  const sections = SECTIONS.filter((id) => !leftOut.has(id)).map((id) => `report-${id}.parquet`)
  expect(readdirSync(out).sort()).toEqual(sections.sort())
  expect(await read(`select count(*)::int from '${join(out, 'report-anomalies.parquet')}'`)).toEqual([[0]])
  const file = `'${join(out, 'report-models.parquet')}'`
  expect(await read(`select name, requests::int, total_tokens::int, cost_usd::varchar from ${file}`)).toEqual([
    ['claude-sonnet-4-5', 2, 100_108, '0.301536000000000000'],
    ['made-up-model', 1, 10, null],
  ])
})

it('rows that a killed export has left are removed a day later', async () => {
  const home = homeWith(REQUESTS)
  const folder = join(home, '.local/share/rimuru/plugins/parquet')
  const long = new Date(Date.now() - 2 * 86_400_000)
  for (const name of ['rows-aB3dE6', 'rows-fR3shh']) writeText(join(folder, name, 'rows.ndjson'), '{"id":1}')
  utimesSync(join(folder, 'rows-aB3dE6'), long, long)
  await exported([], home)
  expect(readdirSync(folder).filter((name) => name.startsWith('rows-'))).toEqual(['rows-fR3shh'])
})

it('what agents keep beside the cost is exact', async () => {
  const out = await exported(['--data', 'report', '--since', '2026-11-19', '--until', '2026-11-19'], demoHome())
  const file = `'${join(out, 'report-meters.parquet')}'`
  expect(await read(`select amount::varchar from ${file} where unit = 'credits'`)).toEqual([['18.655395000000000000']])
})
