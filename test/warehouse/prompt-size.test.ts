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

const PRICE: PriceEntry = { provider: 'anthropic', model: 'claude-x', input: '1', output: '1' }

test('the largest counts that a record can have are priced together', async () => {
  const most = Number.MAX_SAFE_INTEGER
  const time = '2026-11-02T00:00:00.000Z'
  const folder = join(homeWith([{ time, model: 'claude-x', input: most, output: 0, cacheRead: most }]), '.claude')
  const { db, close } = await openWarehouse(':memory:')
  try {
    await loadUsage(db, look(claudeCode, [folder]), { owner: OWNER })
    await createRates(db, await loadPriceBook({ lists: [{ source: 'list', date: '2026-01-01', prices: [PRICE] }] }))
    const sql = `select (${costSql('e', 'r')})::decimal(38, 18)::varchar from entry e ${RATE_OF_ENTRY}`
    const rows = (await db.runAndReadAll(sql)).getRows()
    expect(rows.map(([cost]) => moneyText(cost))).toEqual(['18014398509.481982'])
  } finally {
    close()
  }
})
