import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { claudeCode } from '../../../src/agents/claude-code/index.ts'
import { loadCases } from '../../helpers/cases.ts'
import type { LoadedCases } from '../../helpers/cases.ts'
import { assistant, T0, transcript, user } from './rows.ts'
import type { AssistantRow } from './rows.ts'

const used = (output: number, input = 10) => ({ input_tokens: input, output_tokens: output })
const row = (output: number, more: AssistantRow = {}): string => assistant({ usage: used(output), ...more })
/** Sessions are named so that the copy comes first by name: only what stands in the rows can tell. */
const ORIGINAL = 'zz-original'
const COPY = 'aa-copy'

/** Transcripts by session. */
type Logs = Readonly<Record<string, readonly string[]>>

const CASES: Readonly<Record<string, Logs>> = {
  streamed: { S: [row(1, { stop: null }), row(8, { stop: null, time: T0 + 1 }), row(50, { time: T0 + 2 })] },
  'late partial': { S: [row(50, { time: T0 }), row(1, { time: T0 + 1 })] },
  tie: { S: [row(50, { time: T0, uuid: 'a' }), row(50, { time: T0 + 9, uuid: 'b' })] },
  'no request id': { S: [row(1, { request: null }), row(50, { request: null, time: T0 + 1 })] },
  'no request id at first': { S: [row(1, { request: null, stop: null }), row(50, { time: T0 + 1 })] },
  'no request id at last': { S: [row(1, { stop: null }), row(50, { request: null, time: T0 + 1 })] },
  'no request id in a copy': {
    [COPY]: [user(T0 + 90_000, 'go on', COPY), row(1, { session: COPY, request: null, stop: null })],
    [ORIGINAL]: [user(T0, 'begin', ORIGINAL), row(50, { session: ORIGINAL })],
  },
  'an id of the request alone': {
    S: [row(1, { id: null, uuid: 'a', stop: null }), row(50, { id: null, uuid: 'b', time: T0 + 1 })],
  },
  'no id at all': {
    S: [
      row(3, { id: null, request: null, uuid: 'a' }),
      row(4, { id: null, request: null, uuid: 'b' }),
      row(4, { id: null, request: null, uuid: 'b' }),
    ],
  },
  replay: { S: [row(50, { request: 'req_replay', more: { isSidechain: true } }), row(50, { time: T0 + 1 })] },
  'replay of one without a request id at first': {
    S: [
      row(1, { request: null, stop: null }),
      row(50, { time: T0 + 1 }),
      row(50, { request: 'req_0', time: T0 + 2, more: { isSidechain: true } }),
    ],
  },
  'replay elsewhere': {
    [COPY]: [row(50, { session: COPY, request: 'req_replay', more: { isSidechain: true } })],
    [ORIGINAL]: [row(50, { session: ORIGINAL })],
  },
  'constant ids': { S: [row(50, { request: 'req_1' }), row(60, { request: 'req_2', time: T0 + 1 })] },
  fork: {
    [COPY]: [
      row(50, { session: COPY, more: { requestSessionId: ORIGINAL } }),
      row(7, { session: COPY, id: 'msg_own', request: 'req_own' }),
    ],
    [ORIGINAL]: [row(50, { session: ORIGINAL })],
  },
  'fork without its original': { [COPY]: [row(50, { session: COPY, more: { requestSessionId: ORIGINAL } })] },
  'fork in the terminal': {
    [COPY]: [row(50, { session: COPY, more: { forkedFrom: { sessionId: ORIGINAL, messageUuid: 'x' } } })],
    [ORIGINAL]: [row(50, { session: ORIGINAL })],
  },
  'older fork': {
    [COPY]: [user(T0 + 90_000, 'go on', COPY), row(50, { session: COPY, time: T0 + 60_000 })],
    [ORIGINAL]: [user(T0, 'begin', ORIGINAL), row(50, { session: ORIGINAL, time: T0 + 60_000 })],
  },
  'partial in the copy': {
    [COPY]: [row(50, { session: COPY, more: { requestSessionId: ORIGINAL } })],
    [ORIGINAL]: [row(1, { session: ORIGINAL, stop: null })],
  },
}

let cases: LoadedCases
beforeAll(async () => {
  cases = await loadCases(claudeCode, Object.keys(CASES), (name, root) => {
    for (const [session, rows] of Object.entries(CASES[name]!)) transcript(root, session, rows)
  })
})
afterAll(() => cases.close())

const counted = (name: string) =>
  cases
    .of(name)
    .entries.filter((entry) => entry.counted === true)
    .map(({ session, output, time, demoted }) => ({ session, output: Number(output), time: Number(time), demoted }))

describe('several rows of one response (FORMATS 2.4 (1))', () => {
  it('count once, by the row with the largest total', () => {
    expect(counted('streamed')).toEqual([{ session: 'S', output: 50, time: T0 + 2, demoted: false }])
    expect(counted('late partial')).toEqual([{ session: 'S', output: 50, time: T0, demoted: false }])
  })

  it('count once, by the last of equals', () => {
    expect(counted('tie')).toMatchObject([{ output: 50, time: T0 + 9 }])
  })
})

describe('rows without ids (FORMATS 2.4 (2))', () => {
  it('are one response by the id of the message alone', () => {
    expect(counted('no request id')).toMatchObject([{ output: 50 }])
  })

  it('are one response with those that have an id of the request', () => {
    expect(counted('no request id at first')).toMatchObject([{ output: 50 }])
    expect(counted('no request id at last')).toMatchObject([{ output: 50 }])
    expect(counted('no request id in a copy')).toMatchObject([{ session: ORIGINAL, output: 50 }])
  })

  it('are one response by the id of the request, where that is all there is', () => {
    expect(counted('an id of the request alone')).toMatchObject([{ output: 50 }])
  })

  it('are told apart by their uuid where there is no other', () => {
    expect(counted('no id at all').map(({ output }) => output)).toEqual([3, 4])
  })
})

describe('one message under two request ids (FORMATS 2.4 (2))', () => {
  it('is one call where the numbers are equal, that of the main line', () => {
    expect(counted('replay')).toMatchObject([{ output: 50, demoted: false, time: T0 + 1 }])
    expect(counted('replay of one without a request id at first')).toMatchObject([{ output: 50, demoted: false }])
    expect(counted('replay elsewhere')).toMatchObject([{ session: ORIGINAL, output: 50, demoted: false }])
  })

  it('is two calls where they differ, as from a proxy with constant ids', () => {
    expect(counted('constant ids').map(({ output }) => output)).toEqual([50, 60])
  })
})

describe('a fork (FORMATS 2.4 (4))', () => {
  it('leaves what it copied to the session that paid, and keeps its own', () => {
    expect(counted('fork').map(({ session, output }) => [session, output])).toEqual([
      [COPY, 7],
      [ORIGINAL, 50],
    ])
  })

  it('stands in for an original that is gone, under its name', () => {
    expect(counted('fork without its original')).toMatchObject([{ session: ORIGINAL, output: 50 }])
  })

  it('leaves what it copied to its original where the terminal marked it', () => {
    expect(counted('fork in the terminal')).toMatchObject([{ session: ORIGINAL, output: 50 }])
  })

  it('of an older build leaves what it copied to the file that began first', () => {
    expect(counted('older fork')).toMatchObject([{ session: ORIGINAL, output: 50 }])
  })

  it('is believed where it holds the whole response and the original a part (FORMATS 2.4 (5))', () => {
    expect(counted('partial in the copy')).toMatchObject([{ session: ORIGINAL, output: 50 }])
  })
})
