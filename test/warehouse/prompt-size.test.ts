import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Agent } from '../../src/agents/_shared/agent.ts'
import { claudeCode } from '../../src/agents/claude-code/index.ts'
import { copilot } from '../../src/agents/copilot/index.ts'
import { goose } from '../../src/agents/goose/index.ts'
import { loadPriceBook } from '../../src/pricing/index.ts'
import type { PriceEntry } from '../../src/pricing/index.ts'
import { openWarehouse } from '../../src/warehouse/open.ts'
import { loadUsage } from '../../src/pipeline/load.ts'
import { costSql, createRates, RATE_OF_ENTRY } from '../../src/warehouse/queries/rates.ts'
import { moneyText } from '../../src/warehouse/queries/text.ts'
import { linesOf, tempFolder, writeText } from '../helpers/folders.ts'
import { homeWith } from '../helpers/homes.ts'
import { look, OWNER } from '../helpers/ledger.ts'
import { DESKTOP, inDatabase, iso, log, record, shutdown, start, T0 } from '../agents/copilot/rows.ts'
import * as ofGoose from '../agents/goose/rows.ts'

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

describe('what is long or short is a prompt, not a sum of them (FORMATS 8.4)', () => {
  const TIERED: PriceEntry[] = ['gpt-5.2', 'gpt-4.1', 'unknown'].map((model) => ({
    provider: 'a-seller',
    model,
    input: '1',
    output: '2',
    tiers: [{ promptOver: 200_000, input: '10', output: '20' }],
  }))
  const used = { input: 900_000, output: 1000 }
  const CASES: Readonly<Record<string, readonly [Agent, (root: string) => unknown, cost: string]>> = {
    'a request': [copilot, (root) => log(root, 's1', [start('s1'), record('s1', 'c1', used)]), '9.02'],
    'what a run used, by its shutdown': [
      copilot,
      (root) => log(root, 's1', [start('s1'), shutdown({ 'gpt-5.2': used })]),
      '0.902',
    ],
    'totals of the desktop app': [
      copilot,
      (root) =>
        inDatabase(join(root, 'data.db'), DESKTOP, ({ insert }) =>
          insert('sessions', {
            id: 's1',
            model: 'gpt-5.2',
            total_input_tokens: used.input,
            total_output_tokens: used.output,
            created_at: iso(T0),
          }),
        ),
      '0.902',
    ],
    'sums of a session of Goose': [
      goose,
      (root) =>
        ofGoose.inDatabase(join(root, 'sessions/sessions.db'), ({ insert }) =>
          insert('sessions', ofGoose.session('20261101_1', ofGoose.sums(used.input, used.output))),
        ),
      '0.902',
    ],
    'its last request, where there are no sums': [
      goose,
      (root) =>
        ofGoose.inDatabase(join(root, 'sessions/sessions.db'), ({ insert }) =>
          insert('sessions', ofGoose.session('20261101_1', { input_tokens: used.input, output_tokens: used.output })),
        ),
      '9.02',
    ],
    'sums in a file': [
      goose,
      (root) =>
        writeText(
          join(root, 'sessions/20251001_101112.jsonl'),
          linesOf([
            JSON.stringify({ accumulated_input_tokens: used.input, accumulated_output_tokens: used.output }),
            JSON.stringify({ role: 'assistant', created: 1_759_313_472 }),
          ]),
        ),
      '0.902',
    ],
  }

  test.each(Object.keys(CASES))('%s', async (name) => {
    const [agent, write, expected] = CASES[name]!
    const root = tempFolder()
    write(root)
    const { db, close } = await openWarehouse(':memory:')
    try {
      await loadUsage(db, look(agent, [root]), { owner: OWNER })
      await createRates(db, await loadPriceBook({ lists: [{ source: 'list', date: '2026-01-01', prices: TIERED }] }))
      const sql = `select (${costSql('e', 'r')})::decimal(38, 18)::varchar from entry e ${RATE_OF_ENTRY} where counted`
      expect((await db.runAndReadAll(sql)).getRows().map(([cost]) => moneyText(cost))).toEqual([expected])
    } finally {
      close()
    }
  })
})
