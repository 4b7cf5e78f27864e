import { appendFileSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { claudeCode } from '../../src/agents/claude-code/index.ts'
import { copilot } from '../../src/agents/copilot/index.ts'
import { openWarehouse } from '../../src/warehouse/open.ts'
import { assistant, costState, T0, transcript, user } from '../agents/claude-code/rows.ts'
import * as copilotRows from '../agents/copilot/rows.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { coldLoad, look } from '../helpers/ledger.ts'

const MINUTE = 60_000
const call = (n: number, input: number, session = 'S', time = T0 + n * MINUTE): string =>
  assistant({ session, id: `msg_${n}`, request: `req_${n}`, time, usage: { input_tokens: input, output_tokens: 1 } })
const MODEL = 'claude-sonnet-4-5'

describe('a log that changed otherwise than by growing', () => {
  it('is read again where it is as long as before and its ends are the same (FORMATS D5)', async () => {
    const root = tempFolder()
    const rows = Array.from({ length: 60 }, (_, n) => call(n, 100 + n))
    const path = transcript(root, 'S', rows)
    const ledger = await coldLoad(claudeCode, [root])
    const changed = readFileSync(path, 'utf8').replace('"input_tokens":130', '"input_tokens":930')
    expect(changed.length).toBe(statSync(path).size)
    writeFileSync(path, changed)
    await ledger.load(claudeCode, [root])
    expect(await ledger.totals()).toEqual(await (await coldLoad(claudeCode, [root])).totals())
  })

  it('is the same log under another name, also in what is told of its quality', async () => {
    const root = tempFolder()
    const path = transcript(root, 'S', [call(1, 10), call(1, 10), 'no record', call(2, 20)])
    const ledger = await coldLoad(claudeCode, [root])
    renameSync(path, path.replace('S.jsonl', 'other.jsonl'))
    await ledger.load(claudeCode, [root])
    const cold = await coldLoad(claudeCode, [root])
    expect(await ledger.totals()).toEqual(await cold.totals())
    expect(await ledger.quality()).toEqual(await cold.quality())
  })

  it('keeps what stands behind the place where it was cut, on its day (DESIGN: ledger)', async () => {
    const root = tempFolder()
    const night = Date.UTC(2026, 10, 1, 23, 59, 59)
    const rows = [call(1, 10, 'S', night), call(1, 10, 'S', night + 2000)]
    transcript(root, 'S', rows)
    const ledger = await coldLoad(claudeCode, [root])
    const before = await ledger.scoped()
    transcript(root, 'S', rows.slice(0, 1))
    await ledger.load(claudeCode, [root])
    expect((await ledger.scoped()).map(({ time }) => time)).toEqual(before.map(({ time }) => time))
  })

  it('keeps it there also where what is left is written again (DESIGN: ledger)', async () => {
    const root = tempFolder()
    const night = Date.UTC(2026, 10, 1, 23, 59, 59)
    const rows = [call(1, 10, 'S', night), call(1, 10, 'S', night + 2000)]
    const path = transcript(root, 'S', rows)
    const ledger = await coldLoad(claudeCode, [root])
    const before = await ledger.scoped()
    for (const seconds of [5, 10]) {
      transcript(root, 'S', rows.slice(0, 1))
      utimesSync(path, seconds, seconds)
      await ledger.load(claudeCode, [root])
    }
    expect((await ledger.scoped()).map(({ time }) => time)).toEqual(before.map(({ time }) => time))
  })

  it('keeps the place of what its total held where nothing is left that tells of it', async () => {
    const root = tempFolder()
    const elsewhere = call(1, 10).replace('/made/up/project', '/made/up/before')
    const rows = [user(), elsewhere, call(2, 10), costState({ [MODEL]: { input: 120, output: 2 } })]
    transcript(root, 'S', rows)
    const ledger = await coldLoad(claudeCode, [root])
    // The session has gone on since, so that the whole log's word does not stand.
    transcript(root, 'S', [rows[0]!, user(T0 + 60 * MINUTE)])
    await ledger.load(claudeCode, [root])
    const [unlogged] = (await ledger.entries()).filter(({ derived }) => derived === true)
    expect(unlogged).toMatchObject({ input: '100', cwd: '/made/up/project' })
  })

  it('keeps the sums that stood beside records where the records are cut (DESIGN: ledger)', async () => {
    const root = tempFolder()
    const id = '0f0f0f0f-0000-4000-8000-000000000001'
    const rows = [
      copilotRows.start(id),
      copilotRows.shutdown({ 'gpt-5.2': { input: 100, output: 10 } }, copilotRows.T0 + 1000),
      copilotRows.record(id, 'c1', { input: 40, output: 4 }, copilotRows.T0 + MINUTE),
    ]
    copilotRows.log(root, id, rows)
    const ledger = await coldLoad(copilot, [root])
    const before = await ledger.totals()
    expect(before.input_tokens).toBe(140)
    copilotRows.log(root, id, rows.slice(0, 2))
    await ledger.load(copilot, [root])
    expect(await ledger.totals()).toEqual(before)
  })

  it('is known still when it cannot be read, and then is gone', async () => {
    const root = tempFolder()
    const path = transcript(root, 'S', [costState({ [MODEL]: { input: 110, output: 1 } })])
    const ledger = await coldLoad(claudeCode, [root])
    appendFileSync(path, `${user()}\n`)
    const sources = look(claudeCode, [root])
    rmSync(path)
    await ledger.loadSources(sources)
    expect((await ledger.files()).map(({ state }) => state)).toEqual(['failed'])
    await ledger.load(claudeCode, [root])
    expect((await ledger.totals()).input_tokens).toBe(110)
    expect((await ledger.files()).map(({ state }) => state)).toEqual(['gone'])
  })
})

describe('what a running total holds beyond its records', () => {
  const rows = [call(1, 10), costState({ [MODEL]: { input: 110, output: 1 } }), call(2, 50)]

  it.each(['-a-copy', '-z-copy'])('is the same beside an earlier copy of the log: %s (FORMATS D4)', async (slug) => {
    const root = tempFolder()
    transcript(root, 'S', rows)
    transcript(root, 'S', rows.slice(0, 2), slug)
    expect((await (await coldLoad(claudeCode, [root])).totals()).input_tokens).toBe(160)
  })

  it('is that of a fork also where its origin goes on before it answers (FORMATS 2.6)', async () => {
    const root = tempFolder()
    const fork = (n: number, input: number, time: number, more = {}): string =>
      assistant({
        session: 'F',
        id: `msg_${n}`,
        request: `req_${n}`,
        time,
        usage: { input_tokens: input, output_tokens: 1 },
        more,
      })
    transcript(root, 'S', [user(), call(1, 10), call(2, 40, 'S', T0 + 5 * MINUTE)])
    transcript(root, 'F', [
      user(T0 + 2 * MINUTE, 'hi', 'F'),
      fork(1, 10, T0 + MINUTE, { requestSessionId: 'S' }),
      fork(3, 5, T0 + 9 * MINUTE),
      costState({ [MODEL]: { input: 45, output: 2 } }, 'F'),
    ])
    // 10 and 40 of the origin, 5 of the fork and 30 that it did not log.
    expect((await (await coldLoad(claudeCode, [root])).totals()).input_tokens).toBe(85)
  })
})

it('a warehouse that is damaged is not taken for one in use, whatever its path is called', async () => {
  const path = writeText(join(tempFolder(), 'sherlock/warehouse.duckdb'), 'no database'.repeat(1000))
  const waited: string[] = []
  await expect(openWarehouse(path, { waiting: (holder) => void waited.push(holder) })).rejects.toThrow(
    'the warehouse is damaged',
  )
  expect(waited).toEqual([])
})
