import { afterAll, beforeAll, expect, it } from 'vitest'
import type { LoadedCases } from '../../helpers/cases.ts'
import { writeText } from '../../helpers/folders.ts'
import { assistant, costState, T0, user } from './rows.ts'
import { call, derivedIn, loadTotals, MINUTE, MODEL, running, write } from './running-totals.ts'
import type { Cases, Step } from './running-totals.ts'

const HAIKU = 'claude-haiku-4-5'
const OPUS = 'claude-opus-4-5'

const inSideLog =
  (...rows: readonly string[]): Step =>
  (root) =>
    void writeText(
      `${root}/projects/-made-up-project/S/subagents/agent-x.jsonl`,
      rows.map((row) => `${row}\n`).join(''),
    )
const both =
  (...steps: readonly Step[]): Step =>
  (root) =>
    steps.forEach((step) => step(root))
const ofAgent = { agentId: 'x', isSidechain: true }

const CASES: Cases = {
  'a heavier replay': [
    both(write('S', [call('S', 1, 10), call('S', 2, 20), running('S', 45, 2)]), inSideLog(call('S', 1, 14, ofAgent))),
  ],
  'a clock that goes back': [
    both(
      write('S', [call('S', 1, 10), user(T0 + 9 * MINUTE), running('S', 50, 2), call('S', 2, 70)]),
      inSideLog(call('S', 5, 40, ofAgent)),
    ),
  ],
  'more thinking than output': [write('S', [call('S', 1, 10), running('S', 12, 4, { thinking: 9 })])],
  'two models that no record names': [
    both(
      write('S', [
        call('S', 1, 10),
        costState({
          [MODEL]: { input: 10, output: 1 },
          [HAIKU]: { input: 50, output: 1 },
          [OPUS]: { input: 50, output: 7 },
        }),
      ]),
      inSideLog(
        assistant({
          model: 'glm-4.5-air',
          id: 'msg_3',
          usage: { input_tokens: 40, output_tokens: 1 },
          more: { requestedModel: 'claude-x', ...ofAgent },
        }),
      ),
    ),
  ],
}

let cases: LoadedCases
beforeAll(async () => {
  cases = await loadTotals(CASES)
})
afterAll(() => cases.close())

it('takes the version of a response that counts, be another one heavier (FORMATS 2.4)', () => {
  expect(derivedIn(cases, 'a heavier replay')).toMatchObject([{ input: 15 }])
})

it('takes a sub-agent into account that is dated before the total, though what stands behind it is dated earlier (FORMATS 1.5)', () => {
  expect(derivedIn(cases, 'a clock that goes back')).toEqual([])
})

it('has no more thinking than output, which it is a part of', () => {
  const [row] = cases.of('more thinking than output').entries.filter(({ derived }) => derived === true)
  expect(row).toMatchObject({ input: '2', output: '3', reasoning: '3' })
})

it('takes what sub-agents used of other models from the total with the most output', () => {
  expect(derivedIn(cases, 'two models that no record names')).toEqual([
    { session: 'S', model: HAIKU, input: 50 },
    { session: 'S', model: OPUS, input: 10 },
  ])
})
