import { describe, expect, it } from 'vitest'
import type { ResponsePart } from '../../../src/agents/_shared/agent.ts'
import { noAnswers, noteAnswer, totalsOf } from '../../../src/agents/claude-code/answered.ts'
import type { Answers, Used } from '../../../src/agents/claude-code/answered.ts'

const SONNET = 'claude-sonnet-4-5'
const HAIKU = 'claude-haiku-4-5'
const OTHER = 'glm-4.7'

const used = (input: number, output = 0): Used => ({
  input,
  output,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  reasoning: 0,
  webSearches: 0,
})

const part = (model: string, input: number, more: Partial<ResponsePart> = {}): ResponsePart => ({
  ...used(input),
  provider: null,
  model,
  tier: 'standard',
  speed: 'standard',
  geo: null,
  requests: 1,
  recordedCost: null,
  outsideClaim: false,
  ...more,
})

/** `SONNET` itself, too, answers what it is asked. */
function answersOf(...noted: readonly [asked: string, parts: readonly ResponsePart[], id?: string][]): Answers {
  const answers = noAnswers()
  noteAnswer(answers, SONNET, SONNET, 'own', [part(SONNET, 10)])
  for (const [asked, parts, id = null] of noted) noteAnswer(answers, asked, OTHER, id, parts)
  return answers
}

const inputs = (totals: ReturnType<typeof totalsOf>): unknown[] => totals.map(([model, { input }]) => [model, input])

describe('what other models answered, of the total of the one that was asked (FORMATS 2.6)', () => {
  it('is theirs, as far as they were asked in its name', () => {
    const answers = answersOf([SONNET, [part(OTHER, 100)]], [HAIKU, [part(OTHER, 30)]])
    expect(inputs(totalsOf(SONNET, used(110), [SONNET, HAIKU], answers))).toEqual([
      [OTHER, 100],
      [SONNET, 10],
    ])
    expect(inputs(totalsOf(HAIKU, used(30), [SONNET, HAIKU], answers))).toEqual([[OTHER, 30]])
  })

  it('leaves out what no total holds, and what an advisor of another model said', () => {
    const compaction = part(OTHER, 50, { outsideClaim: true })
    const advisor = part('claude-opus-4-5', 40)
    const answers = answersOf([SONNET, [part(OTHER, 100), compaction, advisor]])
    expect(inputs(totalsOf(SONNET, used(300), [SONNET], answers))).toEqual([
      [OTHER, 100],
      [SONNET, 200],
    ])
  })

  it('is never more than the total', () => {
    expect(inputs(totalsOf(SONNET, used(50), [SONNET], answersOf([SONNET, [part(OTHER, 100)]])))).toEqual([
      [OTHER, 50],
      [SONNET, 0],
    ])
  })

  it('is of two rows of a response the one that tells more, of equals the later one', () => {
    const sums = (first: number, second: ResponsePart): unknown[] =>
      totalsOf(
        SONNET,
        used(100, 100),
        [SONNET],
        answersOf([SONNET, [part(OTHER, first)], 'msg_1'], [SONNET, [second], 'msg_1']),
      ).map(([model, { input, output }]) => [model, input, output])
    expect(sums(10, part(OTHER, 9, { output: 1 }))[0]).toEqual([OTHER, 9, 1])
    expect(sums(10, part(OTHER, 8, { output: 1 }))[0]).toEqual([OTHER, 10, 0])
  })
})
