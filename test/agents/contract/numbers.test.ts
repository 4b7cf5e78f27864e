import { join } from 'node:path'
import { expect, it } from 'vitest'
import { linesOf, tempFolder, writeText } from '../../helpers/folders.ts'
import { coldLoad } from '../../helpers/ledger.ts'
import type { Ledger } from '../../helpers/ledger.ts'
import { describeAgents, madeUpRequests, sessionId, totalsOf } from '../contract.ts'
import type { AgentUnderTest } from '../contract.ts'

const requests = madeUpRequests(3)
const [first, odd, third] = requests as [(typeof requests)[0], (typeof requests)[0], (typeof requests)[0]]

describeAgents('odd records', (underTest) => {
  const { agent, withUnknownUsageField, unknownLine } = underTest
  const { path, lines } = underTest.styles[0]!

  it.each(['-5', '1.5', '1e20', '"12"', '9007199254740993', 'true', '[1]', '{"a":1}', '-0.5'])(
    'sets a record with %s output tokens apart, by name, and counts the others (FORMATS 1.2)',
    async (number) => {
      const { ledger, content } = await loadWith(underTest, (record) => record.replace(String(odd.output), number))
      expect(await ledger.totals()).toMatchObject(totalsOf([first, third]))
      expect(await ledger.quality()).toMatchObject({ quarantined: 1, linesBad: 0, failed: [] })
      const [file] = await ledger.files()
      expect(file!.problems).toEqual([
        { kind: 'quarantined', offset: content.indexOf(content.split('\n').find((line) => line.includes(number))!), detail: expect.stringContaining('output_tokens') },
      ])
    },
  )

  it.each([
    ['null', 0],
    ['70000.0', 70_000],
    ['7e4', 70_000],
    ['0', 0],
  ])('takes %s output tokens for %i (FORMATS 1.3)', async (number, output) => {
    const { ledger } = await loadWith(underTest, (record) => record.replace(String(odd.output), number))
    expect(await ledger.totals()).toMatchObject(totalsOf([first, { ...odd, output }, third]))
    expect(await ledger.quality()).toMatchObject({ quarantined: 0, linesBad: 0 })
  })

  it.each(['unheard-of-model-9', '__proto__', 'constructor', 'a model with 日本語 and "quotes"'])(
    'keeps a model of the name %s (FORMATS D8)',
    async (model) => {
      const root = tempFolder()
      writeText(join(root, path(sessionId(1))), linesOf(lines(sessionId(1), [first, { ...odd, model }])))
      const ledger = await coldLoad(agent, [root])
      expect((await ledger.scoped()).map((row) => row.model).sort()).toEqual([first.model, model].sort())
    },
  )

  it('is not led astray by keys that JavaScript knows (FORMATS 1.3)', async () => {
    const { ledger } = await loadWith(underTest, (record) => record.replaceAll('"input_tokens"', '"__proto__":{"output_tokens":9},"constructor":{"a":1},"input_tokens"'))
    expect(await ledger.totals()).toMatchObject(totalsOf(requests))
    expect(({} as Record<string, unknown>).output_tokens).toBeUndefined()
  })

  it('passes over lines of a type it does not know (FORMATS D8)', async () => {
    const { ledger } = await loadWith(underTest, (record) => `${unknownLine}\n${record}`)
    expect(await ledger.totals()).toMatchObject(totalsOf(requests))
    expect(await ledger.quality()).toMatchObject({ quarantined: 0, linesBad: 0 })
    expect((await ledger.files())[0]!.problems).toEqual([])
  })

  it('notes a usage field that has no rule, and counts the rest (FORMATS D8)', async () => {
    const { ledger } = await loadWith(underTest, withUnknownUsageField)
    expect(await ledger.totals()).toMatchObject(totalsOf(requests))
    expect((await ledger.files())[0]!.problems).toEqual([
      { kind: 'note', offset: expect.any(Number), detail: expect.stringContaining('crystal_tokens') },
    ])
  })
})

async function loadWith(
  { agent, styles }: AgentUnderTest,
  change: (record: string) => string,
): Promise<{ ledger: Ledger; content: string }> {
  const { path, lines } = styles[0]!
  const root = tempFolder()
  const good = lines(sessionId(1), requests)
  const at = good.findIndex((line) => line.includes(String(odd.output)))
  const content = linesOf(good.with(at, change(good[at]!)))
  writeText(join(root, path(sessionId(1))), content)
  return { ledger: await coldLoad(agent, [root]), content }
}
