import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { claudeCode } from '../../../src/agents/claude-code/index.ts'
import type { LoadedCases } from '../../helpers/cases.ts'
import { tempFolder, writeText } from '../../helpers/folders.ts'
import { openLedger } from '../../helpers/ledger.ts'
import { costState, T0, user } from './rows.ts'
import { call, derivedIn, loadTotals, MINUTE, MODEL, running, same, subagentOf, write } from './running-totals.ts'
import type { Cases } from './running-totals.ts'

const PARENT = 'zz-parent'
const FORK = 'aa-fork'
const copied = { requestSessionId: PARENT }

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

const CASES: Cases = {
  'constant ids in a fork': [
    (root) => {
      const ofParent = (session: string, more: object = {}) => [same(session, 1, 10, more), same(session, 2, 20, more)]
      write(PARENT, [user(T0, 'hi', PARENT), ...ofParent(PARENT), running(PARENT, 130, 2)])(root)
      write(FORK, [...ofParent(FORK, copied), same(FORK, 3, 40), running(FORK, 170, 3)])(root)
    },
  ],
  fork: [(root) => (write(PARENT, [...parent, ...parentGoesOn])(root), write(FORK, fork)(root))],
  'older fork': [(root) => (write(PARENT, [...parent, ...parentGoesOn])(root), write(FORK, olderFork)(root))],
  'fork after a sub-agent': [
    (root) => {
      write(PARENT, [user(T0, 'hi', PARENT), call(PARENT, 1, 10), call(PARENT, 4, 5), running(PARENT, 55, 3)])(root)
      subagentOf(PARENT)(root)
      write(FORK, [call(FORK, 1, 10, copied), call(FORK, 4, 5, copied), call(FORK, 7, 11), running(FORK, 66, 4)])(root)
    },
  ],
  'fork from the middle': [
    (root) => {
      write(PARENT, [user(T0, 'hi', PARENT), call(PARENT, 1, 10), call(PARENT, 4, 5), running(PARENT, 15, 2)])(root)
      write(FORK, [call(FORK, 1, 10, copied), call(FORK, 7, 11), running(FORK, 26, 3)])(root)
    },
  ],
  'fork with two models': [
    (root) => {
      const totals = (session: string, input: number, output: number, haiku: number) =>
        costState({ [MODEL]: { input, output }, 'claude-haiku-4-5': { input: haiku, output: 0 } }, session)
      write(PARENT, [user(T0, 'hi', PARENT), call(PARENT, 1, 10), totals(PARENT, 110, 1, 50)])(root)
      write(FORK, [call(FORK, 1, 10, copied), call(FORK, 7, 11), totals(FORK, 321, 2, 57)])(root)
    },
  ],
  'sub-agent after the fork': [
    (root) => {
      write(PARENT, [...parent, ...parentGoesOn])(root)
      write(FORK, fork)(root)
      void writeText(
        `${root}/projects/-made-up-project/${PARENT}/subagents/agent-x.jsonl`,
        `${call(PARENT, 8, 40, { agentId: 'x', isSidechain: true })}\n`,
      )
    },
  ],
  'fork first': [write(FORK, fork), write(PARENT, [...parent, ...parentGoesOn])],
  'parent first': [write(PARENT, parent), write(FORK, fork), write(PARENT, [...parent, ...parentGoesOn])],
}

let cases: LoadedCases
beforeAll(async () => {
  cases = await loadTotals(CASES)
})
afterAll(() => cases.close())

const derived = (name: string) => derivedIn(cases, name)

describe("a fork's running total, which begins with its parent's (FORMATS 2.6)", () => {
  it.each(['fork', 'older fork', 'fork first', 'parent first'])('counts nothing twice: %s', (name) => {
    expect(derived(name).sort((a, b) => a.input - b.input)).toEqual([
      { session: FORK, model: MODEL, input: 200 },
      { session: PARENT, model: MODEL, input: 400 },
    ])
    expect(cases.of(name).totals.input_tokens).toBe(10 + 11 + 12 + 100 + 200 + 300)
  })

  it('holds what the parent has that the fork did not copy: sub-agents, and what came after the place it goes on from', () => {
    expect(derived('fork after a sub-agent')).toEqual([])
    expect(derived('fork from the middle')).toEqual([])
  })

  it('takes each response once, though a proxy gave all of them one id (FORMATS 2.4)', () => {
    expect(derived('constant ids in a fork')).toEqual([{ session: PARENT, model: MODEL, input: 100 }])
  })

  it('is kept apart by model', () => {
    expect(derived('fork with two models').sort((a, b) => a.input - b.input)).toEqual([
      { session: FORK, model: 'claude-haiku-4-5', input: 7 },
      { session: PARENT, model: 'claude-haiku-4-5', input: 50 },
      { session: PARENT, model: MODEL, input: 100 },
      { session: FORK, model: MODEL, input: 200 },
    ])
  })

  it('is not made larger by what the parent does later', () => {
    expect(derived('sub-agent after the fork').find(({ session }) => session === FORK)).toMatchObject({ input: 200 })
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
