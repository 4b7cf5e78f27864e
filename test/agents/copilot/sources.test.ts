import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { copilot } from '../../../src/agents/copilot/index.ts'
import { coldLoad, openLedger } from '../../helpers/ledger.ts'
import { linesOf, tempFolder, writeText } from '../../helpers/folders.ts'
import {
  DESKTOP,
  inDatabase,
  iso,
  log,
  message,
  record,
  shutdown,
  span,
  start,
  STORE,
  storeRow,
  storeSession,
  T0,
} from './rows.ts'

const used = { input: 1000, output: 100, read: 200 }

/** From the best source to the last; each says something else of the same session. */
const SOURCES: readonly (readonly [string, number, (root: string) => unknown])[] = [
  ['usage records', 100, (root) => log(root, 's1', [start('s1'), record('s1', 'c1', used)])],
  [
    'rows of the store',
    101,
    (root) =>
      inDatabase(join(root, 'session-store.db'), STORE, ({ insert }) => {
        insert('sessions', storeSession('s1'))
        insert('assistant_usage_events', storeRow(1, 's1', { ...used, output: 101 }))
      }),
  ],
  ['spans', 102, (root) => writeText(join(root, 'otel/x.jsonl'), linesOf([span('s1', 'x', { ...used, output: 102 })]))],
  [
    'totals of the desktop app',
    103,
    (root) =>
      inDatabase(join(root, 'data.db'), DESKTOP, ({ insert }) =>
        insert('sessions', {
          id: 's1',
          model: 'gpt-5.2',
          total_input_tokens: 1000,
          total_output_tokens: 103,
          total_cached_tokens: 200,
          created_at: iso(T0),
        }),
      ),
  ],
  [
    'sums of shutdowns',
    104,
    (root) => log(root, 's1', [start('s1'), shutdown({ 'gpt-5.2': { ...used, output: 104 } })]),
  ],
]

/** Requests that failed, or of which nothing was told. */
const EMPTY: readonly (readonly [string, (root: string) => unknown])[] = [
  [
    'rows of the store',
    (root) =>
      inDatabase(join(root, 'session-store.db'), STORE, ({ insert }) => {
        insert('sessions', storeSession('s1'))
        insert('assistant_usage_events', { id: 1, session_id: 's1', model: 'gpt-5.2', created_at: iso(T0) })
      }),
  ],
  ['spans', (root) => writeText(join(root, 'otel/x.jsonl'), linesOf([span('s1', null, { input: 0, output: 0 })]))],
]

it.each(EMPTY)('%s that used nothing are no requests, and outrank no other source (FORMATS 5.4)', async (_, write) => {
  const root = tempFolder()
  write(root)
  log(root, 's1', [start('s1'), shutdown({ 'gpt-5.2': used })])
  expect(await (await coldLoad(copilot, [root])).totals()).toMatchObject({ requests: 1, output_tokens: 100 })
})

describe('several sources of one session (FORMATS 5.4)', () => {
  const pairs = SOURCES.flatMap((best, i) => SOURCES.slice(i + 1).map((other) => [best, other] as const))
  const apart = pairs.filter(([best, other]) => !(best[0] === 'usage records' && other[0] === 'sums of shutdowns'))

  it.each(apart.map(([best, other]) => [best[0], other[0], best, other] as const))(
    'count once: %s before %s, whichever is read first',
    async (_, __, best, other) => {
      for (const order of [
        [best, other],
        [other, best],
      ]) {
        const root = tempFolder()
        const ledger = await openLedger()
        for (const [, , write] of order) {
          write(root)
          await ledger.load(copilot, [root])
        }
        expect(await ledger.totals()).toMatchObject({ requests: 1, output_tokens: best[1], cache_read_tokens: 200 })
      }
    },
  )

  it('count each in the sessions that have no better one', async () => {
    const root = tempFolder()
    for (const [n, [, , write]] of SOURCES.entries()) if (n < 3) write(root)
    log(root, 's2', [start('s2'), message('m1', 7)])
    inDatabase(join(root, 'session-store.db'), STORE, ({ insert }) => {
      insert('sessions', storeSession('s3'))
      insert('assistant_usage_events', storeRow(2, 's3', { input: 30, output: 3 }))
    })
    expect(await (await coldLoad(copilot, [root])).totals()).toMatchObject({ output_tokens: 100 + 7 + 3 })
  })

  it('are the same where they lie in two folders (FORMATS 5.4 and D2)', async () => {
    const [root, other] = [tempFolder(), tempFolder()]
    log(root, 's1', [start('s1'), record('s1', 'c1', used)])
    const more = { ...used, output: 150 }
    writeText(
      join(other, 'otel/x.jsonl'),
      linesOf([span('s1', 'c1', more), span('s1', 'c2', used), span('s2', 'c3', used)]),
    )
    const ledger = await coldLoad(copilot, [other, root])
    expect(await ledger.totals()).toMatchObject({ requests: 2, output_tokens: 200 })
    await ledger.load(copilot, [other])
    expect(await ledger.totals()).toMatchObject({ requests: 3, output_tokens: 350 })
  })

  it('of which a fork has copied some are the rows of the store, where the log itself is gone', async () => {
    const [store, fork, own] = [1, 2, 3].map((n) => (root: string): unknown => {
      if (n === 2)
        return log(root, 'fork', [
          start('fork'),
          record('s1', 'c1', used),
          record('fork', 'c9', { ...used, output: 7 }),
        ])
      if (n === 3) return log(root, 's1', [start('s1'), ...['c1', 'c2', 'c3'].map((id) => record('s1', id, used))])
      return inDatabase(join(root, 'session-store.db'), STORE, ({ insert }) => {
        insert('sessions', storeSession('s1'))
        for (const id of [1, 2]) insert('assistant_usage_events', storeRow(id, 's1', used))
      })
    }) as [Write, Write, Write]
    for (const order of [
      [store, fork],
      [fork, store],
    ]) {
      const root = tempFolder()
      const ledger = await openLedger()
      for (const write of order) {
        write(root)
        await ledger.load(copilot, [root])
      }
      expect(await ledger.totals()).toMatchObject({ requests: 3, output_tokens: 207 })
      own(root)
      await ledger.load(copilot, [root])
      expect(await ledger.totals()).toMatchObject({ requests: 4, output_tokens: 307 })
    }
    const [one, other] = [tempFolder(), tempFolder()]
    store(one)
    fork(other)
    expect(await (await coldLoad(copilot, [one, other])).totals()).toMatchObject({ requests: 3, output_tokens: 207 })
  })
})

type Write = (root: string) => unknown
