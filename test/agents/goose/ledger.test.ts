import { join } from 'node:path'
import { expect, it } from 'vitest'
import { goose } from '../../../src/agents/goose/index.ts'
import { tempFolder } from '../../helpers/folders.ts'
import { coldLoad } from '../../helpers/ledger.ts'
import { scanFile } from '../../helpers/scan.ts'
import type { Scanned } from '../../helpers/scan.ts'
import { inDatabase, request, session, sums, T0 } from './rows.ts'
import type { GooseDatabase } from './rows.ts'

const ID = '20261101_1'
const NAME = '20261101_1-100000'

const scan = (fill: (database: GooseDatabase) => void): Scanned =>
  scanFile(goose, inDatabase(join(tempFolder(), 'sessions/sessions.db'), fill))

it('takes cached and written tokens off the input (FORMATS 6.3, appendix A)', () => {
  const { responses } = scan(({ insert }) => {
    insert('sessions', session(ID))
    insert('usage_ledger', request(1, ID, 3010, 301, { cache_read_tokens: 501, cost: 0.0076765 }))
    insert('usage_ledger', request(2, ID, 1000, 10, { cache_read_tokens: 20, cache_write_tokens: 102 }))
  })
  expect(responses).toMatchObject([
    {
      session: NAME,
      time: (T0 + 1) * 1000,
      cwd: '/made/up/project',
      quality: 'exact',
      parts: [
        { provider: 'openai', model: 'gpt-4.1', input: 2509, cacheRead: 501, output: 301, recordedCost: '0.0076765' },
      ],
    },
    { parts: [{ input: 878, cacheRead: 20, cacheWrite5m: 102, output: 10, recordedCost: null }] },
  ])
})

it('takes the model of the session where a row has none, and milliseconds for what they are (FORMATS 6.2, 6.3)', () => {
  const { responses } = scan(({ insert }) => {
    insert('sessions', session(ID))
    insert('usage_ledger', request(1, ID, 10, 1, { model: null, created_timestamp: T0 * 1000 + 5 }))
    insert('usage_ledger', request(2, ID, 10, 1, { model: 'o3' }))
  })
  expect(responses).toMatchObject([
    { time: T0 * 1000 + 5, parts: [{ model: 'gpt-4.1' }] },
    { parts: [{ model: 'o3' }] },
  ])
})

it('counts a row whose session was deleted by what it says itself', () => {
  const { responses, lines } = scan(({ insert }) => insert('usage_ledger', request(1, ID, 10, 1)))
  expect(responses).toEqual([
    expect.objectContaining({
      session: ID,
      cwd: null,
      subagent: false,
      parts: [expect.objectContaining({ provider: null, model: 'gpt-4.1', input: 10, output: 1 })],
    }),
  ])
  expect(lines).toBe(1)
})

it.each([
  ['read', { cache_read_tokens: 11 }, { input: 0, cacheRead: 10, cacheWrite5m: 0 }],
  ['written', { cache_read_tokens: 8, cache_write_tokens: 5 }, { input: 0, cacheRead: 8, cacheWrite5m: 2 }],
])('notes what was %s beyond the input, and counts it as a part of it (FORMATS 6.3)', (_, cached, part) => {
  const { responses, problems } = scan(({ insert }) => {
    insert('sessions', session(ID))
    insert('usage_ledger', request(1, ID, 10, 1, cached))
  })
  expect(responses).toMatchObject([{ parts: [part] }])
  expect(problems).toEqual([{ kind: 'note', offset: 1, detail: 'more tokens from and to the cache than input' }])
})

it('tells sessions of two databases apart that have the same number (FORMATS 6.2)', async () => {
  const roots = [0, 3600].map((later) => {
    const root = tempFolder()
    inDatabase(join(root, 'sessions/sessions.db'), ({ insert }) => {
      insert('sessions', session(ID, { created_at: `2026-11-01 1${later / 3600}:00:00` }))
      insert('usage_ledger', { ...request(1, ID, 10, 1), created_timestamp: T0 + later })
    })
    return root
  })
  const rows = await (await coldLoad(goose, roots)).scoped()
  expect(rows.map((row) => row.session).sort()).toEqual(['20261101_1-100000', '20261101_1-110000'])
})

it('names the parent of a sub-agent, whose requests the sum of the parent leaves out (FORMATS 6.3)', () => {
  const child = '20261101_2'
  const { responses, sessions } = scan(({ insert }) => {
    insert('sessions', session(ID, sums(10, 1)))
    insert('sessions', session(child, { ...sums(20, 2), session_type: 'sub_agent', parent_session_id: ID }))
    insert('usage_ledger', request(1, ID, 10, 1))
    insert('usage_ledger', request(2, child, 20, 2))
  })
  expect(responses.map(({ session: name, subagent }) => [name, subagent])).toEqual([
    [NAME, false],
    ['20261101_2-100000', true],
  ])
  expect(sessions.map(({ parent }) => parent)).toEqual([null, NAME])
})

it.each(['claude-code', 'codex', 'copilot'])(
  'leaves to %s what it logs itself when Goose runs it, and says so (FORMATS 6.3)',
  (provider_name) => {
    const { responses, removed } = scan(({ insert }) => {
      insert('sessions', session(ID, { ...sums(40, 4), provider_name }))
      insert('usage_ledger', request(1, ID, 10, 1))
      insert('usage_ledger', request(2, ID, 30, 3))
    })
    expect(responses).toEqual([])
    expect(removed).toEqual(Array(2).fill('logged by the agent that Goose ran'))
  },
)

it('counts what another provider answered before the session went to another agent', () => {
  const { responses, removed } = scan(({ insert }) => {
    insert('sessions', session(ID, { ...sums(40, 4), provider_name: 'claude-code' }))
    insert('usage_ledger', request(1, ID, 10, 1))
    insert('usage_ledger', request(2, ID, 30, 3))
    // No answer says who gave this one either, and its session never had another agent.
    insert('sessions', session('20261101_2'))
    insert('usage_ledger', request(3, '20261101_2', 30, 3))
    for (const metadata_json of [
      '{"inference":{"provider":"openai"},"usage":{"inputTokens":10,"outputTokens":1}}',
      // Neither of these says that another provider than the session's last one gave the second answer.
      '{"inference":{"provider":"claude-code"},"usage":{"inputTokens":30,"outputTokens":3}}',
      '{"usage":{"inputTokens":30,"outputTokens":3}}',
      '{',
    ])
      insert('messages', {
        session_id: ID,
        role: 'assistant',
        content_json: '[]',
        created_timestamp: T0,
        metadata_json,
      })
  })
  expect(responses.map(({ offset }) => offset)).toEqual([1, 3])
  expect(removed).toHaveLength(1)
})

it.each([
  ['a negative number', { output_tokens: -5 }, 'output_tokens is -5'],
  ['a fraction', { input_tokens: 1.5 }, 'input_tokens is 1.5'],
  ['a number that no count is', { input_tokens: 2n ** 60n }, 'input_tokens is a bigint'],
  ['a text', { cache_read_tokens: 'many' }, 'cache_read_tokens is a string'],
  ['no time', { created_timestamp: 0 }, 'no time in the record'],
])('sets a row with %s apart and counts the others (FORMATS 1.2)', (_, odd, detail) => {
  const { responses, problems } = scan(({ insert }) => {
    insert('sessions', session(ID))
    insert('usage_ledger', request(1, ID, 10, 1))
    insert('usage_ledger', request(2, ID, 10, 1, odd))
    insert('usage_ledger', request(3, ID, 10, 1))
  })
  expect(responses.map(({ offset }) => offset)).toEqual([1, 3])
  expect(problems).toEqual([{ kind: 'quarantined', offset: 2, detail: expect.stringContaining(detail) }])
})

it('notes a column of tokens that has no rule (FORMATS D8)', () => {
  const { responses, problems } = scan(({ insert, run }) => {
    run('alter table usage_ledger add column crystal_tokens integer')
    insert('sessions', session(ID))
    insert('usage_ledger', request(1, ID, 10, 1, { crystal_tokens: 7 }))
  })
  expect(responses).toHaveLength(1)
  expect(problems).toEqual([{ kind: 'note', offset: 1, detail: 'unrecognised usage field crystal_tokens' }])
})

it('cannot be read where its rows name no session: they would count beside the sums of theirs', () => {
  const withoutSession = (): Scanned =>
    scan(({ insert, run }) => {
      insert('sessions', session(ID, sums(10, 1)))
      insert('usage_ledger', request(1, ID, 10, 1))
      run('alter table usage_ledger rename column session_id to conversation_id')
    })
  expect(withoutSession).toThrow('usage_ledger has no column session_id')
})

it('notes a total above input and output, which is of no class (FORMATS 6.3)', () => {
  const { responses, problems } = scan(({ insert }) => {
    insert('sessions', session(ID))
    insert('usage_ledger', request(1, ID, 10, 1, { total_tokens: 18 }))
    insert('sessions', session('20261101_2', { ...sums(10, 1), accumulated_total_tokens: 18 }))
    insert('sessions', session('20261101_3', { accumulated_total_tokens: 500, input_tokens: 9, total_tokens: 9 }))
  })
  expect(responses.map(({ parts: [part] }) => part!.output)).toEqual([1, 1, 0])
  expect(problems).toEqual([
    { kind: 'note', offset: 1, detail: 'total_tokens is more than input and output' },
    { kind: 'note', offset: -2, detail: 'accumulated_total_tokens is more than input and output' },
    { kind: 'note', offset: -3, detail: 'accumulated_total_tokens is more than input and output' },
  ])
})

it.each([
  ['done', 'assistant', '[{"type":"text","text":"Done."}]', null],
  ['open', 'assistant', '[{"type":"toolRequest","id":"1"}]', null],
  ['open', 'user', '[{"type":"toolResponse","id":"1"}]', null],
  ['done', 'user', '[{"type":"text","text":"and?"}]', '2026-11-01 12:00:00'],
])('is %s after a message of the %s: %s, archived %s', (signal, role, content_json, archived_at) => {
  const { sessions } = scan(({ insert }) => {
    insert('sessions', session(ID, { archived_at }))
    insert('messages', { session_id: ID, role: 'user', content_json: '[]', created_timestamp: T0 })
    insert('messages', { session_id: ID, role, content_json, created_timestamp: T0 })
  })
  expect(sessions).toMatchObject([
    { id: NAME, signal, startedAt: T0 * 1000, endedAt: (T0 + 60) * 1000, cwd: '/made/up/project', branch: null },
  ])
})
