import { chmodSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { cursor } from '../../../src/agents/cursor/index.ts'
import { tempFolder } from '../../helpers/folders.ts'
import { coldLoad, openLedger } from '../../helpers/ledger.ts'
import type { Ledger } from '../../helpers/ledger.ts'
import { scanFile } from '../../helpers/scan.ts'
import { answer, composer, inState, STATE, T0 } from './database.ts'

/** Where reading stopped depends on when it was read. */
const dumpOf = async (ledger: Ledger) => {
  const dump = await ledger.dump()
  return { ...dump, files: dump.files.map(({ resume: _, ...file }) => file) }
}

async function expectSameAsCold(ledger: Ledger, root: string): Promise<void> {
  const cold = await coldLoad(cursor, [root])
  expect(await ledger.totals()).toEqual(await cold.totals())
  expect(await dumpOf(ledger)).toEqual(await dumpOf(cold))
}

const filled = (): string => {
  const root = tempFolder()
  inState(root, ({ put }) => {
    for (const session of ['c1', 'c2']) {
      put(...composer(session))
      for (let i = 1; i <= 30; i += 1) put(...answer(session, `${session}-${i}`, { input: i, output: 1 }))
    }
  })
  return root
}

const scanFrom = (root: string, from?: Parameters<typeof scanFile>[2]) => scanFile(cursor, join(root, STATE), from)

describe('a database that goes on (FORMATS D5)', () => {
  it('gives the same as one that is read at once: new and changed messages and sessions', async () => {
    const root = filled()
    const ledger = await openLedger()
    await ledger.load(cursor, [root])
    inState(root, ({ put }) => {
      put(...answer('c1', 'c1-1', { input: 500, output: 5 }))
      put(...answer('c1', 'c1-2', { input: 1, output: 0 }))
      put(...answer('c3', 'c3-1', { input: 7, output: 7 }))
      // The model of messages that name none.
      put(...composer('c2', { modelConfig: { modelName: 'gpt-5' }, lastUpdatedAt: T0 + 900_000 }))
    })
    await ledger.load(cursor, [root])
    const sum = (30 * 31) / 2
    expect(await ledger.totals()).toMatchObject({ requests: 61, input_tokens: 2 * sum + 499 - 1 + 7 })
    await expectSameAsCold(ledger, root)
  })

  it('reads only the sessions in which something is new', () => {
    const root = filled()
    const { end } = scanFrom(root)
    expect(scanFrom(root, end)).toMatchObject({ responses: [], sessions: [] })
    inState(root, ({ put }) => {
      put('agentKv:blob:00', 'x')
      put(...answer('c2', 'c2-31', { input: 31 }))
    })
    const { responses, sessions } = scanFrom(root, end)
    expect(new Set(responses.map(({ session }) => session))).toEqual(new Set(['c2']))
    expect(responses).toHaveLength(31)
    expect(sessions.map(({ id }) => id)).toEqual(['c2'])
  })

  it('knows the parent of a session that changes when that of its parent does not', async () => {
    const root = tempFolder()
    inState(root, ({ put }) => {
      put(...composer('main', { subComposerIds: ['one'] }))
      put(...composer('one'))
    })
    const ledger = await openLedger()
    await ledger.load(cursor, [root])
    inState(root, ({ put }) => put(...answer('one', 'b1', { input: 1 })))
    await ledger.load(cursor, [root])
    expect((await ledger.dump()).sessions).toMatchObject([{ session: 'main' }, { session: 'one', parent: 'main' }])
    await expectSameAsCold(ledger, root)
  })

  it.each([
    ['its rows were numbered anew', 'delete from cursorDiskKV where rowid % 2 = 0', 'vacuum'],
    ['its last rows were deleted', 'delete from cursorDiskKV where rowid > 50', 'select 1'],
  ])('is read from the start when %s, and keeps what was there', async (_, change, then) => {
    const root = filled()
    const ledger = await openLedger()
    await ledger.load(cursor, [root])
    const before = await ledger.totals()
    const db = new DatabaseSync(join(root, STATE))
    db.exec(`${change}; ${then}`)
    db.close()
    inState(root, ({ put }) => {
      for (let i = 1; i <= 40; i += 1) put(...answer('c9', `c9-${i}`, { input: 1, output: 1 }))
    })
    const { end } = scanFrom(root, { readTo: 0, tornTail: false, resume: String((await ledger.files())[0]!.resume) })
    expect(end.startedOver).toBe(true)
    await ledger.load(cursor, [root])
    expect(await ledger.totals()).toMatchObject({
      requests: before.requests + 40,
      input_tokens: before.input_tokens + 40,
    })
  })

  it('keeps what was deleted, and all of it when it is gone or damaged', async () => {
    const root = filled()
    const path = join(root, STATE)
    const ledger = await openLedger()
    await ledger.load(cursor, [root])
    const before = await ledger.totals()
    inState(root, ({ run }) => run('delete from cursorDiskKV where key like ?', '%:c1%'))
    await ledger.load(cursor, [root])
    expect(await ledger.totals()).toEqual(before)
    const content = readFileSync(path)
    for (const length of [0, Math.floor(content.length / 2)]) {
      truncateSync(path, length)
      await ledger.load(cursor, [root])
      expect(await ledger.totals()).toEqual(before)
      expect((await ledger.quality()).failed).toMatchObject([{ path }])
      writeFileSync(path, content)
    }
    rmSync(path)
    await ledger.load(cursor, [root])
    expect(await ledger.totals()).toEqual(before)
  })

  it('is read while Cursor writes to it, with what is only in the log yet (FORMATS D7)', async () => {
    const root = filled()
    const db = new DatabaseSync(join(root, STATE))
    onTestFinished(() => db.close())
    db.exec('pragma journal_mode = wal; pragma wal_autocheckpoint = 0')
    const [key, value] = answer('c3', 'b1', { input: 5, output: 5 })
    db.prepare('insert into cursorDiskKV values (?, ?)').run(key, JSON.stringify(value))
    expect(await (await coldLoad(cursor, [root])).totals()).toMatchObject({ requests: 61 })
  })

  it('may have none of the tables, or only others', () => {
    const root = tempFolder()
    inState(root, ({ run }) => run('drop table cursorDiskKV'))
    expect(scanFrom(root)).toMatchObject({ responses: [], sessions: [], problems: [], end: { resume: null } })
    inState(root, ({ run }) => run('drop table ItemTable'))
    expect(scanFrom(root)).toMatchObject({ responses: [], sessions: [], problems: [] })
  })

  it('may lie in a folder that nobody may write to', async () => {
    const root = filled()
    chmodSync(join(root, 'globalStorage'), 0o555)
    onTestFinished(() => chmodSync(join(root, 'globalStorage'), 0o755))
    expect(await (await coldLoad(cursor, [root])).totals()).toMatchObject({ requests: 60 })
  })
})
