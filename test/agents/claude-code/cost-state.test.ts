import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { claudeCode } from '../../../src/agents/claude-code/index.ts'
import { loadCases } from '../../helpers/cases.ts'
import type { LoadedCases } from '../../helpers/cases.ts'
import { tempFolder, writeText } from '../../helpers/folders.ts'
import { openLedger } from '../../helpers/ledger.ts'
import { assistant, costState, T0, transcript, user } from './rows.ts'
import type { AssistantRow, Running } from './rows.ts'

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

/** As `call`, from a proxy that gives all of them one id. */
const same = (session: string, n: number, input: number, more: object = {}): string =>
  call(session, n, input, more).replace(`"msg_${n}"`, '"msg_proxy"')

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

/** Asked of `MODEL`. */
const answered = (model: string, n: number, input: number, more: AssistantRow = {}): string =>
  assistant({
    model,
    id: `msg_${n}`,
    request: `req_${n}`,
    time: T0 + n * MINUTE,
    usage: { input_tokens: input, output_tokens: 1 },
    more: { requestedModel: MODEL },
    ...more,
  })
const oneOfAnother = [
  call('S', 1, 10),
  answered('glm-4.7', 2, 100, { stop: null, usage: { input_tokens: 100, output_tokens: 0 } }),
  answered('glm-4.7', 2, 100),
  call('S', 3, 10),
]

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
const subagentOf =
  (session: string): Step =>
  (root) =>
    void writeText(
      `${root}/projects/-made-up-project/${session}/subagents/agent-x.jsonl`,
      `${call(session, 3, 40, { agentId: 'x', isSidechain: true })}\n`,
    )
const subagent = subagentOf('S')
/** Asked of a model that the session itself asks nothing of. */
const subagentOfAnother = (root: string): void =>
  void writeText(
    `${root}/projects/-made-up-project/S/subagents/agent-x.jsonl`,
    `${answered('glm-4.5-air', 3, 40, { more: { requestedModel: 'claude-haiku-4-5', agentId: 'x', isSidechain: true } })}\n`,
  )
const withHaiku = (input: number): Step =>
  write('S', [
    ...withSubagent.slice(0, 2),
    costState({ [MODEL]: { input: 10, output: 1 }, 'claude-haiku-4-5': { input, output: 1 } }),
  ])
const copied = { requestSessionId: PARENT }

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
  detached: [write('S', [call('S', 1, 10), call('S', 2, 10, { gitBranch: 'HEAD' }), running('S', 120, 2)])],
  'a replay in a side log': [
    (root) => {
      write('S', [call('S', 1, 10), call('S', 2, 20), running('S', 45, 2)])(root)
      void writeText(
        `${root}/projects/-made-up-project/S/subagents/agent-x.jsonl`,
        `${call('S', 1, 10, { requestId: 'req_0', agentId: 'x', isSidechain: true })}\n`,
      )
    },
  ],
  'constant ids': [write('S', [same('S', 1, 10), same('S', 2, 20), running('S', 30, 2)])],
  'constant ids in a fork': [
    (root) => {
      const ofParent = (session: string, more: object = {}) => [same(session, 1, 10, more), same(session, 2, 20, more)]
      write(PARENT, [user(T0, 'hi', PARENT), ...ofParent(PARENT), running(PARENT, 130, 2)])(root)
      write(FORK, [...ofParent(FORK, copied), same(FORK, 3, 40), running(FORK, 170, 3)])(root)
    },
  ],
  'last wins': [write('S', [call('S', 1, 10), running('S', 500, 1), call('S', 2, 10), running('S', 120, 2)])],
  suffix: [write('S', [call('S', 1, 10), costState({ [`${MODEL}[1m]`]: { input: 110, output: 1 } })])],
  'written as a cloud writes it': [
    write('S', [call('S', 1, 10), costState({ [`us.anthropic.${MODEL}-20250929-v1:0`]: { input: 10, output: 1 } })]),
  ],
  'answered by another model': [
    write('S', [
      assistant({
        model: 'glm-4.7',
        usage: { input_tokens: 10, output_tokens: 1 },
        more: { requestedModel: `${MODEL}[1m]` },
      }),
      costState({ [`${MODEL}[1m]`]: { input: 33, output: 1 } }),
    ]),
  ],
  'one answer of another model, in totals of who answered': [
    write('S', [
      ...oneOfAnother,
      costState({ [MODEL]: { input: 20, output: 2 }, 'glm-4.7': { input: 100, output: 1 } }),
    ]),
  ],
  'one answer of another model, in totals of who was asked': [
    write('S', [...oneOfAnother, costState({ [MODEL]: { input: 120, output: 3 } })]),
  ],
  'one answer of another model, and more': [
    write('S', [...oneOfAnother, costState({ [MODEL]: { input: 150, output: 3 } })]),
  ],
  'answers of two other models': [
    write('S', [
      answered('glm-4.7', 1, 10),
      answered('glm-5', 2, 20),
      answered('glm-4.7', 3, 30),
      costState({ [MODEL]: { input: 65, output: 3 } }),
    ]),
  ],
  'answers of another model without ids': [
    write('S', [
      call('S', 1, 10),
      answered('glm-4.7', 2, 50, { id: null, request: null, uuid: 'u2' }),
      answered('glm-4.7', 3, 50, { id: null, request: null, uuid: 'u3' }),
      costState({ [MODEL]: { input: 110, output: 3 } }),
    ]),
  ],
  'an answer of another model from the cache': [
    write('S', [
      call('S', 1, 10),
      answered('glm-4.7', 2, 0, { usage: { input_tokens: 1, output_tokens: 1, cache_read_input_tokens: 300 } }),
      costState({ [MODEL]: { input: 11, output: 2, cacheRead: 300 } }),
    ]),
  ],
  'a record behind it that is dated before': [
    write('S', [call('S', 1, 10), user(T0 + 9 * MINUTE), running('S', 110, 1), call('S', 2, 70)]),
  ],
  'of a file without a date that says how long it took': [
    write('S', [costState({ [MODEL]: { input: 5, output: 3 } }).replace('{', '{"totalDuration":7000,')]),
  ],
  'of a file without a date': [write('S', [costState({ [MODEL]: { input: 5, output: 3 } })])],
  'a name with control characters': [
    write('S', [call('S', 1, 10), costState({ 'a\0b\u001fc': { input: 33, output: 3 } })]),
  ],
  'kinds of cache writes not told': [
    write('S', [
      assistant({
        usage: {
          input_tokens: 10,
          output_tokens: 1,
          cache_creation_input_tokens: 100,
          cache_creation: { ephemeral_5m_input_tokens: 40, ephemeral_1h_input_tokens: 60 },
        },
      }),
      costState({ [MODEL]: { input: 10, output: 1, written: 130 } }),
    ]),
  ],
  'more thinking than records tell': [
    write('S', [call('S', 1, 10), costState({ [MODEL]: { input: 10, output: 1, thinking: 1 } })]),
  ],
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
  'sub-agent that another model answers': [(root) => (withHaiku(40)(root), subagentOfAnother(root))],
  'sub-agent that another model answers, and more': [(root) => (withHaiku(45)(root), subagentOfAnother(root))],
  'another model for main line and sub-agent': [
    (root) => {
      write('S', [
        call('S', 1, 10),
        answered('glm-4.5-air', 2, 100, { more: {} }),
        costState({ [MODEL]: { input: 10, output: 1 }, 'claude-haiku-4-5': { input: 40, output: 1 } }),
      ])(root)
      subagentOfAnother(root)
    },
  ],
  'calls after it': [write('S', [call('S', 1, 10), running('S', 110, 1), call('S', 2, 10)])],
  impossible: [write('S', [call('S', 1, 10), running('S', -5, 1)])],
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

  it('is nothing where they do, though a proxy gave all of them one id (FORMATS 2.4)', () => {
    expect(derived('constant ids')).toEqual([])
    expect(derived('constant ids in a fork')).toEqual([{ session: PARENT, model: MODEL, input: 100 }])
  })

  it('takes a response once that a side log replays (FORMATS 2.4)', () => {
    expect(derived('a replay in a side log')).toEqual([{ session: 'S', model: MODEL, input: 15 }])
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

  it('is on no branch where the session had left it', () => {
    const [row] = cases.of('detached').entries.filter((entry) => entry.derived === true)
    expect(row).toMatchObject({ input: '100', branch: null })
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

  it('is found under the name that a cloud or a proxy has for the model (FORMATS 2.7)', () => {
    expect(derived('written as a cloud writes it')).toEqual([])
    expect(derived('answered by another model')).toEqual([{ session: 'S', model: 'glm-4.7', input: 23 }])
  })

  it('is nothing where one answer came from another model, whichever of them the total names', () => {
    expect(derived('one answer of another model, in totals of who answered')).toEqual([])
    expect(derived('one answer of another model, in totals of who was asked')).toEqual([])
  })

  it('is of the model that was asked where that answered too, else of the one that answered last', () => {
    expect(derived('one answer of another model, and more')).toEqual([{ session: 'S', model: MODEL, input: 30 }])
    expect(derived('answers of two other models')).toEqual([{ session: 'S', model: 'glm-4.7', input: 5 }])
    expect(derived('answers of another model without ids')).toEqual([])
    expect(derived('an answer of another model from the cache')).toEqual([])
  })

  it('takes no record into account that stands behind it, whenever that was (FORMATS 1.5)', () => {
    expect(derived('a record behind it that is dated before')).toMatchObject([{ input: 100 }])
  })

  it('is dated by the total itself where nothing else is', () => {
    const [row] = cases.of('of a file without a date').entries
    expect(row).toMatchObject({ derived: true, input: '5', time: String(T0) })
    const [after] = cases.of('of a file without a date that says how long it took').entries
    expect(after).toMatchObject({ derived: true, input: '5', time: String(T0 + 7000) })
  })

  it('is counted whatever its model is named', () => {
    expect(derived('a name with control characters')).toEqual([{ session: 'S', model: 'a\0b\u001fc', input: 33 }])
  })

  it('has no other kind of cache write than the records where the total tells only their sum', () => {
    const [row, ...more] = cases.of('kinds of cache writes not told').entries.filter(({ derived }) => derived === true)
    expect(more).toEqual([])
    expect(row).toMatchObject({ input: '0', output: '0', cache_write_5m: '30', cache_write_1h: '0' })
  })

  it('is no request of thinking alone, which is a part of the output (FORMATS 2.3)', () => {
    expect(derived('more thinking than records tell')).toEqual([])
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

  it('takes those into account that another model answered, which no total names', () => {
    expect(derived('sub-agent that another model answers')).toEqual([])
    expect(derived('sub-agent that another model answers, and more')).toEqual([
      { session: 'S', model: 'claude-haiku-4-5', input: 5 },
    ])
  })

  it('takes no such model into account that the main line used too', () => {
    expect(derived('another model for main line and sub-agent')).toEqual([
      { session: 'S', model: 'claude-haiku-4-5', input: 40 },
    ])
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

  it('holds what the parent has that the fork did not copy: sub-agents, and what came after the place it goes on from', () => {
    expect(derived('fork after a sub-agent')).toEqual([])
    expect(derived('fork from the middle')).toEqual([])
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
