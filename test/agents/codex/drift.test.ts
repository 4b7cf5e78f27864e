import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { codex } from '../../../src/agents/codex/index.ts'
import { linesOf, tempFolder, writeText } from '../../helpers/folders.ts'
import { scanFile } from '../../helpers/scan.ts'
import { event, meta, T0, tokenCount, turn, usageRecord, used, uuid7 } from './rows.ts'

/* Usage as a later version may write it: what is not understood is told of. */

const THREAD = uuid7(T0)
const scanLines = (...lines: string[]) =>
  scanFile(
    codex,
    writeText(
      join(tempFolder(), `rollout-2026-11-01T10-00-00-${THREAD}.jsonl`),
      linesOf([meta(THREAD), turn(null), ...lines]),
    ),
  )
const toldBy = (...lines: string[]) => {
  const { responses, problems } = scanLines(...lines)
  return {
    outputs: responses.map(({ parts: [part] }) => part!.output),
    notes: problems.map(({ kind, detail }) => `${kind}: ${detail}`),
  }
}
const record = usageRecord(THREAD, 'r1', used(10))
const count = tokenCount(used(10), used(10))

describe('usage in another form is noted', () => {
  it.each([
    ['"usage":{', '"usage":{"input_tokens_details":{"audio_tokens":7},', 'input_tokens_details.audio_tokens'],
    ['"usage":{', '"usage":{"code_interpreter_calls":7,', 'code_interpreter_calls'],
  ])('where it has counts without a rule: %s %s', (from, to, name) => {
    expect(toldBy(record.replace(from, to))).toEqual({
      outputs: [10],
      notes: [`note: unrecognised usage field ${name}`],
    })
  })

  it('also where all else is 0', () => {
    const none = usageRecord(THREAD, 'r1', { input: 0, output: 0 }).replace('"usage":{', '"usage":{"audio_tokens":7,')
    expect(toldBy(none)).toEqual({ outputs: [], notes: ['note: unrecognised usage field audio_tokens'] })
  })

  it.each(['{"inputTokens":7}', '{"tokens":{"input_tokens":7}}', '{"total_tokens":7}', '[]'])(
    'in a record: %s',
    (usage) => {
      const odd = record.replace(/"usage":\{[^}]*\}/, `"usage":${usage}`)
      expect(toldBy(odd)).toEqual({ outputs: [], notes: ['note: a usage record without usage'] })
      expect(toldBy(odd, count).outputs).toEqual([10])
    },
  )

  it('in a running total', () => {
    const notes = ['note: a token count without usage']
    expect(toldBy(count.replaceAll('_token_usage', '_usage'))).toEqual({ outputs: [], notes })
    expect(toldBy(count.replace(/\{"input_tokens"[^}]*\}/g, '{"inputTokens":7}'))).toEqual({ outputs: [], notes })
    expect(toldBy(event('token_count', { info: null, rate_limits: {} }))).toEqual({ outputs: [], notes: [] })
  })

  it.each([
    [record.replace('"token_usage_record"', '"token_usage_record_v2"'), 'token_usage_record_v2'],
    [count.replace('"token_count"', '"token_counts"'), 'token_counts'],
  ])('in a record of another kind: %#', (line, kind) => {
    expect(toldBy(line)).toEqual({ outputs: [], notes: [`note: a record of type ${kind} is not read`] })
  })

  it('as is a tier that is not known, which is priced like the standard', () => {
    const settings = (service_tier: unknown) => event('thread_settings_applied', { thread_settings: { service_tier } })
    expect(toldBy(settings('ultra'), record)).toEqual({
      outputs: [10],
      notes: ['note: unrecognised usage field service_tier: ultra'],
    })
    expect(toldBy(settings('default'), settings('priority'), settings(null), record).notes).toEqual([])
  })
})

it('has the time of a record that tells it as a number', () => {
  const timed = record.replace(/"timestamp":"[^"]*"/, `"timestamp":${T0 + 5000}`)
  expect(scanLines(timed).responses).toMatchObject([{ time: T0 + 5000 }])
})
