import { afterAll, beforeAll, expect, it } from 'vitest'
import { codex } from '../../../src/agents/codex/index.ts'
import { loadCases, outputsOf } from '../../helpers/cases.ts'
import type { LoadedCases } from '../../helpers/cases.ts'
import { tempFolder } from '../../helpers/folders.ts'
import { coldLoad } from '../../helpers/ledger.ts'
import { event, meta, rollout, T0, tokenCount, total, turn, used, uuid4, uuid7 } from './rows.ts'

/* Responses of which it shows only later whose they are. */

const FORKED = T0 + 60_000

const [GONE, FIRST, SECOND] = [uuid4(1), uuid4(2), uuid4(3)]
const history = [tokenCount(total(1), used(1)), tokenCount(total(1, 2), used(2))]
const writeGone = (root: string): void => void rollout(root, GONE, [meta(GONE), turn(null), ...history])
/** Without turn ids nothing tells what it copied from what is its own. */
const fork = (thread: string, output: number, time: number) => (root: string) =>
  void rollout(root, thread, [
    meta(thread, { forked_from_id: GONE }, time),
    meta(GONE),
    ...history,
    turn(null, {}, time),
    tokenCount(total(1, 2, output), used(output), time + 1),
  ])
const writeFirst = fork(FIRST, 3, FORKED)
const writeSecond = fork(SECOND, 4, FORKED + 1000)
const writeBoth = (root: string): void => (writeFirst(root), writeSecond(root))

const PAGINATED = uuid7(FORKED)
const writePaginated = (root: string): void =>
  void rollout(root, PAGINATED, [
    meta(PAGINATED, { history_mode: 'paginated', forked_from_id: uuid7(T0) }, FORKED),
    turn(uuid7(FORKED + 1), { model: 'gpt-5.2', cwd: '/made/up/first' }, FORKED),
    tokenCount(total(1, 2, 3), used(3), FORKED + 1),
    event('thread_settings_applied', { thread_settings: { service_tier: 'priority' } }, FORKED + 2),
    turn(uuid7(FORKED + 3), {}, FORKED + 3),
    tokenCount(total(1, 2, 3, 4), used(4), FORKED + 4),
  ])

const CASES: Readonly<Record<string, readonly ((root: string) => void)[]>> = {
  'both forks': [writeBoth],
  'the later fork first': [writeSecond, writeFirst],
  'both forks, then their origin': [writeBoth, writeGone],
  'settings that change': [writePaginated],
}

let cases: LoadedCases
beforeAll(async () => {
  const step = (i: number) => (name: string, root: string) => CASES[name]![i]?.(root)
  cases = await loadCases(codex, Object.keys(CASES), step(0), step(1))
})
afterAll(() => cases.close())

const counted = (name: string): unknown[] => outputsOf(cases.of(name))

it('counts the history that two forks share once, where their origin is gone (FORMATS 3.5)', () => {
  const expected = [
    [FIRST, 1],
    [FIRST, 2],
    [FIRST, 3],
    [SECOND, 4],
  ]
  expect(counted('both forks')).toEqual(expected)
  expect(counted('the later fork first')).toEqual(expected)
})

it('leaves it to the origin where that comes back', () => {
  expect(counted('both forks, then their origin')).toEqual([
    [GONE, 1],
    [GONE, 2],
    [FIRST, 3],
    [SECOND, 4],
  ])
})

it('counts it once where each fork lies in a data directory of its own (FORMATS D2)', async () => {
  const roots = [tempFolder(), tempFolder()]
  writeFirst(roots[0]!)
  writeSecond(roots[1]!)
  expect((await (await coldLoad(codex, roots)).totals()).output_tokens).toBe(1 + 2 + 3 + 4)
})

it('has the model, the tier and the folder of its own time where it had to wait (FORMATS 3.6)', () => {
  const rows = cases.of('settings that change').entries.toSorted((a, b) => Number(a.output) - Number(b.output))
  expect(rows).toMatchObject([
    { model: 'gpt-5.2', tier: 'standard', cwd: '/made/up/first', output: '3' },
    { model: 'gpt-5.5', tier: 'priority', cwd: '/made/up/project', output: '4' },
  ])
})
