import { join } from 'node:path'
import { expect, test } from 'vitest'
import { claudeCode } from '../../src/agents/claude-code/index.ts'
import { loadPriceBook } from '../../src/pricing/index.ts'
import type { PriceEntry } from '../../src/pricing/index.ts'
import { openWarehouse } from '../../src/warehouse/open.ts'
import { loadUsage } from '../../src/pipeline/load.ts'
import { costSql, createRates, RATE_OF_ENTRY } from '../../src/warehouse/queries/rates.ts'
import { moneyText } from '../../src/warehouse/queries/text.ts'
import { homeWith } from '../helpers/homes.ts'
import { look, OWNER } from '../helpers/ledger.ts'

// 2026-11-02 is a Monday.
const TIMES = [
  '2026-11-01T23:59:59.999Z',
  '2026-11-02T00:00:00.000Z',
  '2026-11-02T16:29:59.999Z',
  '2026-11-02T16:30:00.000Z',
  '2026-11-03T00:29:59.999Z',
  '2026-11-03T00:30:00.000Z',
  '2026-11-07T12:00:00.000Z',
]

const PRICE: PriceEntry = { provider: 'anthropic', model: 'claude-x', input: '4', output: '8' }

/** What a million input tokens cost at each of the times. */
async function costsOf(price: PriceEntry, model = 'claude-x'): Promise<readonly string[]> {
  const folder = join(homeWith(TIMES.map((time) => ({ time, model, input: 1_000_000, output: 0 }))), '.claude')
  const { db, close } = await openWarehouse(':memory:')
  try {
    await loadUsage(db, look(claudeCode, [folder]), { owner: OWNER })
    await createRates(db, await loadPriceBook({ lists: [{ source: 'list', date: '2026-01-01', prices: [price] }] }))
    const sql = `select (${costSql('e', 'r')})::decimal(38, 18)::varchar from entry e ${RATE_OF_ENTRY} order by e.happened_at`
    return (await db.runAndReadAll(sql)).getRows().map(([cost]) => moneyText(cost))
  } finally {
    close()
  }
}

test('a request costs what holds at its minute of the week, past midnight and on its days', async () => {
  const night = { ...PRICE, hours: [{ utc: '16:30-00:30', input: '2' }] }
  expect(await costsOf(night)).toEqual(['2', '2', '4', '2', '2', '4', '4'])
  const weekend = { ...PRICE, hours: [{ utc: '00:00-24:00', days: ['sat', 'sun'], input: '1' }] }
  expect(await costsOf(weekend)).toEqual(['1', '4', '4', '4', '4', '4', '1'])
})

test('a price without hours holds at any', async () => {
  expect(await costsOf(PRICE)).toEqual(TIMES.map(() => '4'))
})
