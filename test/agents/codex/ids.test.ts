import { basename } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { codex } from '../../../src/agents/codex/index.ts'
import { loadCases, outputsOf } from '../../helpers/cases.ts'
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

/* Ids and times that tell less than they should. */

const FORKED = T0 + 60_000
const [PARENT, CHILD] = [uuid7(T0, 1), uuid7(T0, 2)]

const CASES: Readonly<Record<string, (root: string) => void>> = {
  'ids of one moment': (root) => {
    const history = [turn(uuid7(T0, 3)), tokenCount(total(1), used(1))]
    rollout(root, PARENT, [meta(PARENT), ...history])
    const own = [turn(uuid7(T0, 4)), tokenCount(total(1, 2), used(2))]
    rollout(root, CHILD, [meta(CHILD, { forked_from_id: PARENT }, FORKED), meta(PARENT), ...history, ...own])
  },
  'a first row without a time of its own': (root) => {
    const began = (time: number) => event('task_started', { started_at: time / 1000 })
    rollout(root, uuid4(2), [
      meta(uuid4(2), { forked_from_id: uuid4(1), timestamp: null }, FORKED),
      meta(uuid4(1)),
      began(T0),
      tokenCount(total(1), used(1)),
      began(FORKED + 5000),
      tokenCount(total(1, 2), used(2)),
    ])
  },
  'one response id for all': (root) => {
    const lines = [
      meta(PARENT),
      usageRecord(PARENT, 'resp', used(1)),
      usageRecord(PARENT, 'resp', used(2), T0, total(1, 2)),
      usageRecord(PARENT, 'resp', used(2), T0, total(1, 2)),
      usageRecord(PARENT, 'resp', used(3), T0, total(1, 2, 3)),
    ]
    rollout(root, PARENT, lines)
    writeText(`${root}/archived_sessions/${basename(rolloutPath(PARENT))}`, linesOf(lines))
  },
}

let cases: LoadedCases
beforeAll(async () => {
  cases = await loadCases(codex, Object.keys(CASES), (name, root) => CASES[name]!(root))
})
afterAll(() => cases.close())

const counted = (name: string): unknown[] => outputsOf(cases.of(name))

it('leaves copied turns to the origin where their ids are of the moment of the fork (FORMATS 3.5)', () => {
  expect(counted('ids of one moment')).toEqual([
    [PARENT, 1],
    [CHILD, 2],
  ])
})

it('takes a fork to have begun when its first row was written, where that says nothing else (FORMATS 3.5)', () => {
  expect(counted('a first row without a time of its own')).toEqual([[uuid4(2), 2]])
})

it('counts each response of a proxy that gives all of them one id, and each once (FORMATS 3.3)', () => {
  expect(counted('one response id for all')).toEqual([1, 2, 3].map((output) => [PARENT, output]))
})
