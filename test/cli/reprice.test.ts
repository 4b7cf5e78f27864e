import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { RepriceDocument } from '../../src/reports/reprice.ts'
import { jsonOf, runCli } from '../helpers/cli.ts'
import { tempFolder } from '../helpers/folders.ts'
import { homeWith } from '../helpers/homes.ts'
import { fromLitellm } from '../helpers/price-files.ts'
import { writeLog } from './logs.ts'

/** A thousand tokens in and a hundred out, each. */
const USED = [
  { time: '2026-03-01T10:00:00Z', model: 'claude-sonnet-4-5' },
  { time: '2026-03-01T11:00:00Z', model: 'claude-mystery-9' },
  { time: '2026-03-05T10:00:00Z', model: 'claude-opus-4-6' },
]

it('prices the same usage as if it had been another model, to the last digit', async () => {
  const home = homeWith(USED)
  const document = await jsonOf<RepriceDocument>(['reprice', '--with', 'claude-haiku-4-5'], { home })

  expect(document.with).toEqual({ model: 'claude-haiku-4-5', lock: null })
  expect(document.models.map((row) => [row.model, row.cost_usd, row.new_cost_usd, row.difference_usd])).toEqual([
    ['claude-mystery-9', '0', '0.0015', '0.0015'],
    ['claude-opus-4-6', '0.0075', '0.0015', '-0.006'],
    ['claude-sonnet-4-5', '0.0045', '0.0015', '-0.003'],
  ])
  expect(document.models[0]).toMatchObject({ unpriced_requests: 1, new_unpriced_requests: 0 })
  expect(document.totals).toMatchObject({ cost_usd: '0.012', new_cost_usd: '0.0045', difference_usd: '-0.0075' })
  expect(document.caveat).toMatch(/^Arithmetic only/)
})

it('takes the filters of every reading command, and says its caveat in one line', async () => {
  const home = homeWith(USED)
  const args = ['reprice', '--with', 'anthropic/claude-haiku-4-5', '--since', '2026-03-02']
  const { stdout } = await runCli(args, { home })
  expect(stdout).toMatch(/claude-opus-4-6 +1 +1,100 +\$0\.007500 +\$0\.001500 +−\$0\.006000 +−80\.0 %/)
  expect(stdout).not.toContain('sonnet')
  expect(stdout.split('\n')).toContain(
    'Arithmetic only: the same tokens at other prices. Another model would have used other tokens.',
  )
  const csv = await runCli([...args, '--format', 'csv'], { home })
  expect(csv.stdout.split('\r\n')).toEqual([
    'model,requests,total_tokens,cost_usd,unpriced_requests,new_cost_usd,new_unpriced_requests,difference_usd',
    'claude-opus-4-6,1,1100,0.0075,0,0.0015,0,-0.006',
    '',
  ])
})

it('rounds percent as reports do, and says of a small change that it is one', async () => {
  const home = tempFolder()
  const sonnet = { time: '2026-03-01T10:00:00Z', model: 'claude-sonnet-4-5', input: 100_000, output: 0 }
  writeLog(home, 'one', [sonnet])
  const { stdout } = await runCli(['reprice', '--with', 'claude-haiku-4-5'], { home })
  expect(stdout).toMatch(/claude-sonnet-4-5 .* −66\.7 %/)
  writeLog(home, 'two', [{ ...sonnet, model: 'claude-haiku-4-5', input: 100_000_000 }])
  const more = await runCli(['reprice', '--with', 'claude-haiku-4-5'], { home })
  expect(more.stdout).toMatch(/Total .* −0\.2 %/)
  writeLog(home, 'three', [{ ...sonnet, model: 'claude-haiku-4-5', input: 1_000_000_000 }])
  const most = await runCli(['reprice', '--with', 'claude-haiku-4-5'], { home })
  expect(most.stdout).toMatch(/Total .* −<0\.1 %/)
})

it('prices it by another lock, and leaves what is stored as it was', async () => {
  const home = tempFolder()
  writeLog(home, 'one', [{ time: '2026-03-01T10:00:00Z', model: 'coder' }])
  const sync = (input: number, folder: string) =>
    runCli(['prices', 'sync', ...fromLitellm({ 'acme/coder': { input, output: 20 } })], { home, cwd: folder })
  const other = tempFolder()
  await sync(10, home)
  await sync(30, other)
  const lock = join(other, 'prices/prices.lock.json')
  const document = await jsonOf<RepriceDocument>(['reprice', '--with', lock], { home })

  expect(document.with).toEqual({ model: null, lock })
  expect(document.totals).toMatchObject({ cost_usd: '0.012', new_cost_usd: '0.032' })
  expect(await jsonOf(['costs'], { home })).toMatchObject({ totals: { cost_usd: '0.012' } })
})

it.each([
  [[], 2, 'error E7001: reprice needs to know with what'],
  [
    ['--with', 'claude-haiku-45'],
    1,
    'error E6001: there is no model "claude-haiku-45", did you mean "claude-haiku-4-5"?',
  ],
  [['--with', 'nope.json'], 1, 'error E6001: there is no such price lock'],
] as const)('with %j it says what is missing', async (flags, code, message) => {
  const result = await runCli(['reprice', ...flags])
  expect(result.code).toBe(code)
  expect(result.stderr).toContain(message)
})
