import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { linesOf, writeText } from '../../helpers/folders.ts'
import { loadCases } from '../../helpers/cases.ts'
import type { LoadedCases } from '../../helpers/cases.ts'
import { describeLineAgents, madeUpRequests, sessionId, totalsOf } from '../contract.ts'

const requests = madeUpRequests(3)
const [first, odd, third] = requests as [(typeof requests)[0], (typeof requests)[0], (typeof requests)[0]]

const IMPOSSIBLE = ['-5', '1.5', '1e20', '"12"', '9007199254740993', 'true', '[1]', '{"a":1}', '-0.5']
const POSSIBLE = [
  ['null', 0],
  ['70000.0', 70_000],
  ['7e4', 70_000],
  ['0', 0],
] as const
const MODELS = ['unheard-of-model-9', '__proto__', 'constructor', 'a model with 日本語 and "quotes"']
const KEYS = '"__proto__":{"output_tokens":9},"constructor":{"a":1},"input_tokens"'

describeLineAgents('odd records', ({ agent, withUnknownUsageField, unknownLine, styles }) => {
  const { path, lines } = styles[0]!
  const isOdd = (line: string): boolean => line.includes(String(odd.output))
  const contentWith = (change: (record: string) => string): string => {
    const good = lines(sessionId(1), requests)
    const at = good.findIndex(isOdd)
    return linesOf(good.with(at, change(good[at]!)))
  }
  const contents = new Map([
    ...[...IMPOSSIBLE, ...POSSIBLE.map(([number]) => number)].map(
      (number) => [number, contentWith((record) => record.replace(String(odd.output), number))] as const,
    ),
    ...MODELS.map((model) => [model, linesOf(lines(sessionId(1), [first, { ...odd, model }]))] as const),
    ['keys', contentWith((record) => record.replaceAll('"input_tokens"', KEYS))],
    ['line', contentWith((record) => `${unknownLine}\n${record}`)],
    ['field', contentWith(withUnknownUsageField)],
  ])
  let loaded: LoadedCases
  beforeAll(async () => {
    loaded = await loadCases(agent, [...contents.keys()], (name, root) =>
      writeText(join(root, path(sessionId(1))), contents.get(name)!),
    )
    return loaded.close
  })

  it.each(IMPOSSIBLE)(
    'sets a record with %s output tokens apart, by name, and counts the others (FORMATS 1.2)',
    (number) => {
      const content = contents.get(number)!
      const { totals, file } = loaded.of(number)
      expect(totals).toMatchObject(totalsOf([first, third]))
      expect(file).toMatchObject({ quarantined: '1', lines_bad: '0', state: 'read' })
      const record = content.split('\n').find((line) => line.includes(`:${number}`))!
      expect(file.problems).toEqual([
        { kind: 'quarantined', offset: content.indexOf(record), detail: expect.stringContaining('output_tokens') },
      ])
    },
  )

  it.each(POSSIBLE)('takes %s output tokens for %i (FORMATS 1.3)', (number, output) => {
    const { totals, file } = loaded.of(number)
    expect(totals).toMatchObject(totalsOf([first, { ...odd, output }, third]))
    expect(file).toMatchObject({ quarantined: '0', lines_bad: '0', problems: [] })
  })

  it.each(MODELS)('keeps a model of the name %s (FORMATS D8)', (model) => {
    const models = loaded.of(model).entries.map((row) => row.model)
    expect(models.sort()).toEqual([first.model, model].sort())
  })

  it('is not led astray by keys that JavaScript knows (FORMATS 1.3)', () => {
    expect(loaded.of('keys').totals).toMatchObject(totalsOf(requests))
    expect(({} as Record<string, unknown>).output_tokens).toBeUndefined()
  })

  it('passes over lines of a type it does not know (FORMATS D8)', () => {
    const { totals, file } = loaded.of('line')
    expect(totals).toMatchObject(totalsOf(requests))
    expect(file).toMatchObject({ quarantined: '0', lines_bad: '0', problems: [] })
  })

  it('notes a usage field that has no rule, and counts the rest (FORMATS D8)', () => {
    const { totals, file } = loaded.of('field')
    expect(totals).toMatchObject(totalsOf(requests))
    expect(file.problems).toEqual([
      { kind: 'note', offset: expect.any(Number), detail: expect.stringContaining('crystal_tokens') },
    ])
  })
})
