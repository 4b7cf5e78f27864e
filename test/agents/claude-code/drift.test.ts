import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { claudeCode } from '../../../src/agents/claude-code/index.ts'
import { linesOf, tempFolder, writeText } from '../../helpers/folders.ts'
import { scanFile } from '../../helpers/scan.ts'
import { assistant, T0, user } from './rows.ts'

/* Usage as a later version may write it: what is not understood is told of. */

const scanRows = (...rows: string[]) => scanFile(claudeCode, writeText(join(tempFolder(), 'S.jsonl'), linesOf(rows)))
const notesOf = (...rows: string[]) =>
  scanRows(...rows).problems.map(({ kind, detail }) => `${kind}: ${detail.replace('unrecognised usage field ', '')}`)
const counts = { input_tokens: 10, output_tokens: 5 }

describe('a count without a rule', () => {
  it.each([
    [{ input_tokens_details: { image_tokens: 7, text_tokens: 0 } }, 'input_tokens_details.image_tokens'],
    [{ output_tokens_details: { thinking_tokens: 1, audio_tokens: 7 } }, 'audio_tokens'],
    [{ cache_read: { input_tokens: 7 } }, 'cache_read.input_tokens'],
    [{ inputTokens: 7 }, 'inputTokens'],
    [{ tokens: { input: 7 } }, 'tokens.input'],
    [{ audio_tokens: '7' }, 'audio_tokens'],
    [{ image_generation_requests: 7 }, 'image_generation_requests'],
    [{ cache_creation: { '24h': 7 } }, '24h'],
    [{ cache_creation: [{ ttl: '24h', input_tokens: 7 }] }, 'cache_creation.input_tokens'],
    [{ cache_creation: 7 }, 'cache_creation'],
    [{ server_tool_use: { code_execution: { requests: 7 } } }, 'code_execution.requests'],
    [{ server_tool_use: [{ type: 'web_search', requests: 7 }] }, 'server_tool_use.requests'],
    [{ iterations: { first: { output_tokens: 7 } } }, 'iterations.first.output_tokens'],
    [{ iterations: [{ type: 'advisor_message', audio_tokens: 7 }] }, 'audio_tokens'],
    [{ service_tier: 'instant' }, 'service_tier: instant'],
    [{ speed: 'turbo' }, 'speed: turbo'],
  ])('is noted wherever it stands: %j', (more, name) => {
    const row = assistant({ usage: { ...counts, ...more } })
    expect(scanRows(row).responses[0]!.parts[0]).toMatchObject({ input: 10, output: 5 })
    expect(notesOf(row)).toEqual([`note: ${name}`])
  })

  it.each([
    { input_tokens_details: { image_tokens: 0 }, container: { seconds: 7 }, speed: null, service_tier: null },
    { cache_creation: null, server_tool_use: null, output_tokens_details: null, iterations: null, cost: 0.5 },
  ])('is none where nothing is counted: %j', (more) => {
    expect(notesOf(assistant({ usage: { ...counts, ...more } }))).toEqual([])
  })
})

describe('usage in another form', () => {
  it.each([
    [{ inputTokens: 7 }, 'usage.inputTokens'],
    [{ total: { input_tokens: 7 } }, 'usage.total.input_tokens'],
    [[{ input_tokens: 7 }], 'usage.input_tokens'],
  ])('is noted: %j', (usage, name) => {
    expect(notesOf(assistant({ usage }))).toEqual([`note: ${name}`])
  })

  it('is noted where it is under another name', () => {
    expect(notesOf(assistant().replace('"usage"', '"token_usage"'))).toEqual(['note: an answer without usage'])
    expect(notesOf(assistant().replace('{"input_tokens":10,"output_tokens":50}', 'null'))).toEqual([])
  })

  it('is noted where it is in a row of another type, or of a failed answer', () => {
    const other = (type: string) => assistant().replace('"type":"assistant"', type)
    expect(notesOf(other('"type":"assistant_turn"'))).toEqual([
      'note: usage in a row of type assistant_turn is not read',
    ])
    expect(notesOf(other('"kind":"assistant"'))).toEqual(['note: usage in a row of type none is not read'])
    expect(notesOf(assistant({ model: '<synthetic>' }))).toEqual(['note: usage of a failed answer is not read'])
    expect(notesOf(user(), assistant({ model: '<synthetic>', usage: { input_tokens: 0 } }))).toEqual([])
  })
})

describe('a running total in another form', () => {
  const total = (modelUsage: unknown) => JSON.stringify({ type: 'cost-state', sessionId: 'S', modelUsage })

  it.each([
    [{ m: { inputTokens: 1, audioTokens: 7 } }, 'audioTokens'],
    [{ m: { input_tokens: 7 } }, 'input_tokens'],
    [{ m: [{ inputTokens: 7 }] }, 'cost-state.inputTokens'],
    [[], 'a cost-state without the usage of a model'],
    [undefined, 'a cost-state without the usage of a model'],
  ])('is noted: %j', (modelUsage, name) => {
    expect(notesOf(user(), total(modelUsage))).toEqual([`note: ${name}`])
  })

  it('is none where it is empty', () => {
    expect(notesOf(user(), total({}))).toEqual([])
  })
})

describe('the same record otherwise written', () => {
  it.each([T0, T0 / 1000, T0 * 1000])('has its time as a number: %d', (timestamp) => {
    expect(scanRows(user(T0 - 60_000), assistant({ more: { timestamp } })).responses).toMatchObject([
      { time: T0, quality: 'exact' },
    ])
  })

  it('has a number as its id', () => {
    const row = (id: number, uuid: string) =>
      assistant({ id: null, request: null, uuid }).replace('"message":{', `"message":{"id":${id},`)
    const { responses } = scanRows(row(1, 'a'), row(1, 'b'), row(2, 'c'))
    expect(responses.map(({ identity }) => identity)).toEqual(['1', '1', '2'])
  })
})
