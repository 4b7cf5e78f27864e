import { join } from 'node:path'
import { expect, it } from 'vitest'
import { copilot } from '../../../src/agents/copilot/index.ts'
import { coldLoad, openLedger } from '../../helpers/ledger.ts'
import { tempFolder } from '../../helpers/folders.ts'
import { DESKTOP, inDatabase, iso, T0 } from './rows.ts'

const write = (root: string, output: number): string =>
  inDatabase(join(root, 'data.db'), DESKTOP, ({ insert }) => {
    insert('sessions', {
      id: 's1',
      model: 'gpt-5.2',
      total_input_tokens: 1000,
      total_output_tokens: output,
      total_cached_tokens: 200,
      total_reasoning_tokens: 20,
      total_nano_aiu: 50_000_000_000,
      created_at: iso(T0),
    })
    insert('sessions', { id: 's2', total_output_tokens: 0, created_at: iso(T0) })
  })

it('takes what the desktop app says that a session has used in all, as partial (FORMATS 5.1)', async () => {
  const root = tempFolder()
  write(root, 100)
  const ledger = await coldLoad(copilot, [root])
  expect(await ledger.totals()).toEqual({
    requests: 1,
    input_tokens: 800,
    cache_read_tokens: 200,
    cache_write_tokens: 0,
    output_tokens: 100,
    reasoning_tokens: 20,
    cw1h: 0,
  })
  const rows = await ledger.scoped()
  expect(rows).toMatchObject([{ session: 's1', quality: 1, time: String(T0) }])
  expect(Number(rows[0]!.recorded_cost)).toBe(0.5)
})

it('takes what it says now in place of what it said before', async () => {
  const root = tempFolder()
  const ledger = await openLedger()
  for (const output of [100, 150]) {
    write(root, output)
    await ledger.load(copilot, [root])
  }
  expect(await ledger.totals()).toMatchObject({ requests: 1, output_tokens: 150 })
})

it('passes over a database of that name without such sums', async () => {
  const root = tempFolder()
  inDatabase(join(root, 'data.db'), 'create table sessions (id text)', ({ insert }) => insert('sessions', { id: 's1' }))
  const ledger = await coldLoad(copilot, [root])
  expect(await ledger.totals()).toMatchObject({ requests: 0 })
  expect(await ledger.quality()).toMatchObject({ failed: [] })
})
