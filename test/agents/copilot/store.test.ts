import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { copilot } from '../../../src/agents/copilot/index.ts'
import { coldLoad, openLedger } from '../../helpers/ledger.ts'
import { tempFolder } from '../../helpers/folders.ts'
import { scanFile } from '../../helpers/scan.ts'
import { inDatabase, iso, STORE, storeRow, storeSession, T0 } from './rows.ts'
import type { MadeUpDatabase } from './rows.ts'

const used = { input: 3010, output: 301, read: 501, written: 9, reasoning: 31 }
const inStore = (root: string, change: (database: MadeUpDatabase) => void, schema = STORE): string =>
  inDatabase(join(root, 'session-store.db'), schema, change)

describe('rows of the session store (FORMATS 5.4)', () => {
  it('count as usage records do, with the folder and the branch of their session', async () => {
    const root = tempFolder()
    inStore(root, ({ insert }) => {
      insert('sessions', storeSession('s1'))
      insert('assistant_usage_events', storeRow(1, 's1', used, { total_nano_aiu: 50_000_000_000 }))
      insert('assistant_usage_events', storeRow(2, 's1', used, { agent_id: 'explore', initiator: 'sub-agent' }))
    })
    const ledger = await coldLoad(copilot, [root])
    expect(await ledger.totals()).toMatchObject({
      requests: 2,
      input_tokens: 5000,
      cache_read_tokens: 1002,
      cache_write_tokens: 18,
      output_tokens: 602,
      reasoning_tokens: 62,
    })
    const rows = await ledger.scoped()
    expect(rows.map(({ subagent, cwd, branch, time }) => ({ subagent, cwd, branch, time }))).toEqual([
      { subagent: false, cwd: '/made/up/project', branch: 'main', time: String(T0 + 1) },
      { subagent: true, cwd: '/made/up/project', branch: 'main', time: String(T0 + 2) },
    ])
    expect(
      rows
        .map((row) => row.recorded_cost)
        .filter((cost) => cost !== null)
        .map(Number),
    ).toEqual([0.5])
  })

  it('tell what their sessions were billed, by the quarter of an hour', () => {
    const root = tempFolder()
    const path = inStore(root, ({ insert }) => {
      insert('sessions', storeSession('s1'))
      insert('assistant_usage_events', storeRow(1, 's1', used, { total_nano_aiu: 1_500_000_000 }))
    })
    const before = scanFile(copilot, path)
    const credits = (amount: string): object[] => [{ unit: 'credits', amount, times: [[T0, amount]] }]
    expect(before.sessions).toMatchObject([{ id: 's1', meters: credits('1.5') }])

    const more = storeRow(2, 's1', used, { total_nano_aiu: 500_000_000 })
    inStore(root, ({ insert }) => insert('assistant_usage_events', more))
    expect(scanStore(path, before.end.resume).sessions).toMatchObject([{ id: 's1', meters: credits('2') }])
  })

  it('are read on from where they were read to, and those of a session that has changed again', () => {
    const root = tempFolder()
    const path = inStore(root, ({ insert }) => {
      insert('sessions', storeSession('s1'))
      insert('sessions', storeSession('s2', { updated_at: iso(T0 + 5000) }))
      insert('assistant_usage_events', storeRow(1, 's1', used))
      insert('assistant_usage_events', storeRow(2, 's2', used))
    })
    const before = scanFile(copilot, path)
    expect(before).toMatchObject({ lines: 2, responses: { length: 2 }, sessions: { length: 2 } })
    inStore(root, ({ insert }) => insert('assistant_usage_events', storeRow(3, 's2', used)))
    const after = scanStore(path, before.end.resume)
    expect(after.responses.map(({ offset }) => offset)).toEqual([2, 3])
    expect(after.lines).toBe(1)
  })

  it('that are numbered anew stay the same requests, also two of one moment', async () => {
    const root = tempFolder()
    const rows = (first: number) => (database: MadeUpDatabase) => {
      database.run('delete from assistant_usage_events')
      for (const [n, output] of [10, 20, 30].entries()) {
        const created_at = iso(n < 2 ? T0 : T0 + 1)
        database.insert('assistant_usage_events', storeRow(first + n, 's1', { input: 100, output }, { created_at }))
      }
    }
    inStore(root, rows(1))
    const ledger = await openLedger()
    await ledger.load(copilot, [root])
    inStore(root, rows(50))
    await ledger.load(copilot, [root])
    expect(await ledger.totals()).toMatchObject({ requests: 3, output_tokens: 60 })
  })

  it('of one moment count each where rows of another session stand between them', () => {
    const path = inStore(tempFolder(), ({ insert }) => {
      for (const [n, session] of ['s1', 's2', 's1'].entries())
        insert('assistant_usage_events', storeRow(n + 1, session, used, { created_at: iso(T0) }))
    })
    const { responses } = scanFile(copilot, path)
    expect(new Set(responses.map(({ identity }) => identity)).size).toBe(3)
  })

  it.each([
    ['later', T0 + 1],
    ['in the moment in which it was read', T0],
  ])('are told again with what their session says now, changed %s', (_, updated) => {
    const path = inStore(tempFolder(), ({ insert }) => {
      insert('sessions', storeSession('s1'))
      insert('assistant_usage_events', storeRow(1, 's1', used))
    })
    const { end } = scanFile(copilot, path)
    inDatabase(path, STORE, ({ run }) =>
      run("update sessions set branch = 'other', cwd = '/made/up/elsewhere', updated_at = ?", iso(updated)),
    )
    const now = { branch: 'other', cwd: '/made/up/elsewhere' }
    const found = scanStore(path, end.resume)
    expect(found).toMatchObject({ responses: [now], sessions: [{ id: 's1', startedAt: T0, ...now }], lines: 0 })
    expect(found.end).not.toHaveProperty('startedOver')
  })

  it.each([
    ['its agent', { agent_id: 'explore' }, true],
    ['its initiator', { initiator: 'sub-agent' }, true],
    ['nothing', { initiator: 'user' }, false],
  ])('are those of a sub-agent by what %s says', (_, more, subagent) => {
    const path = inStore(tempFolder(), ({ insert }) => insert('assistant_usage_events', storeRow(1, 's1', used, more)))
    expect(scanFile(copilot, path).responses).toMatchObject([{ subagent }])
  })

  it('without tokens are requests where they cost credits (FORMATS 5.6)', () => {
    const none = { input: 0, output: 0 }
    const path = inStore(tempFolder(), ({ insert }) => {
      insert('assistant_usage_events', storeRow(1, 's1', none, { total_nano_aiu: 5e10 }))
      insert('assistant_usage_events', storeRow(2, 's1', none))
    })
    expect(scanFile(copilot, path).responses).toMatchObject([{ offset: 1, parts: [{ recordedCost: '0.5' }] }])
  })

  it('are all read again when the store was put back to an older one', () => {
    const path = inStore(tempFolder(), ({ insert }) => {
      insert('sessions', storeSession('s1', { updated_at: iso(T0) }))
      insert('assistant_usage_events', storeRow(1, 's1', used))
    })
    const found = scanStore(path, JSON.stringify({ row: 1, updated: iso(T0 + 1) }))
    expect(found.end).toMatchObject({ startedOver: true })
    expect(found.responses).toHaveLength(1)
  })

  it('are all read again when the store is another one', () => {
    const root = tempFolder()
    const path = inStore(root, ({ insert }) => insert('assistant_usage_events', storeRow(1, 's1', used)))
    const found = scanStore(path, JSON.stringify({ row: 99, updated: '' }))
    expect(found.end).toMatchObject({ startedOver: true })
    expect(found.responses).toHaveLength(1)
  })

  it('of a version that has fewer columns count with those that there are (FORMATS D7)', async () => {
    const root = tempFolder()
    inStore(
      root,
      ({ insert }) => {
        insert('sessions', { id: 's1' })
        insert('assistant_usage_events', {
          id: 1,
          session_id: 's1',
          model: 'gpt-5.2',
          input_tokens: 10,
          output_tokens: 5,
          created_at: '2026-11-01 10:00:00',
        })
      },
      `create table sessions (id text primary key); create table assistant_usage_events (id integer primary key,
        session_id text, model text, input_tokens integer, output_tokens integer, created_at text)`,
    )
    const ledger = await coldLoad(copilot, [root])
    expect(await ledger.scoped()).toMatchObject([{ time: String(T0), input: '10', output: '5' }])
  })

  it('that are not there yet are no failure', async () => {
    const root = tempFolder()
    inStore(root, ({ insert }) => insert('sessions', { id: 's1' }), 'create table sessions (id text)')
    expect(await (await coldLoad(copilot, [root])).quality()).toMatchObject({ failed: [] })

    const schema = 'create table sessions (id text, updated_at text)'
    const path = inStore(tempFolder(), ({ insert }) => insert('sessions', { id: 's1', updated_at: iso(T0) }), schema)
    const { end, sessions } = scanFile(copilot, path)
    const known = [{ id: 's1', startedAt: null, cwd: null, branch: null, meters: [] }]
    expect(sessions).toMatchObject(known)
    expect(scanStore(path, end.resume).sessions).toMatchObject(known)
  })

  it('with an impossible number are set apart by their row', async () => {
    const root = tempFolder()
    inStore(root, ({ insert }) => {
      insert('assistant_usage_events', storeRow(1, 's1', { ...used, output: -5 }))
      insert('assistant_usage_events', storeRow(2, 's1', used, { created_at: 'yesterday' }))
      insert('assistant_usage_events', storeRow(3, 's1', used))
    })
    const ledger = await coldLoad(copilot, [root])
    expect(await ledger.totals()).toMatchObject({ requests: 1 })
    expect((await ledger.files())[0]!.problems).toEqual([
      { kind: 'quarantined', offset: 1, detail: 'output_tokens is -5' },
      { kind: 'quarantined', offset: 2, detail: 'no time in the record' },
    ])
  })
})

const scanStore = (path: string, resume: string | null) =>
  scanFile(copilot, path, { readTo: 0, tornTail: false, resume })
