import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { claudeCode } from '../../../src/agents/claude-code/index.ts'
import { loadCases } from '../../helpers/cases.ts'
import type { LoadedCases } from '../../helpers/cases.ts'
import { tempFolder, writeText } from '../../helpers/folders.ts'
import { openLedger } from '../../helpers/ledger.ts'
import { assistant, costState, T0, transcript, user } from './rows.ts'
import type { Running } from './rows.ts'

const MODEL = 'claude-sonnet-4-5'
const MINUTE = 60_000
const PARENT = 'zz-parent'
const FORK = 'aa-fork'

/** A response with `input` tokens and one of output. */
const call = (session: string, n: number, input: number, more: object = {}): string =>
  assistant({
    session,
    id: `msg_${n}`,
    request: `req_${n}`,
    time: T0 + n * MINUTE,
    usage: { input_tokens: input, output_tokens: 1 },
    more,
  })
const running = (session: string, input: number, output: number, more: Running = {}): string =>
  costState({ [MODEL]: { input, output, ...more } }, session)

/** Hidden: 100 before the fork, 200 in the fork, 300 in the parent after it. */
const parent = [
  user(T0, 'hi', PARENT),
  call(PARENT, 1, 10),
  user(T0 + 2 * MINUTE, 'hi', PARENT),
  running(PARENT, 110, 1),
]
const parentGoesOn = [call(PARENT, 9, 12), running(PARENT, 422, 2)]
const fork = [call(FORK, 1, 10, { requestSessionId: PARENT }), call(FORK, 5, 11), running(FORK, 321, 2)]
/** Without the name of the session that paid, the time of its first row tells that it is the copy. */
const olderFork = [user(T0 + 4 * MINUTE, 'hi', FORK), call(FORK, 1, 10), call(FORK, 5, 11), running(FORK, 321, 2)]

const withSubagent = [call('S', 1, 10), user(T0 + 4 * MINUTE, 'result'), running('S', 50, 2)]

type Step = (root: string) => void
const write =
  (session: string, rows: readonly string[]): Step =>
  (root) =>
    void transcript(root, session, rows)
const lateSubagent = (root: string): void =>
  void writeText(
    `${root}/projects/-made-up-project/S/subagents/agent-x.jsonl`,
    `${call('S', 6, 40, { agentId: 'x', isSidechain: true })}\n`,
  )
const subagent = (root: string): void =>
  void writeText(
    `${root}/projects/-made-up-project/S/subagents/agent-x.jsonl`,
    `${call('S', 3, 40, { agentId: 'x', isSidechain: true })}\n`,
  )

/** Up to three loads of a data directory; without a second step nothing changes. */
const CASES: Readonly<Record<string, readonly Step[]>> = {
  explained: [write('S', [call('S', 1, 10), running('S', 10, 1)])],
  hidden: [
    write('S', [
      call('S', 1, 10),
      user(T0 + 2 * MINUTE),
      running('S', 110, 5, { cacheRead: 7, written: 30, written1h: 20, searches: 2 }),
    ]),
  ],
  'last wins': [write('S', [call('S', 1, 10), running('S', 500, 1), call('S', 2, 10), running('S', 120, 2)])],
  suffix: [write('S', [call('S', 1, 10), costState({ [`${MODEL}[1m]`]: { input: 110, output: 1 } })])],
  'less than the records': [write('S', [call('S', 1, 10), running('S', 4, 0)])],
  'other model': [
    write('S', [
      call('S', 1, 10),
      costState({ [MODEL]: { input: 10, output: 1 }, 'claude-haiku-4-5': { input: 33, output: 3 } }),
    ]),
  ],
  'with sub-agent': [(root) => (write('S', withSubagent)(root), subagent(root))],
  'sub-agent comes later': [write('S', withSubagent), subagent],
  'sub-agent ends after the last dated row': [(root) => (write('S', withSubagent)(root), lateSubagent(root))],
  'calls after it': [write('S', [call('S', 1, 10), running('S', 110, 1), call('S', 2, 10)])],
  impossible: [write('S', [call('S', 1, 10), running('S', -5, 1)])],
  fork: [(root) => (write(PARENT, [...parent, ...parentGoesOn])(root), write(FORK, fork)(root))],
  'older fork': [(root) => (write(PARENT, [...parent, ...parentGoesOn])(root), write(FORK, olderFork)(root))],
  'fork first': [write(FORK, fork), write(PARENT, [...parent, ...parentGoesOn])],
  'parent first': [write(PARENT, parent), write(FORK, fork), write(PARENT, [...parent, ...parentGoesOn])],
}

let cases: LoadedCases
beforeAll(async () => {
  const step = (i: number) => (name: string, root: string) => CASES[name]![i]?.(root)
  cases = await loadCases(claudeCode, Object.keys(CASES), step(0), step(1), step(2))
})
afterAll(() => cases.close())

const derived = (name: string) =>
  cases
    .of(name)
    .entries.filter((row) => row.derived === true)
    .map(({ session, model, input }) => ({ session, model, input: Number(input) }))

describe('what a running total holds beyond the records (FORMATS 2.6)', () => {
  it('is nothing where the records explain it', () => {
    expect(derived('explained')).toEqual([])
  })

  it('is one record more, of all token classes, at the place and time of the total', () => {
    const [row] = cases.of('hidden').entries.filter((entry) => entry.derived === true)
    expect(row).toMatchObject({
      input: '100',
      output: '4',
      cache_read: '7',
      cache_write_5m: '10',
      cache_write_1h: '20',
      web_searches: 2,
    })
    expect(row).toMatchObject({
      session: 'S',
      model: MODEL,
      cwd: '/made/up/project',
      branch: 'main',
      time: String(T0 + 2 * MINUTE),
    })
    expect(row).toMatchObject({ derived: true, quality: 1 })
  })

  it('leaves out a sub-agent that ends after the last dated row before the total', () => {
    expect(derived('sub-agent ends after the last dated row')).toEqual([])
  })

  it('follows the last total', () => {
    expect(derived('last wins')).toMatchObject([{ input: 100 }])
  })

  it('is found under a model with a suffix that records do not have', () => {
    expect(derived('suffix')).toEqual([{ session: 'S', model: `${MODEL}[1m]`, input: 100 }])
  })

  it('is never less than nothing', () => {
    expect(derived('less than the records')).toEqual([])
    expect(cases.of('less than the records').totals).toMatchObject({ input_tokens: 10, output_tokens: 1 })
  })

  it('is kept apart by model', () => {
    expect(derived('other model')).toEqual([{ session: 'S', model: 'claude-haiku-4-5', input: 33 }])
  })

  it('takes the records of sub-agents into account, whenever they come', () => {
    expect(derived('with sub-agent')).toEqual([])
    expect(derived('sub-agent comes later')).toEqual([])
  })

  it('takes no record into account that was written after it', () => {
    expect(derived('calls after it')).toMatchObject([{ input: 100 }])
  })

  it('is unknown where the total is impossible, which is said', () => {
    expect(derived('impossible')).toEqual([])
    expect(cases.of('impossible').file.problems).toMatchObject([
      { kind: 'quarantined', detail: expect.stringContaining('cost-state') },
    ])
  })
})

describe("a fork's running total, which begins with its parent's (FORMATS 2.6)", () => {
  it.each(['fork', 'older fork', 'fork first', 'parent first'])('counts nothing twice: %s', (name) => {
    expect(derived(name).sort((a, b) => a.input - b.input)).toEqual([
      { session: FORK, model: MODEL, input: 200 },
      { session: PARENT, model: MODEL, input: 400 },
    ])
    expect(cases.of(name).totals.input_tokens).toBe(10 + 11 + 12 + 100 + 200 + 300)
  })

  // In a warehouse of its own: other sessions with the same ids would have the fork looked at again.
  it('counts nothing twice where the parent writes its total after the fork was read', async () => {
    const root = tempFolder()
    const ledger = await openLedger()
    write(PARENT, parent.slice(0, 3))(root)
    write(FORK, fork)(root)
    await ledger.load(claudeCode, [root])
    write(PARENT, [...parent, ...parentGoesOn])(root)
    await ledger.load(claudeCode, [root])
    expect((await ledger.totals()).input_tokens).toBe(10 + 11 + 12 + 100 + 200 + 300)
  })
})
