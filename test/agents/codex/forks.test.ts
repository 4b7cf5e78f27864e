import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codex } from '../../../src/agents/codex/index.ts'
import { loadCases } from '../../helpers/cases.ts'
import type { LoadedCases } from '../../helpers/cases.ts'
import { linesOf, writeText } from '../../helpers/folders.ts'
import {
  event,
  meta,
  rollout,
  rolloutPath,
  T0,
  tokenCount,
  total,
  turn,
  usageRecord,
  used,
  uuid4,
  uuid7,
} from './rows.ts'

const SECOND = 1000
const FORKED = T0 + 60 * SECOND

interface Fork {
  readonly parent: string
  readonly child: string
  readonly ofParent: readonly string[]
  readonly ofChild: readonly string[]
}

/** The parent bills 1 and 2; the child copies both with the time of the fork, then bills 3. */
function legacy(parent: string, child: string, turns: readonly (string | null)[], startedAt: boolean): Fork {
  const begin = (i: number, time: number): string[] =>
    startedAt
      ? [event('task_started', { started_at: Math.floor(time / SECOND) }, time)]
      : [turn(turns[i] ?? null, {}, time)]
  const history = (time: (i: number) => number): string[] => [
    // `started_at` and turn ids are copied as they were, times of lines are not.
    ...begin(0, T0 + SECOND),
    tokenCount(total(1), used(1), time(0)),
    ...begin(1, T0 + 2 * SECOND),
    tokenCount(total(1, 2), used(2), time(1)),
  ]
  const parentMeta = meta(parent)
  return {
    parent,
    child,
    ofParent: [parentMeta, ...history((i) => T0 + (i + 1) * SECOND)],
    ofChild: [
      meta(child, { forked_from_id: parent }, FORKED),
      parentMeta,
      ...history(() => FORKED),
      ...begin(2, FORKED + 5 * SECOND),
      tokenCount(total(1, 2, 3), used(3), FORKED + 6 * SECOND),
    ],
  }
}

const [P7, C7] = [uuid7(T0), uuid7(FORKED)]
const [P4, C4] = [uuid4(1), uuid4(2)]
const TURNS = [uuid7(T0 + SECOND, 1), uuid7(T0 + 2 * SECOND, 2), uuid7(FORKED + 5 * SECOND, 3)]

const FORKS: Readonly<Record<string, Fork>> = {
  'turn ids of version 7': legacy(P7, C7, TURNS, false),
  'turn ids of version 4 and started_at': legacy(P4, C4, [], true),
  'no turn ids': legacy(P4, C4, [], false),
}

type Step = (root: string) => void
const both =
  (fork: Fork): Step =>
  (root) => (writeParent(fork)(root), writeChild(fork)(root))
const writeParent =
  ({ parent, ofParent }: Fork): Step =>
  (root) =>
    void rollout(root, parent, ofParent)
const writeChild =
  ({ child, ofChild }: Fork): Step =>
  (root) =>
    void rollout(root, child, ofChild)

const PAGINATED: Fork = {
  parent: P7,
  child: C7,
  ofParent: [meta(P7, { history_mode: 'paginated' }), tokenCount(total(1), used(1)), tokenCount(total(1, 2), used(2))],
  ofChild: [
    meta(
      C7,
      { history_mode: 'paginated', forked_from_id: P7, history_base: { thread_id: P7, end_ordinal_exclusive: 9 } },
      FORKED,
    ),
    tokenCount(total(1, 2, 3), used(3), FORKED),
    tokenCount(total(1, 2, 3, 4), used(4), FORKED),
  ],
}

const spawned = {
  source: { subagent: { thread_spawn: { parent_thread_id: P7, depth: 1 } } },
  thread_source: 'subagent',
}
const SUBAGENTS: Readonly<Record<string, readonly string[]>> = {
  'fresh sub-agent': [
    meta(C7, { ...spawned, parent_thread_id: P7 }, FORKED),
    turn(uuid7(FORKED + 9), {}, FORKED),
    tokenCount(total(3), used(3), FORKED),
  ],
  'sub-agent with history': [
    meta(C7, { ...spawned, parent_thread_id: P7, subagent_history_start_ordinal: 20 }, FORKED),
    meta(P7),
    tokenCount(total(1), used(1), FORKED, 5),
    tokenCount(total(1, 2), used(2), FORKED, 19),
    tokenCount(total(3), used(3), FORKED, 20),
    tokenCount(total(3, 4), used(4), FORKED, 25),
  ],
  'sub-agent with history, and a first response above it': [
    meta(C7, { ...spawned, parent_thread_id: P7, subagent_history_start_ordinal: 20 }, FORKED),
    meta(P7),
    tokenCount(total(1), used(1), FORKED, 5),
    tokenCount(total(1, 2), used(2), FORKED, 19),
    tokenCount(used(5000), used(5000), FORKED, 20),
  ],
  'review thread': [
    meta(C7, { source: { subagent: 'review' } }, FORKED),
    turn(uuid7(FORKED + 9), {}, FORKED),
    tokenCount(total(3), used(3), FORKED),
  ],
}

const PAGINATED_META = PAGINATED.ofChild[0]!
const told = tokenCount(total(1, 2), used(2), FORKED)
const record = (response: string, ...outputs: number[]): string =>
  usageRecord(C7, response, used(outputs.at(-1)!), FORKED, total(...outputs))
/** The fork tells its origin's last response again, as when rate limits come before an answer. */
const TOLD_AGAIN: Readonly<Record<string, readonly string[]>> = {
  'told again, then records': [
    event('task_started', { turn_id: 'x' }, FORKED),
    told,
    told,
    record('r3', 1, 2, 3),
    tokenCount(total(1, 2, 3), used(3), FORKED),
    event('task_complete', {}, FORKED),
  ],
  'told again, and no answer came': [
    event('task_started', { turn_id: 'x' }, FORKED),
    told,
    event('turn_aborted', {}, FORKED),
  ],
  'told again, and the turn failed': [
    event('task_started', { turn_id: 'x' }, FORKED),
    told,
    event('task_complete', { error: { message: 'made up' } }, FORKED),
    event('task_started', { turn_id: 'y' }, FORKED),
    record('r3', 1, 2, 3),
  ],
  'a turn without records': [
    event('task_started', { turn_id: 'x' }, FORKED),
    tokenCount(total(1, 2, 3), used(3), FORKED),
    event('task_complete', {}, FORKED),
  ],
  'no turns at all': [tokenCount(total(1, 2, 3), used(3), FORKED)],
}

/** The same thread among the archived ones: of equal records the other one's count. */
const archive = (root: string, thread: string, lines: readonly string[]): void =>
  void writeText(join(root, 'archived_sessions', basename(rolloutPath(thread))), linesOf(lines))

const CASES: Readonly<Record<string, readonly Step[]>> = {
  ...Object.fromEntries(
    Object.entries(FORKS).flatMap(([name, fork]) => [
      [name, [both(fork)]],
      [`${name}, parent first`, [writeParent(fork), writeChild(fork)]],
      [`${name}, child first`, [writeChild(fork), writeParent(fork)]],
      [`${name}, no parent`, [writeChild(fork)]],
    ]),
  ),
  paginated: [both(PAGINATED)],
  ...Object.fromEntries(
    Object.entries(TOLD_AGAIN).flatMap(([name, lines]) => {
      const write = (upTo: number) => (root: string) =>
        void rollout(root, C7, [PAGINATED_META, ...lines.slice(0, upTo)])
      return [
        [name, [(root: string) => (writeParent(PAGINATED)(root), write(lines.length)(root))]],
        [`${name}, grown`, [(root: string) => (writeParent(PAGINATED)(root), write(2)(root)), write(lines.length)]],
      ]
    }),
  ),
  'numbers of responses alone': [
    (root) => {
      rollout(root, P7, [meta(P7), turn(TURNS[0]!), tokenCount(null, used(1), T0 + SECOND)])
      rollout(root, C7, [
        meta(C7, { forked_from_id: P7 }, FORKED),
        meta(P7),
        turn(TURNS[0]!, {}, FORKED),
        tokenCount(null, used(1), FORKED),
        turn(TURNS[2]!, {}, FORKED),
        tokenCount(null, used(3), FORKED),
      ])
    },
  ],
  'second meta of its own': ['sessions', 'archived_sessions'].map(() => (root: string) => {
    const lines = [
      meta(P4),
      turn(null),
      tokenCount(total(1), used(1)),
      meta(P4),
      turn(null),
      tokenCount(total(1, 2), used(2)),
    ]
    rollout(root, P4, lines)
    archive(root, P4, lines)
  }),
  'archived with a fault': [
    (root) => {
      const lines = [meta(P7), turn(null), tokenCount(total(1), used(1))]
      rollout(root, P7, lines)
      archive(root, P7, [lines[0]!, lines[2]!])
    },
  ],
  'archived with a line lost': [
    (root) => {
      const lines = [
        meta(P7),
        turn(null),
        tokenCount(total(1), used(1)),
        tokenCount(total(1, 2), used(2)),
        tokenCount(total(1, 2, 3), used(3)),
      ]
      rollout(root, P7, lines)
      archive(root, P7, [...lines.slice(0, 3), '\0\0\0\0', lines[4]!])
    },
  ],
  'a damaged line that is whole later': [
    (root) =>
      void rollout(root, P7, [
        meta(P7),
        '\0'.repeat(tokenCount(total(1), used(1)).length),
        tokenCount(total(1, 2), used(2)),
      ]),
    (root) => void rollout(root, P7, [meta(P7), tokenCount(total(1), used(1)), tokenCount(total(1, 2), used(2))]),
  ],
  'turn ids of version 4, in the second of the fork': [
    (root) => {
      const began = event('task_started', { started_at: FORKED / SECOND })
      rollout(root, P4, [meta(P4), began, tokenCount(total(1), used(1), FORKED + 10)])
      rollout(root, C4, [
        meta(C4, { forked_from_id: P4 }, FORKED + 900),
        began,
        tokenCount(total(1), used(1), FORKED + 900),
        event('task_started', { started_at: FORKED / SECOND + 5 }),
        tokenCount(total(1, 2), used(2), FORKED + 5100),
      ])
    },
  ],
  'archived as it was': [
    (root) => {
      const lines = [meta(P7), turn(null), tokenCount(total(1), used(1))]
      archive(root, P7, lines)
      rollout(root, P7, lines)
    },
  ],
  ...Object.fromEntries(
    Object.entries(SUBAGENTS).map(([name, lines]) => [
      name,
      [(root: string) => (writeParent(FORKS['turn ids of version 7']!)(root), void rollout(root, C7, lines))],
    ]),
  ),
  'same record in two threads': [
    (root) => {
      rollout(root, P7, [meta(P7), usageRecord(P7, 'resp_1', used(1))])
      rollout(root, C7, [
        meta(C7, { forked_from_id: P7 }),
        usageRecord(P7, 'resp_1', used(1)),
        usageRecord(C7, 'resp_2', used(2)),
      ])
    },
  ],
}

let cases: LoadedCases
beforeAll(async () => {
  const step = (i: number) => (name: string, root: string) => CASES[name]![i]?.(root)
  cases = await loadCases(codex, Object.keys(CASES), step(0), step(1))
})
afterAll(() => cases.close())

const counted = (name: string) =>
  cases
    .of(name)
    .entries.filter((row) => row.counted === true)
    .map((row) => ({ session: row.session, output: Number(row.output), subagent: row.subagent }))
    .sort((a, b) => a.output - b.output)
const outputs = (name: string): number[] => counted(name).map(({ output }) => output)

describe('a legacy fork, which holds a copy of its parent (FORMATS 3.5)', () => {
  it.each(Object.keys(FORKS))('leaves what it copied to the parent, whichever is read first: %s', (name) => {
    const { parent, child } = FORKS[name]!
    for (const order of [name, `${name}, parent first`, `${name}, child first`]) {
      expect(counted(order).map(({ session, output }) => [session, output])).toEqual([
        [parent, 1],
        [parent, 2],
        [child, 3],
      ])
    }
  })

  it.each(['turn ids of version 7', 'turn ids of version 4 and started_at'])(
    'counts its own alone without a parent: %s',
    (name) => {
      expect(outputs(`${name}, no parent`)).toEqual([3])
    },
  )

  it('stands in for a parent that is gone where nothing tells the two apart: no usage is lost', () => {
    expect(outputs('no turn ids, no parent')).toEqual([1, 2, 3])
  })
})

it("goes on from its parent's total in paginated mode, and its first seconds are its own (FORMATS 3.5)", () => {
  expect(outputs('paginated')).toEqual([1, 2, 3, 4])
})

describe("a fork in paginated mode that tells its origin's last response again (FORMATS 3.3)", () => {
  it.each([
    ['told again, then records', [1, 2, 3]],
    ['told again, and no answer came', [1, 2]],
    ['told again, and the turn failed', [1, 2, 3]],
    ['a turn without records', [1, 2, 3]],
    ['no turns at all', [1, 2, 3]],
  ] as const)('counts each response once, also when it is read as it grows: %s', (name, expected) => {
    expect(outputs(name)).toEqual(expected)
    expect(outputs(`${name}, grown`)).toEqual(expected)
  })
})

it('leaves copied responses to the parent where no running total is told (FORMATS 3.4)', () => {
  expect(counted('numbers of responses alone').map(({ session, output }) => [session, output])).toEqual([
    [P7, 1],
    [C7, 3],
  ])
})

it('is no fork of itself where its first row is written again (FORMATS 3.5)', () => {
  expect(outputs('second meta of its own')).toEqual([1, 2])
})

it('is told by its own file where an archived one tells the same, or less surely (FORMATS 3.1)', () => {
  for (const name of ['archived as it was', 'archived with a fault']) {
    const rows = cases.of(name).entries.filter(({ counted }) => counted === true)
    expect(rows.map(({ file, model }) => [String(file).split('/')[0], model])).toEqual([['sessions', 'gpt-5.5']])
  }
})

it('is counted response by response where a copy lost a line, which a later total holds too (FORMATS D4, D5)', () => {
  expect(outputs('archived with a line lost')).toEqual([1, 2, 3])
  expect(outputs('a damaged line that is whole later')).toEqual([1, 2])
})

it('leaves to its parent what began in the second of the fork and is known from there (FORMATS 3.5)', () => {
  expect(
    counted('turn ids of version 4, in the second of the fork').map(({ session, output }) => [session, output]),
  ).toEqual([
    [P4, 1],
    [C4, 2],
  ])
})

describe('a sub-agent (FORMATS 3.5)', () => {
  it('counts beside its parent', () => {
    expect(counted('fresh sub-agent')).toMatchObject([
      { output: 1 },
      { output: 2 },
      { output: 3, session: C7, subagent: true },
    ])
  })

  it('counts from the ordinal at which its own history starts', () => {
    expect(counted('sub-agent with history')).toMatchObject([
      { output: 1, session: P7 },
      { output: 2, session: P7 },
      { output: 3, session: C7 },
      { output: 4, session: C7 },
    ])
  })

  it('starts from nothing, however large its first response', () => {
    expect(outputs('sub-agent with history, and a first response above it')).toEqual([1, 2, 5000])
  })

  it('counts where it is a helper such as a review', () => {
    expect(counted('review thread').at(-1)).toMatchObject({ output: 3, subagent: true })
  })
})

it('counts a usage record once, wherever it stands (FORMATS 3.3)', () => {
  expect(outputs('same record in two threads')).toEqual([1, 2])
})
