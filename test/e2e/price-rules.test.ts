import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { CostsDocument } from '../../src/reports/costs.ts'
import type { ExplainedRecord } from '../../src/warehouse/queries/explain.ts'
import { jsonOf, runCli } from '../helpers/cli.ts'
import { homeWith } from '../helpers/homes.ts'
import { fromLitellm } from '../helpers/price-files.ts'

/** A thousand tokens in and a hundred out, each. */
const USED = [
  { time: '2026-03-01T10:00:00Z', model: 'claude-sonnet-4-5' },
  { time: '2026-03-02T10:00:00Z', model: 'claude-sonnet-4-5' },
  { time: '2026-03-03T10:00:00Z', model: 'my-deployment' },
  { time: '2026-03-04T10:00:00Z', model: 'acme-coder' },
]

function configured(pricing: object): string {
  const home = homeWith(USED)
  writeFileSync(join(home, 'rimuru.config.json'), JSON.stringify({ version: 1, pricing }))
  return home
}

const PRICING = {
  aliases: { 'my-deployment': 'claude-sonnet-4-5' },
  overrides: [{ provider: 'acme', model: 'acme-coder', from: '2026-03-04', input: 7, output: '0.5' }],
  discounts: [{ provider: 'anthropic', percent: 50, from: '2026-03-02', until: '2026-03-02' }],
}

it('shows every rule of the config in explain, at work on the requests that it is for', async () => {
  const home = configured(PRICING)
  const { records, totals } = await jsonOf<{ records: ExplainedRecord[]; totals: { cost_usd: string } }>(['explain'], {
    home,
  })

  expect(records.map(({ cost_usd: cost, price_source: source }) => [cost, source])).toEqual([
    ['0.0045', 'genai-prices 0.1.8'],
    ['0.00225', 'genai-prices 0.1.8, discount of the config'],
    ['0.0045', 'genai-prices 0.1.8'],
    ['0.00705', 'config'],
  ])
  expect(records.map(({ rule }) => /; (discount.*|by the alias.*)$/.exec(rule)?.[1])).toEqual([
    undefined,
    'discount of 50 %',
    'by the alias "my-deployment" of the config',
    undefined,
  ])
  expect(records[3]).toMatchObject({
    rule: expect.stringMatching(/^acme\/acme-coder, standard/),
    price_date: '2026-03-04',
  })
  expect(totals.cost_usd).toBe('0.0183')
})

it('prices anew as soon as a rule or the lock is another one', async () => {
  const home = configured({})
  const costs = () => jsonOf<CostsDocument>(['costs', '--by', 'model'], { home })
  expect((await costs()).totals).toMatchObject({ cost_usd: '0.009', unpriced_requests: 2 })

  writeFileSync(join(home, 'rimuru.config.json'), JSON.stringify({ version: 1, pricing: PRICING }))
  expect((await costs()).totals).toMatchObject({ cost_usd: '0.0183', unpriced_requests: 0 })

  writeFileSync(join(home, 'rimuru.config.json'), JSON.stringify({ version: 1 }))
  await runCli(['prices', 'sync', ...fromLitellm({ 'acme/acme-coder': { input: 1, output: 10 } })], { home })
  expect((await costs()).totals).toMatchObject({ cost_usd: '0.011', unpriced_requests: 1 })
})

it('prices by the lock in every command', async () => {
  const home = configured({})
  await runCli(['prices', 'sync', ...fromLitellm({ 'acme/acme-coder': { input: 1, output: 10 } })], { home })
  const totalOf = async (...args: string[]) =>
    (await jsonOf<{ totals: { cost_usd: string } }>(args, { home })).totals.cost_usd

  expect(await totalOf('costs')).toBe('0.011')
  expect(await totalOf('explain')).toBe('0.011')
  expect(await totalOf('models')).toBe('0.011')
  expect(await totalOf('sessions')).toBe('0.011')
  expect(await totalOf('reprice', '--with', 'acme-coder')).toBe('0.011')
  const sql = await jsonOf<{ rows: unknown[][] }>(['sql', 'select sum(cost_usd) from cost'], { home })
  expect(sql.rows).toEqual([['0.011']])
  const { stdout } = await runCli(['export', 'json'], { home })
  expect(JSON.stringify(JSON.parse(stdout))).toContain('"cost_usd":"0.002"')
  const run = ['run', 'daily-report', '--date', '2026-03-04', '--dry-run']
  expect(await totalOf(...run)).toBe('0.002')
})
