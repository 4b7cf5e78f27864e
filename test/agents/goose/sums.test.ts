import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { goose } from '../../../src/agents/goose/index.ts'
import { tempFolder } from '../../helpers/folders.ts'
import { coldLoad, openLedger } from '../../helpers/ledger.ts'
import { scanFile } from '../../helpers/scan.ts'
import { inDatabase, OLD_SCHEMA, request, session, stamp, sums, T0 } from './rows.ts'
import type { Columns } from './rows.ts'

const ID = '20261101_1'
const NAME = '20261101_1-100000'
const STEM = '20251001_101112'
const database = (root: string): string => join(root, 'sessions/sessions.db')

it('counts a session without a ledger by its sums, at its last change (FORMATS 6.3)', () => {
  const path = inDatabase(database(tempFolder()), ({ insert }) =>
    insert('sessions', session(ID, { ...sums(3000, 300, 500, 100), accumulated_cost: 0.25, input_tokens: 7 })),
  )
  expect(scanFile(goose, path).responses).toMatchObject([
    {
      session: NAME,
      time: (T0 + 60) * 1000,
      quality: 'partial',
      parts: [
        {
          model: 'gpt-4.1',
          input: 2400,
          cacheRead: 500,
          cacheWrite5m: 100,
          output: 300,
          recordedCost: '0.25',
          requests: 1,
        },
      ],
    },
  ])
})

it('counts the last request of a session that has no sums, as the least there was (FORMATS 6.3)', () => {
  const path = inDatabase(database(tempFolder()), ({ insert }) =>
    insert('sessions', session(ID, { input_tokens: 70, output_tokens: 7 })),
  )
  expect(scanFile(goose, path).responses).toMatchObject([{ quality: 'partial', parts: [{ input: 70, output: 7 }] }])
})

it('gives the last request no cost of the whole session', () => {
  const path = inDatabase(database(tempFolder()), ({ insert }) =>
    insert('sessions', session(ID, { input_tokens: 70, output_tokens: 7, accumulated_cost: 0.5 })),
  )
  expect(scanFile(goose, path).responses).toMatchObject([{ summed: false, parts: [{ recordedCost: null }] }])
})

it.each([
  ['input', { accumulated_input_tokens: 500 }, { input: 500, output: 0 }],
  ['output', { accumulated_output_tokens: 50 }, { input: 0, output: 50 }],
])('counts a session by its sums where it has one of %s alone (FORMATS 6.3)', (_, sum, part) => {
  const path = inDatabase(database(tempFolder()), ({ insert }) =>
    insert('sessions', session(ID, { ...sum, input_tokens: 70, output_tokens: 7 })),
  )
  expect(scanFile(goose, path).responses).toMatchObject([{ summed: true, parts: [part] }])
})

it('counts a session whose last change has no time when it began', () => {
  const path = inDatabase(database(tempFolder()), ({ insert }) =>
    insert('sessions', session(ID, { ...sums(500, 50), updated_at: null })),
  )
  expect(scanFile(goose, path).responses).toMatchObject([{ time: T0 * 1000, parts: [{ input: 500 }] }])
})

it('leaves a session to the agent that Goose ran also where there are only sums, and says so once', () => {
  const path = inDatabase(database(tempFolder()), ({ insert }) =>
    insert('sessions', session(ID, { ...sums(3000, 300), provider_name: 'codex' })),
  )
  const first = scanFile(goose, path)
  expect(first).toMatchObject({ responses: [], removed: ['logged by the agent that Goose ran'] })
  expect(scanFile(goose, path, first.end)).toMatchObject({ responses: [], removed: [] })
})

it('names what the agent that Goose ran used before the ledger began, whether it was seen then or not', async () => {
  const root = tempFolder()
  const ledger = await openLedger()
  const write = (insert: (table: string, columns: Columns) => void): void =>
    insert('sessions', session(ID, { ...sums(3000, 300), provider_name: 'codex' }))
  inDatabase(database(root), ({ insert }) => write(insert))
  await ledger.load(goose, [root])
  inDatabase(database(root), ({ insert, run }) => {
    run('delete from sessions')
    write(insert)
    insert('usage_ledger', request(1, ID, 10, 1))
  })
  await ledger.load(goose, [root])
  const named = [{ removed: { 'logged by the agent that Goose ran': 2 } }]
  expect(await ledger.files()).toMatchObject(named)
  expect(await (await coldLoad(goose, [root])).files()).toMatchObject(named)
})

it('counts nothing for a session that used nothing', () => {
  const path = inDatabase(database(tempFolder()), ({ insert }) => insert('sessions', session(ID)))
  expect(scanFile(goose, path).responses).toEqual([])
})

it('counts what was used before the ledger began once, at its first row (FORMATS 6.3)', () => {
  const path = inDatabase(database(tempFolder()), ({ insert }) => {
    insert('sessions', session(ID, sums(1010, 101, 205)))
    insert('usage_ledger', request(1, ID, 10, 1, { cache_read_tokens: 5 }))
  })
  expect(scanFile(goose, path).responses).toMatchObject([
    { offset: 1, parts: [{ input: 5, cacheRead: 5, output: 1 }] },
    {
      identity: `${NAME}:rest`,
      time: (T0 + 1) * 1000,
      quality: 'partial',
      parts: [{ input: 800, cacheRead: 200, output: 100, recordedCost: null }],
    },
  ])
})

it('takes nothing off when the sums are lower than the ledger', () => {
  const path = inDatabase(database(tempFolder()), ({ insert }) => {
    insert('sessions', session(ID, sums(5, 0)))
    insert('usage_ledger', request(1, ID, 10, 1))
  })
  expect(scanFile(goose, path).responses).toMatchObject([{ parts: [{ input: 10, output: 1 }] }])
})

it('takes back what was beyond the ledger when the ledger has it later', async () => {
  const root = tempFolder()
  const ledger = await openLedger()
  const output = async (): Promise<number> => (await ledger.totals()).output_tokens
  inDatabase(database(root), ({ insert }) => {
    insert('sessions', session(ID, sums(30, 3)))
    insert('usage_ledger', request(1, ID, 10, 1))
  })
  await ledger.load(goose, [root])
  expect(await output()).toBe(3)
  inDatabase(database(root), ({ insert }) => insert('usage_ledger', request(2, ID, 20, 2)))
  await ledger.load(goose, [root])
  expect(await output()).toBe(3)
  expect((await ledger.totals()).requests).toBe(2)
})

describe('rows that are deleted from the ledger of a session that stays (FORMATS D5)', () => {
  it.each([
    ['the first', 'id = 1'],
    ['the last', 'id = 3'],
    ['all of them', 'true'],
  ])('count still, and not again as what its sums have beyond the rows: %s', async (_, which) => {
    const root = tempFolder()
    const ledger = await openLedger()
    inDatabase(database(root), ({ insert }) => {
      insert('sessions', session(ID, { ...sums(1060, 106), accumulated_cost: 0.5 }))
      for (const n of [1, 2, 3]) insert('usage_ledger', request(n, ID, n * 10, n))
    })
    await ledger.load(goose, [root])
    const before = await ledger.totals()
    expect(before).toMatchObject({ input_tokens: 1060, output_tokens: 106, requests: 4 })

    inDatabase(database(root), ({ run }) => run(`delete from usage_ledger where ${which}`))
    await ledger.load(goose, [root])
    expect(await ledger.totals()).toEqual(before)

    inDatabase(database(root), ({ insert, run }) => {
      insert('usage_ledger', request(4, ID, 40, 4))
      run('update sessions set accumulated_input_tokens = 1100, accumulated_output_tokens = 110')
    })
    await ledger.load(goose, [root])
    expect(await ledger.totals()).toMatchObject({ input_tokens: 1100, output_tokens: 110, requests: 5 })
    expect((await ledger.entries()).map(({ recorded_cost }) => recorded_cost)).not.toContain('0.500000000000000000')
  })
})

it('goes on with a session that was counted by its sums when a newer version adds a ledger', async () => {
  const root = tempFolder()
  const ledger = await openLedger()
  inDatabase(database(root), ({ insert }) => insert('sessions', session(ID, sums(1000, 100))))
  await ledger.load(goose, [root])
  inDatabase(database(root), ({ insert, run }) => {
    run(
      'update sessions set accumulated_input_tokens = 1010, accumulated_output_tokens = 101, updated_at = ?',
      stamp(T0 + 90),
    )
    insert('usage_ledger', request(1, ID, 10, 1))
  })
  await ledger.load(goose, [root])
  const cold = await coldLoad(goose, [root])
  expect(await ledger.totals()).toMatchObject({ input_tokens: 1010, output_tokens: 101, requests: 2 })
  expect(await ledger.scoped()).toEqual(await cold.scoped())
})

it('sees a change of the same day in which another session has its time in the other form', async () => {
  const root = tempFolder()
  const ledger = await openLedger()
  inDatabase(database(root), ({ insert }) => {
    insert('sessions', session(STEM, { ...sums(10, 1), updated_at: '2026-11-01T09:00:00.123+00:00' }))
    insert('sessions', session(ID, { ...sums(100, 10), updated_at: '2026-11-01 08:00:00' }))
  })
  await ledger.load(goose, [root])
  inDatabase(database(root), ({ run }) =>
    run("update sessions set accumulated_output_tokens = 20, updated_at = '2026-11-01 18:00:00' where id = ?", ID),
  )
  await ledger.load(goose, [root])
  expect((await ledger.totals()).output_tokens).toBe(21)
  expect((await ledger.scoped()).map(({ time }) => Number(time)).sort()).toEqual([
    Date.UTC(2026, 10, 1, 9, 0, 0, 123),
    Date.UTC(2026, 10, 1, 18),
  ])
})

it('reads a database of autumn 2025 that lacks most columns (FORMATS 6.2, D7)', () => {
  const path = inDatabase(
    database(tempFolder()),
    ({ insert }) =>
      insert('sessions', {
        id: STEM,
        working_dir: '/made/up/project',
        created_at: '2025-10-01 08:11:12',
        updated_at: '2025-10-01 09:00:00',
        accumulated_input_tokens: 500,
        accumulated_output_tokens: 50,
      }),
    OLD_SCHEMA,
  )
  const { responses, problems } = scanFile(goose, path)
  expect(problems).toEqual([])
  expect(responses).toMatchObject([
    { session: STEM, time: Date.UTC(2025, 9, 1, 9), parts: [{ model: 'unknown', input: 500, output: 50 }] },
  ])
})

describe('a database without a ledger that was read before (FORMATS D5)', () => {
  const OLD = { id: STEM, working_dir: '/made/up/project', created_at: stamp(T0) }
  const old = (root: string, output: number, seconds: number): string =>
    inDatabase(
      database(root),
      ({ insert, run }) => {
        run('delete from sessions')
        insert('sessions', { ...OLD, accumulated_output_tokens: output, updated_at: stamp(T0 + seconds) })
      },
      OLD_SCHEMA,
    )

  it.each([
    ['in the second in which it was read', 100],
    ['later', 200],
    ['and is now an older one, as one that was restored', 50],
  ])('is read where it has changed %s', (_, seconds) => {
    const root = tempFolder()
    const { end } = scanFile(goose, old(root, 50, 100))
    const { responses, end: next } = scanFile(goose, old(root, 60, seconds), end)
    expect(responses).toMatchObject([{ parts: [{ output: 60 }] }])
    expect(next.startedOver ?? false).toBe(seconds < 100)
  })

  it('tells nothing of a session that stayed as it was', () => {
    const path = old(tempFolder(), 50, 100)
    const { end } = scanFile(goose, path)
    inDatabase(
      path,
      ({ insert }) => insert('sessions', { ...OLD, id: ID, accumulated_output_tokens: 7, updated_at: stamp(T0 + 101) }),
      OLD_SCHEMA,
    )
    const { end: second } = scanFile(goose, path, end)
    expect(scanFile(goose, path, second).responses).toMatchObject([{ session: NAME, parts: [{ output: 7 }] }])
  })
})

it('counts also where the messages are not as they are known (FORMATS D7)', () => {
  const path = inDatabase(database(tempFolder()), ({ insert, run }) => {
    insert('sessions', session(ID, sums(500, 50)))
    run('drop table messages')
    run('create table messages (session_id text, body text)')
  })
  expect(scanFile(goose, path)).toMatchObject({
    responses: [{ parts: [{ input: 500 }] }],
    sessions: [{ signal: 'open' }],
  })
})

it('finds what has changed in the second in which it was read (FORMATS D5)', () => {
  const path = inDatabase(database(tempFolder()), ({ insert }) => insert('sessions', session(ID, sums(1000, 100))))
  const { end } = scanFile(goose, path)
  inDatabase(path, ({ run }) => run('update sessions set accumulated_output_tokens = 200'))
  expect(scanFile(goose, path, end).responses).toMatchObject([{ parts: [{ output: 200 }] }])
})

it('finds later sessions after a clock that was ahead once (FORMATS D5)', () => {
  const path = inDatabase(database(tempFolder()), ({ insert }) =>
    insert('sessions', session(ID, { ...sums(1000, 100), updated_at: '2999-01-01 00:00:00' })),
  )
  const { end } = scanFile(goose, path)
  const later = stamp(Date.now() / 1000 + 1)
  inDatabase(path, ({ insert }) =>
    insert('sessions', session('20261102_1', { ...sums(5000, 500), created_at: later, updated_at: later })),
  )
  expect(scanFile(goose, path, end).responses.map(({ parts: [part] }) => part!.input)).toContain(5000)
})

it('names a sum that has no time, and counts the others (FORMATS D6)', () => {
  const path = inDatabase(database(tempFolder()), ({ insert }) => {
    insert('sessions', session(ID, { ...sums(1000, 100), created_at: null, updated_at: null }))
    insert('sessions', session('20261102_1', sums(5000, 500)))
  })
  const { responses, problems } = scanFile(goose, path)
  expect(responses).toMatchObject([{ parts: [{ input: 5000 }] }])
  expect(problems).toMatchObject([{ kind: 'quarantined', detail: 'no time in the record' }])
})
