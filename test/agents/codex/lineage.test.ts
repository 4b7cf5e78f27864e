import { join } from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { takeSessionMeta, takeTaskStarted, takeTurnContext } from '../../../src/agents/codex/context.ts'
import { ownershipOf } from '../../../src/agents/codex/copied.ts'
import { codex } from '../../../src/agents/codex/index.ts'
import { startState } from '../../../src/agents/codex/state.ts'
import { disjoint } from '../../../src/agents/codex/usage.ts'
import { linesOf, tempFolder, writeText } from '../../helpers/folders.ts'
import { scanFile } from '../../helpers/scan.ts'
import { event, meta, T0, tokenCount, total, turn, usage, usageRecord, used, uuid4, uuid7 } from './rows.ts'

const THREAD = uuid7(T0)
const ORIGIN = uuid7(T0 - 60_000)

const fileWith = (...lines: string[]): string =>
  writeText(join(tempFolder(), `rollout-2026-11-01T10-00-00-${THREAD}.jsonl`), linesOf(lines))
const scanLines = (...lines: string[]) => scanFile(codex, fileWith(...lines))

function lineageOf(...metas: readonly object[]) {
  const state = startState()
  for (const payload of metas) takeSessionMeta({ timestamp: new Date(T0).toISOString(), ...payload }, T0 + 5, state)
  return state.lineage
}

describe('the first line of a thread (FORMATS 3.5)', () => {
  it('names its origin, of which the lines that it copied may name others', () => {
    const own = { id: THREAD, forked_from_id: ORIGIN }
    expect(lineageOf(own, { id: ORIGIN }, { id: uuid4(1) })).toMatchObject({ origin: ORIGIN, holdsCopies: true })
    expect(lineageOf({ id: THREAD }, { id: ORIGIN })).toMatchObject({ origin: ORIGIN, holdsCopies: true })
  })

  it('names where it was forked from apart from who spawned it', () => {
    const payload = { id: THREAD, forked_from_id: ORIGIN, parent_thread_id: uuid4(1) }
    expect(lineageOf(payload)).toMatchObject({ origin: ORIGIN, parent: uuid4(1) })
    expect(lineageOf({ id: THREAD, parent_thread_id: uuid4(1) })).toMatchObject({ origin: uuid4(1) })
  })

  it('says that a sub-agent was given a history by where its own begins, in any mode', () => {
    const paginated = { id: THREAD, parent_thread_id: ORIGIN, history_mode: 'paginated' }
    expect(lineageOf(paginated)).toMatchObject({ holdsCopies: false })
    expect(lineageOf({ ...paginated, subagent_history_start_ordinal: 4 })).toMatchObject({
      holdsCopies: true,
      ownFrom: 4,
    })
  })

  it('tells when it began, else its row does, and no row before', () => {
    expect(lineageOf({ id: THREAD })).toMatchObject({ startedAt: T0 })
    expect(lineageOf({ id: THREAD, timestamp: null })).toMatchObject({ startedAt: T0 + 5 })
    const late = meta(THREAD, { timestamp: new Date(T0 + 30).toISOString() }, T0 + 40)
    expect(scanLines(event('a', {}, T0), late).sessions).toMatchObject([{ startedAt: T0 + 30 }])
  })
})

describe('whose a turn is (FORMATS 3.5)', () => {
  const lineage = {
    thread: uuid4(1),
    startedAt: T0 + 500,
    origin: ORIGIN,
    holdsCopies: true,
    ownFrom: null,
    parent: null,
    subagent: false,
  }

  it.each([
    [-1, 'copied'],
    [0, 'unknown'],
    [1, 'own'],
  ])('that began %i seconds after its thread: %s', (seconds, whose) => {
    expect(ownershipOf(lineage, { id: null, startedAt: T0 / 1000 + seconds }, null)).toBe(whose)
  })

  it('keeps when it began where its context follows', () => {
    const state = startState()
    takeTaskStarted({ turn_id: 't1', started_at: 5 }, state)
    takeTurnContext({ turn_id: 't1' }, state)
    expect(state.turn).toEqual({ id: 't1', startedAt: 5 })
    takeTurnContext({ turn_id: 't2' }, state)
    expect(state.turn).toEqual({ id: 't2', startedAt: null })
  })

  it('makes no copy of what is known to be its own', () => {
    const fork = meta(THREAD, { forked_from_id: ORIGIN })
    const lines = [fork, turn(uuid7(T0 - 100)), tokenCount(total(1), used(1)), turn(uuid7(T0 + 50))]
    expect(scanLines(...lines, tokenCount(total(1, 20), used(20))).responses).toMatchObject([
      { copyOf: null, parts: [{ output: 20 }] },
    ])
  })
})

it('adds what it does to the last total that it copied, of which an earlier one may have come late', () => {
  const fork = meta(THREAD, { forked_from_id: ORIGIN })
  const late = [tokenCount(total(10, 20), used(20)), tokenCount(total(10), used(10))]
  const own = tokenCount(total(10, 20, 30), used(30))
  const lines = [fork, turn(uuid7(T0 - 100)), tokenCount(total(10), used(10)), ...late, turn(uuid7(T0 + 50)), own]
  expect(scanLines(...lines).responses).toMatchObject([{ quality: 'exact', parts: [{ input: 1030, output: 30 }] }])
})

it('of a sub-agent that copies nothing counts at once, though its turn goes on', () => {
  const spawned = meta(THREAD, { parent_thread_id: ORIGIN, history_mode: 'paginated', thread_source: 'subagent' })
  const begun = event('task_started', { turn_id: 't1' })
  expect(scanLines(spawned, begun, tokenCount(used(7), used(7))).responses).toMatchObject([{ parts: [{ output: 7 }] }])
})

it('is exact where the newest response is not told beside a first total', () => {
  expect(scanLines(meta(THREAD), turn('t'), tokenCount(used(7), null)).responses).toMatchObject([
    { quality: 'exact', demoted: false },
  ])
})

it('of one id is one where the second record tells no running total', () => {
  const again = usageRecord(THREAD, 'r1', used(7)).replace(
    `"thread_token_usage":${JSON.stringify(usage(used(7)))}`,
    '"x":0',
  )
  const identities = scanLines(meta(THREAD), turn('t'), usageRecord(THREAD, 'r1', used(7)), again).responses.map(
    ({ identity }) => identity,
  )
  expect(identities).toEqual([`${THREAD}:r1`, `${THREAD}:r1`])
})

it('has no more reasoning than output', () => {
  expect(disjoint({ input: 5, cached: 0, written: 0, output: 3, reasoning: 4 })).toMatchObject({
    reasoning: 3,
    clamped: true,
  })
})

it('is read from its beginning each time where it is compressed', () => {
  const text = linesOf([meta(THREAD), turn('t'), tokenCount(used(7), used(7))])
  const path = writeText(join(tempFolder(), `rollout-2026-11-01T10-00-00-${THREAD}.jsonl.zst`), zstdCompressSync(text))
  const { end, responses } = scanFile(codex, path)
  expect(end.resume).toBeNull()
  expect(responses).toHaveLength(1)
})
