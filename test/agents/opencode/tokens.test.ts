import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCode } from '../../../src/agents/opencode/index.ts'
import { usageOf } from '../../../src/agents/opencode/tokens.ts'
import { loadCases } from '../../helpers/cases.ts'
import type { LoadedCases } from '../../helpers/cases.ts'
import { tempFolder } from '../../helpers/folders.ts'
import { scanFile } from '../../helpers/scan.ts'
import { answer, inDatabase } from './rows.ts'

const GOOGLE = { providerID: 'google', modelID: 'gemini-3-pro-preview' }
const SPLIT = { cache: { read: 200, write: 50 } }
const NO_SUM = 'tokens.total is no sum of the others'

/** What is written, and what it means: output with reasoning, quality, notes. */
const FORMS: Readonly<Record<string, readonly [unknown, number, number, readonly string[]]>> = {
  'a total with reasoning: reasoning is beside the output': [
    answer({ total: 2272, input: 1820, output: 180, reasoning: 22, ...SPLIT }),
    202,
    0,
    [],
  ],
  'a total without reasoning: reasoning is in the output': [
    answer({ total: 2272, input: 1820, output: 202, reasoning: 22, ...SPLIT }),
    202,
    0,
    [],
  ],
  'no reasoning: there is nothing to decide': [
    answer({ total: 7, input: 1820, output: 202, reasoning: 0, ...SPLIT }),
    202,
    0,
    [],
  ],
  'no total: reasoning is in the output': [answer({ input: 1820, output: 202, reasoning: 22, ...SPLIT }), 202, 0, []],
  'no total and more reasoning than output: it cannot be in it': [
    answer({ input: 1820, output: 20, reasoning: 182, ...SPLIT }),
    202,
    0,
    [],
  ],
  'no total and as much reasoning as output: it may be in it': [
    answer({ input: 1820, output: 202, reasoning: 202, ...SPLIT }),
    202,
    0,
    [],
  ],
  'no total, of Google: reasoning is beside the output': [
    answer({ input: 1820, output: 180, reasoning: 22, ...SPLIT }, GOOGLE),
    202,
    2,
    ['reasoning of Google taken as not part of the output'],
  ],
  'a total with reasoning, of Google': [
    answer({ total: 2272, input: 1820, output: 180, reasoning: 22, ...SPLIT }, GOOGLE),
    202,
    0,
    [],
  ],
  'no total, of another seller that Google hosts': [
    answer({ input: 1820, output: 202, reasoning: 22, ...SPLIT }, { providerID: 'google-vertex-anthropic' }),
    202,
    0,
    [],
  ],
  'a total that is no sum: reasoning is in the output, perhaps': [
    answer({ total: 9999, input: 1820, output: 202, reasoning: 22, ...SPLIT }),
    202,
    2,
    [NO_SUM],
  ],
  'a total that is no sum, and more reasoning than output': [
    answer({ total: 9999, input: 1820, output: 20, reasoning: 182, ...SPLIT }),
    202,
    2,
    [NO_SUM],
  ],
}

/** Written costs, and what is kept of them. */
const COSTS: readonly (readonly [unknown, string | null])[] = [
  [0.006048, '0.006048000000000000'],
  [0.0000005, '0.000000500000000000'],
  [0.1 + 0.2, '0.300000000000000040'],
  [3, '3.000000000000000000'],
  [0, null],
  [null, null],
  [-1, null],
  ['0.5', null],
]

describe('the numbers of an answer', () => {
  const cases = new Map<string, unknown>([
    ...Object.entries(FORMS).map(([name, [data]]) => [name, data] as const),
    ...COSTS.map(([cost]) => [`cost ${String(cost)}`, answer({ input: 1, output: 1 }, { cost })] as const),
    ['bare', answer({ input: 1820, output: 202 })],
    ['nulls', answer({ total: null, input: 1820, output: 202, reasoning: null, cache: null })],
    ['new field', answer({ input: 1, output: 1, crystal: 7, cache: { read: 0, write1h: 9, other: 0 } })],
    ['negative', answer({ input: -1, output: 1 })],
    ['fraction', answer({ input: 1, output: 1, cache: { read: 1.5 } })],
    ['huge', answer({ input: 1, output: 1e20 })],
    ['text', answer({ input: 1, output: 1, reasoning: '5' })],
    ['other names', answer({ inputTokens: 5, outputTokens: 6 })],
    ['none', answer(undefined)],
    ['zeros', answer({ input: 0, output: 0, reasoning: 0, cache: { read: 0, write: 0 } })],
  ])
  let loaded: LoadedCases
  beforeAll(async () => {
    loaded = await loadCases(openCode, [...cases.keys()], (name, root) =>
      inDatabase(join(root, 'opencode.db'), (writer) => {
        writer.session('ses_1')
        writer.message('msg_1', 'ses_1', cases.get(name))
        writer.message('msg_2', 'ses_1', answer({ input: 5, output: 70 }, { time: { created: 1_793_527_300_000 } }))
      }),
    )
  })
  afterAll(() => loaded.close())
  const first = (name: string) => loaded.of(name).entries.find((row) => row.variant === 'msg_1')
  const problems = (name: string) => loaded.of(name).file.problems

  it.each(Object.entries(FORMS))('%s (FORMATS 4.4)', (name, [, output, quality, notes]) => {
    expect(first(name)).toMatchObject({
      input: '1820',
      output: String(output),
      cache_read: '200',
      cache_write_5m: '50',
      cache_write_1h: '0',
      quality,
    })
    expect(problems(name)).toEqual(notes.map((detail) => ({ kind: 'note', offset: 1, detail })))
  })

  it.each(COSTS)('keeps a cost of %s as it is, unless it is none (FORMATS 4.5)', (cost, kept) => {
    expect(first(`cost ${String(cost)}`)).toMatchObject({ recorded_cost: kept })
  })

  it.each(['bare', 'nulls'])('takes what is absent or null for none: %s (FORMATS 1.3)', (name) => {
    expect(first(name)).toMatchObject({ input: '1820', output: '202', cache_read: '0', reasoning: '0', quality: 0 })
    expect(problems(name)).toEqual([])
  })

  it('notes a field that has no rule, and counts the rest (FORMATS D8)', () => {
    expect(loaded.of('new field').totals).toMatchObject({ requests: 2, output_tokens: 71 })
    expect(problems('new field')).toEqual([
      { kind: 'note', offset: 1, detail: 'unrecognised usage field tokens.crystal' },
      { kind: 'note', offset: 1, detail: 'unrecognised usage field tokens.cache.write1h' },
    ])
  })

  it('notes them also where nothing else is counted (FORMATS D8)', () => {
    expect(loaded.of('other names').totals).toMatchObject({ requests: 1 })
    expect(problems('other names')).toEqual([
      { kind: 'note', offset: 1, detail: 'unrecognised usage field tokens.inputTokens' },
      { kind: 'note', offset: 1, detail: 'unrecognised usage field tokens.outputTokens' },
    ])
  })

  it('notes counts of the cache that are not told apart (FORMATS D8)', () => {
    expect(usageOf({ input: 10, output: 2, cache: 5 }, null).unknownFields).toEqual(['cache'])
    expect(usageOf({ input: 10, output: 2, cache: [5, 0] }, null).unknownFields).toEqual(['cache'])
    expect(usageOf({ input: 10, output: 2, audio: '5', video: '0', prose: null }, null).unknownFields).toEqual([
      'audio',
    ])
  })

  it.each(['model', undefined])('notes those of a message of the kind %s, which are not read (FORMATS D8)', (role) => {
    const path = inDatabase(join(tempFolder(), 'opencode.db'), ({ session, message }) => {
      session('s')
      message('m1', 's', answer({ input: 10, output: 2, cache: { read: 5 } }, { role }))
      message('m2', 's', answer({ input: 0, output: 0 }, { role }))
      message('m3', 's', answer({ input: 10, output: 2 }, { role: 'user' }))
    })
    const { responses, problems: found } = scanFile(openCode, path)
    expect(responses).toEqual([])
    expect(found.map(({ offset, detail }) => [offset, detail])).toEqual([
      [1, 'unrecognised usage field tokens.input'],
      [1, 'unrecognised usage field tokens.output'],
      [1, 'unrecognised usage field tokens.cache.read'],
    ])
  })

  it.each([
    ['negative', 'tokens.input is -1'],
    ['fraction', 'tokens.cache.read is 1.5'],
    ['huge', 'tokens.output is 100000000000000000000'],
    ['text', 'tokens.reasoning is a string'],
  ])('sets an answer with an impossible number apart, and counts the others: %s (FORMATS 1.2)', (name, detail) => {
    const { totals, file } = loaded.of(name)
    expect(totals).toMatchObject({ requests: 1, output_tokens: 70 })
    expect(file).toMatchObject({ quarantined: '1', problems: [{ kind: 'quarantined', offset: 1, detail }] })
  })

  it('has no request in an answer without tokens: it has just begun, or was cut off (FORMATS 4.3)', () => {
    expect(loaded.of('zeros').totals).toMatchObject({ requests: 1, output_tokens: 70 })
    expect(problems('zeros')).toEqual([])
    expect(loaded.of('none').totals).toMatchObject({ requests: 1, output_tokens: 70 })
    expect(problems('none')).toEqual([{ kind: 'note', offset: 1, detail: 'an answer without token counts' }])
  })
})
