import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { copilot } from '../../../src/agents/copilot/index.ts'
import { coldLoad } from '../../helpers/ledger.ts'
import { linesOf, tempFolder, writeText } from '../../helpers/folders.ts'
import { scanFile } from '../../helpers/scan.ts'
import { iso, span, T0 } from './rows.ts'

const used = { input: 3010, output: 301, read: 501, written: 9, reasoning: 31 }

async function load(...lines: string[]) {
  const root = tempFolder()
  writeText(join(root, 'otel/otel.jsonl'), linesOf(lines))
  return coldLoad(copilot, [root])
}

describe('spans (FORMATS 5.5)', () => {
  it('of a chat are a request each: input holds the cache, output holds reasoning', async () => {
    const ledger = await load(span('s1', 'c1', used), span('s1', 'c2', used, T0 + 1500))
    expect(await ledger.totals()).toMatchObject({
      requests: 2,
      input_tokens: 5000,
      cache_read_tokens: 1002,
      cache_write_tokens: 18,
      output_tokens: 602,
      reasoning_tokens: 62,
    })
    expect((await ledger.scoped()).map(({ session, time }) => [session, time])).toEqual([
      ['s1', String(T0)],
      ['s1', String(T0 + 1500)],
    ])
  })

  it('of an agent sum up those of its chats, and so do metrics: neither counts', async () => {
    const ledger = await load(
      span('s1', 'c1', used),
      span('s1', 'c9', used, T0, { 'gen_ai.operation.name': 'invoke_agent' }),
      '{"type":"metric","name":"gen_ai.client.inference.usage.input_tokens","dataPoints":[{"value":6030}]}',
      '{"type":"log","attributes":{"gen_ai.operation.name":"chat","gen_ai.usage.input_tokens":5}}',
    )
    expect(await ledger.totals()).toMatchObject({ requests: 1 })
    expect(await ledger.quality()).toMatchObject({ linesBad: 0, quarantined: 0 })
  })

  it('may call what was written to the cache a creation', async () => {
    const named = { 'gen_ai.usage.cache_write.input_tokens': undefined, 'gen_ai.usage.cache_creation.input_tokens': 7 }
    expect(await (await load(span('s1', 'c1', used, T0, named))).totals()).toMatchObject({
      input_tokens: 2502,
      cache_write_tokens: 7,
    })
  })

  it('without an id of the provider are told apart by their own, and count once', async () => {
    const ledger = await load(span('s1', null, used), span('s1', null, used), span('s1', null, used, T0 + 1000))
    expect(await ledger.totals()).toMatchObject({ requests: 2 })
  })

  it('are of their trace, their model as it was asked for and the time at which they began, where no more is told', () => {
    const bare = { 'gen_ai.conversation.id': '', 'gen_ai.response.model': '', 'gen_ai.request.model': 'gpt-5.1' }
    const line = span('s1', null, used, T0, bare).replace(/"endTime":\[[^\]]+\]/, '"endTime":["?",0]')
    const path = writeText(join(tempFolder(), 'otel/x.jsonl'), linesOf([line, line.replace(/"spanId":"[^"]*",/, '')]))
    const { responses } = scanFile(copilot, path)
    const told = { session: 'trace', time: T0 - 1000, parts: [{ model: 'gpt-5.1' }] }
    expect(responses).toMatchObject([told, told])
    expect(responses[0]!.identity).not.toBe(responses[1]!.identity)
  })

  it('without tokens are requests where they cost credits (FORMATS 5.6)', () => {
    const credits = { 'github.copilot.nano_aiu': 5e10 }
    const lines = [span('s1', 'c1', { input: 0, output: 0 }, T0, credits), span('s1', 'c2', { input: 0, output: 0 })]
    const path = writeText(join(tempFolder(), 'otel/x.jsonl'), linesOf(lines))
    expect(scanFile(copilot, path).responses).toMatchObject([{ identity: 'call:c1', parts: [{ recordedCost: '0.5' }] }])
  })

  it('may have their times as text, and are set apart without any', async () => {
    const text = span('s1', 'c1', used).replace(/"endTime":\[[^\]]+\]/, `"endTime":"${iso(T0)}"`)
    const none = span('s1', 'c2', used).replace(/"(?:start|end)Time":\[[^\]]+\],/g, '')
    const ledger = await load(text, none)
    expect(await ledger.scoped()).toMatchObject([{ time: String(T0) }])
    expect(await ledger.quality()).toMatchObject({ quarantined: 1 })
  })

  it.each([
    ['openai', 'openai'],
    ['github', 'github-copilot'],
    [undefined, 'github-copilot'],
  ])('of the provider %s are priced as those of %s', async (name, provider) => {
    const ledger = await load(span('s1', 'c1', used, T0, { 'gen_ai.provider.name': name }))
    expect(await ledger.scoped()).toMatchObject([{ provider }])
  })

  it('without attributes are none, and cost none (FORMATS D6)', async () => {
    const ledger = await load('{"type":"span"}', '{"type":"span","attributes":null}', span('s1', 'c1', used))
    expect(await ledger.totals()).toMatchObject({ requests: 1 })
    expect((await ledger.quality()).failed).toEqual([])
  })

  it('name a field that has no rule', async () => {
    const ledger = await load(span('s1', 'c1', used, T0, { 'gen_ai.usage.audio.input_tokens': 7 }))
    expect((await ledger.files())[0]!.problems).toMatchObject([
      { kind: 'note', detail: 'unrecognised usage field gen_ai.usage.audio.input_tokens' },
    ])
  })
})
