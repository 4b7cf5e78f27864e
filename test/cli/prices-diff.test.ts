import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { PricesDiffDocument } from '../../src/cli/ui/prices/diff-page.ts'
import { jsonOf, runCli } from '../helpers/cli.ts'
import { homeWith } from '../helpers/homes.ts'
import { fromLitellm } from '../helpers/price-files.ts'

const DAY = 86_400_000
const daysAgo = (days: number): string => new Date(Date.now() - days * DAY).toISOString()
const dayOf = (days: number): string => daysAgo(days).slice(0, 10)

/** A thousand tokens in and a hundred out, each. */
const USED = [
  { time: daysAgo(2), model: 'coder' },
  { time: daysAgo(20), model: 'coder' },
  { time: daysAgo(20), model: 'claude-sonnet-4-5' },
  { time: daysAgo(40), model: 'coder' },
]

async function usedHome(): Promise<string> {
  const home = homeWith(USED)
  await runCli(['prices', 'sync', ...fromLitellm({ 'acme/coder': { input: 10, output: 20 } })], { home })
  return home
}

it('says what a sync would change, in dollars of the last 30 days, and writes nothing', async () => {
  const home = await usedHome()
  const cheaper = fromLitellm({ 'acme/coder': { input: 4, output: 20 }, 'acme/second': { input: 1, output: 1 } })
  const diff = await jsonOf<PricesDiffDocument>(['prices', 'diff', ...cheaper], { home })

  expect(diff).toMatchObject({ with: { lock: null }, period: { since: dayOf(29), until: dayOf(0) } })
  expect(diff.changes.map(({ kind, model }) => [kind, model])).toEqual([
    ['changed', 'coder'],
    ['new', 'second'],
  ])
  // 2 x (1,000 x 10 + 100 x 20) against 2 x (1,000 x 4 + 100 x 20), per million.
  expect(diff.models).toEqual([
    {
      model: 'coder',
      requests: 2,
      total_tokens: 2200,
      cost_usd: '0.024',
      unpriced_requests: 0,
      new_cost_usd: '0.012',
      new_unpriced_requests: 0,
      difference_usd: '-0.012',
    },
  ])
  expect(diff.totals).toMatchObject({ requests: 3, cost_usd: '0.0285', new_cost_usd: '0.0165' })
  const csv = await runCli(['prices', 'diff', '--format', 'csv', ...cheaper], { home })
  expect(csv.stdout.split('\r\n').slice(1)).toEqual(['coder,2,2200,0.024,0,0.012,0,-0.012', ''])
  const { stdout } = await runCli(['prices', 'diff', '--last', '60', ...cheaper], { home })
  expect(stdout).toMatch(/coder +3 +3,300 +\$0\.036000 +\$0\.018000 +−\$0\.018000 +−50\.0 %/)
  expect((await runCli(['prices', 'diff', ...cheaper], { home })).stdout).toContain('changed  acme/coder')
})

it('compares with another lock, both at what holds today', async () => {
  const home = await usedHome()
  const other = homeWith([])
  await runCli(
    [
      'prices',
      'sync',
      ...fromLitellm({ 'acme/coder': { input: 20, output: 20 }, 'acme/new': { input: 1, output: 1 } }),
    ],
    { home: other },
  )
  const lock = join(other, 'prices/prices.lock.json')
  const diff = await jsonOf<PricesDiffDocument>(['prices', 'diff', '--lock', lock], { home })

  expect(diff).toMatchObject({ with: { lock }, asked: [] })
  expect(diff.changes.map(({ kind, model }) => [kind, model])).toEqual([
    ['changed', 'coder'],
    ['new', 'new'],
  ])
  expect(diff.totals.difference_usd).toBe('0.02')

  const back = await jsonOf<PricesDiffDocument>(['prices', 'diff', '--lock', join(home, 'prices/prices.lock.json')], {
    home: other,
  })
  expect(back.changes.map(({ kind, model }) => [kind, model])).toEqual([
    ['changed', 'coder'],
    ['gone', 'new'],
  ])
})

it('takes what holds today for all of the days that it looks at', async () => {
  const home = await usedHome()
  await runCli(['prices', 'sync', ...fromLitellm({ 'acme/coder': { input: 4, output: 20 } })], { home })
  const own = ['--lock', join(home, 'prices/prices.lock.json')]
  const { totals } = await jsonOf<PricesDiffDocument>(['prices', 'diff', ...own], { home })

  expect(totals).toMatchObject({ cost_usd: '0.0165', new_cost_usd: '0.0165' })
  expect(await jsonOf(['costs', '--last', '30'], { home })).toMatchObject({ totals: { cost_usd: '0.0285' } })
})

it('says so where nothing changes, and where there is nothing to compare', async () => {
  const home = await usedHome()
  const same = await runCli(['prices', 'diff', '--lock', 'prices/prices.lock.json'], { home })
  expect(same.stdout).toContain('No price would change.')
  expect(same.stdout).toMatch(/On your usage from .*, 3 requests, it changes nothing: \$0\.028500/)

  expect((await runCli(['prices', 'diff', '--lock', 'nope.json'], { home })).stderr).toMatch(
    /^error E6001: there is no such price lock/,
  )
  const both = await runCli(['prices', 'diff', '--lock', 'x', '--sync'], { home })
  expect(both).toMatchObject({ code: 2 })
  const unanswered = await runCli(['prices', 'diff', '--provider', 'litellm', '--from', 'nope.json'], { home })
  expect(unanswered.code).toBe(1)
  expect(unanswered.stderr).toMatch(/^error E5001: no price provider answered: litellm: the file cannot be read/)
})
