import { rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cursor } from '../../../src/agents/cursor/index.ts'
import { tempFolder, writeText } from '../../helpers/folders.ts'
import { coldLoad, look, openLedger } from '../../helpers/ledger.ts'
import { answer, composer, inState } from './database.ts'
import type { State } from './database.ts'
import { csv, EVENT, exported, lookAtExports, row, ROW } from './exports.ts'

const later = row({ Date: '2026-11-02T10:00:00.000Z' })

async function requestsIn(...paths: string[]): Promise<number> {
  const ledger = await openLedger()
  await ledger.loadSources(lookAtExports(...paths))
  return (await ledger.totals()).requests
}

describe('several exports (FORMATS 7.2)', () => {
  it('counts an event once that is in more than one of them, in files or in a folder', async () => {
    const one = exported('usage-1.csv', csv(ROW, later))
    const two = exported('usage-2.csv', csv(later, ROW))
    expect(await requestsIn(one, two)).toBe(2)
    const folder = dirname(exported('usage-1.csv', csv(ROW, later)))
    writeText(join(folder, 'older', 'usage-2.csv'), csv(later))
    expect(await requestsIn(folder)).toBe(2)
  })

  it('counts events that are alike as often as the file has them that has most', async () => {
    const one = exported('one.csv', csv(ROW, ROW))
    const two = exported('two.csv', csv(ROW, ROW, ROW, later))
    expect(await requestsIn(one)).toBe(2)
    expect(await requestsIn(one, two)).toBe(4)
    expect(await requestsIn(two, one)).toBe(4)
  })

  it('knows an event of the CSV in the JSON, which may tell its session', async () => {
    const table = exported('usage.csv', csv(ROW))
    const json = exported('usage.json', JSON.stringify({ usageEvents: [{ ...EVENT, conversationId: 'c1' }] }))
    for (const order of [
      [table, json],
      [json, table],
    ]) {
      const ledger = await openLedger()
      await ledger.loadSources(lookAtExports(...order))
      expect(await ledger.totals()).toMatchObject({ requests: 1, output_tokens: 21282, cache_write_tokens: 28342 })
      const counted = (await ledger.scoped()).filter(({ requests }) => requests === 1)
      expect(counted).toMatchObject([{ session: 'c1' }])
    }
  })

  it('counts events apart that differ in time, model or tokens', async () => {
    const others = [later, row({ Model: 'composer-2' }), row({ 'Output Tokens': '21283', 'Total Tokens': '156291' })]
    expect(await requestsIn(exported('usage.csv', csv(ROW, ...others)))).toBe(4)
  })

  it('keeps what was in a file before it was replaced by a newer export, or deleted (FORMATS D5)', async () => {
    const path = exported('usage.csv', csv(ROW))
    const ledger = await openLedger()
    await ledger.loadSources(lookAtExports(path))
    writeFileSync(path, csv(later))
    await ledger.loadSources(lookAtExports(path))
    expect(await ledger.totals()).toMatchObject({ requests: 2, output_tokens: 2 * 21282 })
    rmSync(path)
    await ledger.loadSources(lookAtExports(path))
    expect(await ledger.totals()).toMatchObject({ requests: 2, output_tokens: 2 * 21282 })
  })
})

describe('an export and what old builds counted of the same day', () => {
  it('counts the export, and of days without one what the database has', async () => {
    const root = tempFolder()
    const onExportedDay = Date.UTC(2026, 10, 1, 10)
    inState(root, ({ put }) => {
      put(...composer('c1'))
      put(...answer('c1', 'b1', { input: 1000, output: 10, time: onExportedDay }))
      put(...answer('c1', 'b2', { input: 2000, output: 20, time: onExportedDay - 24 * 3600_000 }))
    })
    const before = await coldLoad(cursor, [root])
    expect(await before.totals()).toMatchObject({ requests: 2, input_tokens: 3000 })
    writeText(join(root, 'usage-events.csv'), csv(ROW))
    await before.load(cursor, [root])
    expect(await before.totals()).toMatchObject({ requests: 2, input_tokens: 775 + 2000, output_tokens: 21282 + 20 })
    expect(await (await coldLoad(cursor, [root])).totals()).toEqual(await before.totals())
  })

  it.each([{}, null, { totalCents: 19 }])(
    'counts the database where the export has no tokens of the day but %j',
    async (tokenUsage) => {
      const root = tempFolder()
      inState(root, ({ put }) =>
        put(...answer('c1', 'b1', { input: 1000, output: 10, time: Date.UTC(2026, 10, 1, 10) })),
      )
      writeText(join(root, 'usage-events.json'), JSON.stringify([{ ...EVENT, tokenUsage }]))
      expect(await (await coldLoad(cursor, [root])).totals()).toMatchObject({ input_tokens: 1000, output_tokens: 10 })
    },
  )

  it('does so for an export that the config names', async () => {
    const root = tempFolder()
    inState(root, ({ put }) => {
      put(...answer('c1', 'b1', { input: 1000, output: 10, time: Date.UTC(2026, 10, 1, 11) }))
      put(...answer('c1', 'b2', { input: 2000, output: 20, time: Date.UTC(2026, 9, 31) }))
    })
    const sources = [...look(cursor, [root]), ...lookAtExports(exported('usage.csv', csv(ROW)))]
    const ledger = await openLedger()
    await ledger.loadSources(sources)
    expect(await ledger.totals()).toMatchObject({ requests: 2, input_tokens: 775 + 2000, output_tokens: 21282 + 20 })
  })

  it('counts an answer once that is in two databases, whether or not an export tells of its day', async () => {
    const root = tempFolder()
    const day = Date.UTC(2026, 10, 1, 10)
    const databases = ['globalStorage/state.vscdb', 'User/globalStorage/state.vscdb']
    for (const file of databases) {
      const fill = ({ put }: State): void => put(...answer('c1', 'b1', { input: 1000, output: 10, time: day }))
      inState(root, fill, file)
    }
    const ledger = await coldLoad(cursor, [root])
    expect(await ledger.totals()).toMatchObject({ requests: 1, input_tokens: 1000 })

    inState(root, ({ put }) => put(...answer('c1', 'b1', { input: 1001, output: 10, time: day })), databases[1])
    await ledger.load(cursor, [root])
    expect(await ledger.totals()).toMatchObject({ requests: 1, input_tokens: 1001 })

    writeText(join(root, 'usage-events.csv'), csv(ROW))
    await ledger.load(cursor, [root])
    expect(await ledger.totals()).toMatchObject({ requests: 1, input_tokens: 775 })
  })
})
