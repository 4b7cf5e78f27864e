import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LoadedCases } from '../../helpers/cases.ts'
import { writeText } from '../../helpers/folders.ts'
import { assistant, costState, T0, user } from './rows.ts'
import type { AssistantRow } from './rows.ts'
import { call, derivedIn, loadTotals, MINUTE, MODEL, running, same, subagentOf, write } from './running-totals.ts'
import type { Cases, Step } from './running-totals.ts'

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

const lateSubagent = (root: string): void =>
  void writeText(
    `${root}/projects/-made-up-project/S/subagents/agent-x.jsonl`,
    `${call('S', 6, 40, { agentId: 'x', isSidechain: true })}\n`,
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

const CASES: Cases = {
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
}

let cases: LoadedCases
beforeAll(async () => {
  cases = await loadTotals(CASES)
})
afterAll(() => cases.close())

const derived = (name: string) => derivedIn(cases, name)

describe('what a running total holds beyond the records (FORMATS 2.6)', () => {
  it('is nothing where the records explain it', () => {
    expect(derived('explained')).toEqual([])
  })

  it('is nothing where they do, though a proxy gave all of them one id (FORMATS 2.4)', () => {
    expect(derived('constant ids')).toEqual([])
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
