import fc from 'fast-check'
import { expect, it } from 'vitest'
import { codex } from '../../../src/agents/codex/index.ts'
import { places, rowsHoweverSpread, RUNS } from '../../helpers/spread.ts'
import type { SpreadLog } from '../../helpers/spread.ts'
import { meta, rolloutPath, T0, tokenCount, turn, usageRecord, uuid4, uuid7 } from './rows.ts'

const MINUTE = 60_000

const happening = fc.record({
  do: fc.oneof(
    { weight: 5, arbitrary: fc.constant('answer' as const) },
    { weight: 3, arbitrary: fc.constant('fork' as const) },
    { weight: 1, arbitrary: fc.constant('subagent' as const) },
    { weight: 1, arbitrary: fc.constant('new' as const) },
  ),
  thread: fc.nat(),
  output: fc.integer({ min: 1, max: 1000 }),
})
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never

/** Of which generation the rollouts are: turn ids of version 7, none, or a record of each answer. */
const generation = fc.constantFrom('version 7' as const, 'no turns' as const, 'records' as const)
type Generation = typeof generation extends fc.Arbitrary<infer T> ? T : never

interface Thread {
  readonly id: string
  /** The lines; a fork writes them with the time at which it was made. */
  readonly lines: ((time: number | null) => string)[]
  input: number
  output: number
}

/** What some threads leave behind. */
function logsOf(happenings: readonly Happening[], kind: Generation): SpreadLog[] {
  const idAt = (time: number, n: number): string => (kind === 'version 7' ? uuid7(time, n) : uuid4(n))
  const begin = (time: number, n: number, more: object): Thread => {
    const id = idAt(time, n)
    return { id, lines: [(at) => meta(id, more, at ?? time)], input: 0, output: 0 }
  }
  const threads = [begin(T0, 1, {})]
  happenings.forEach(({ do: what, thread: of, output }, i) => {
    const n = i + 2
    const time = T0 + n * MINUTE
    const thread = threads[of % threads.length]!
    if (what === 'new') threads.push(begin(time, n, {}))
    if (what === 'subagent') threads.push(begin(time, n, { source: { subagent: 'review' } }))
    if (what === 'fork') {
      const fork = begin(time, n, { forked_from_id: thread.id })
      // Records are not copied (FORMATS 3.3).
      const copied = kind === 'records' ? [] : thread.lines.map((line) => () => line(time))
      fork.lines.push(...copied)
      const { input, output: before } = thread
      threads.push(Object.assign(fork, { input, output: before }))
    }
    if (what !== 'answer') return
    const used = { input: 1000 + output, output }
    thread.input += used.input
    thread.output += used.output
    const total = { input: thread.input, output: thread.output }
    if (kind === 'records') thread.lines.push(() => usageRecord(thread.id, `resp_${n}`, used, time, total))
    else {
      const id = kind === 'version 7' ? uuid7(time, n) : null
      thread.lines.push(
        (at) => turn(id, {}, at ?? time),
        (at) => tokenCount(total, used, at ?? time + 1),
      )
    }
  })
  return threads.map(({ id, lines }) => ({
    path: rolloutPath(id),
    copyPath: rolloutPath(id).replace(/^.*\//, 'archived_sessions/'),
    lines: lines.map((line) => line(null)),
  }))
}

it('threads that lie in several data directories cost what they would in one (FORMATS D2)', async () => {
  let found = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(happening, { minLength: 3, maxLength: 14 }),
      generation,
      places,
      async (happenings, kind, where) => {
        const answers = happenings.filter(({ do: what }) => what === 'answer')
        const rows = await rowsHoweverSpread(codex, logsOf(happenings, kind), where)
        expect(rows.map(({ output }) => Number(output)).sort((a, b) => a - b)).toEqual(
          answers.map(({ output }) => output).sort((a, b) => a - b),
        )
        found += rows.length
      },
    ),
    RUNS,
  )
  expect(found).toBeGreaterThan(RUNS.numRuns)
}, 600_000)
