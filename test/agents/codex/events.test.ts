import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { codex } from '../../../src/agents/codex/index.ts'
import { linesOf, tempFolder, writeText } from '../../helpers/folders.ts'
import { look } from '../../helpers/ledger.ts'
import { scanFile } from '../../helpers/scan.ts'
import { event, meta, rolloutPath, T0, tokenCount, turn, usageRecord, uuid7 } from './rows.ts'
import type { Usage } from './rows.ts'

const THREAD = uuid7(T0)
const scanLines = (...lines: string[]) =>
  scanFile(
    codex,
    writeText(join(tempFolder(), `rollout-2026-11-01T10-00-00-${THREAD}.jsonl`), linesOf([meta(THREAD), ...lines])),
  )
const countsOf = (...lines: string[]) =>
  scanLines(...lines).responses.map(({ parts: [part] }) => [part!.input, part!.cacheRead, part!.output])

const A: Usage = { input: 1000, cached: 100, output: 10 }
const B: Usage = { input: 2000, cached: 300, output: 30 }
const plus = (a: Usage, b: Usage): Usage => ({
  input: a.input + b.input,
  cached: a.cached! + b.cached!,
  output: a.output + b.output,
})
const AB = plus(A, B)

describe('a time that is none (FORMATS 1.5)', () => {
  const odd = (line: string): string => line.replace(/"timestamp":"[^"]*"/, '"timestamp":"2026-11-01T10:00:60.000Z"')
  const timesOf = (...lines: string[]): number[] => scanLines(...lines).responses.map(({ time }) => time - T0)
  const long = event('agent_message', { message: 'x'.repeat(400_000) }, T0 + 7)

  it('is that of the row before it, wherever the log is cut into chunks', () => {
    const [first, second] = [tokenCount(A, A, T0 + 3), tokenCount(AB, B)]
    expect(timesOf(first, odd(second))).toEqual([3, 3])
    expect(timesOf(odd(first), odd(second))).toEqual([0, 0])
    expect(timesOf(first, odd(event('agent_message')), odd(second))).toEqual([3, 3])
    expect(timesOf(first, long, odd(second))).toEqual([3, 7])
    expect(timesOf(first, odd(long), odd(second))).toEqual([3, 3])
    expect(timesOf(odd(first), event('agent_message', {}, T0 + 5), odd(second))).toEqual([0, 5])
  })

  it('begins and ends no session', () => {
    const path = writeText(
      join(tempFolder(), 'rollout.jsonl'),
      linesOf([odd(event('a')), event('b', {}, T0 + 5), event('c', {}, T0 + 6), odd(event('d'))]),
    )
    expect(scanFile(codex, path).sessions).toMatchObject([{ startedAt: T0 + 5, endedAt: T0 + 6 }])
  })
})

describe('running totals (FORMATS 3.4)', () => {
  it('count what each adds, not the first and not the sum', () => {
    expect(countsOf(turn(null), tokenCount(A, A), tokenCount(AB, B))).toEqual([
      [900, 100, 10],
      [1700, 300, 30],
    ])
  })

  it('count once where every event is written twice, as by 0.105 and 0.124', () => {
    const { responses, removed } = scanLines(tokenCount(A, A), tokenCount(A, A), tokenCount(AB, B), tokenCount(AB, B))
    expect(responses).toHaveLength(2)
    expect(removed).toEqual(['repeated running total', 'repeated running total'])
  })

  it('count nothing for the estimate that follows a compaction', () => {
    expect(countsOf(tokenCount(A, A), tokenCount(A, { input: 0, output: 0 }), tokenCount(AB, B))).toHaveLength(2)
  })

  it('start over from zeros when the context was exceeded', () => {
    const zeros = { input: 0, output: 0 }
    expect(countsOf(tokenCount(A, A), tokenCount(AB, B), tokenCount(zeros, zeros), tokenCount(A, A))).toEqual([
      [900, 100, 10],
      [1700, 300, 30],
      [900, 100, 10],
    ])
  })

  it('are passed over when they arrive late', () => {
    const { responses, removed } = scanLines(
      tokenCount(A, A),
      tokenCount(plus(AB, A), A),
      tokenCount(AB, B),
      tokenCount(plus(AB, AB), B),
    )
    expect(responses.map(({ parts: [part] }) => part!.output)).toEqual([10, 40, 30])
    expect(removed).toEqual(['out-of-order running total'])
  })

  it('are absent where only rate limits are told', () => {
    expect(countsOf(event('token_count', { info: null }), tokenCount(A, A))).toHaveLength(1)
  })

  it('begin at the total of the parent in a paginated fork, whose first response is told beside it', () => {
    expect(countsOf(tokenCount(AB, B))).toEqual([[1700, 300, 30]])
  })

  it('tell the size of no prompt where an event was missed', () => {
    const { responses } = scanLines(turn(null), tokenCount(A, A), tokenCount(plus(AB, B), B))
    expect(responses.map(({ quality }) => quality)).toEqual(['exact', 'partial'])
  })

  it('tell the size of no prompt either where the newest response is told as nothing', () => {
    const { responses } = scanLines(turn(null), tokenCount(A, A), tokenCount(AB, { input: 0, output: 0 }))
    expect(responses.map(({ quality }) => quality)).toEqual(['exact', 'partial'])
  })

  it('are missing in some old files: there the same numbers at the same time are one event', () => {
    expect(countsOf(tokenCount(null, A, T0), tokenCount(null, A, T0), tokenCount(null, A, T0 + 1))).toHaveLength(2)
  })
})

describe('usage records (FORMATS 3.3)', () => {
  it('count alone: running totals beside them are passed over', () => {
    expect(
      countsOf(usageRecord(THREAD, 'r1', A), tokenCount(A, A), usageRecord(THREAD, 'r2', B, T0, AB), tokenCount(AB, B)),
    ).toEqual([
      [900, 100, 10],
      [1700, 300, 30],
    ])
  })

  it('count alone also where they tell no total of the thread', () => {
    const bare = usageRecord(THREAD, 'r1', A).replace(/,"thread_token_usage":\{[^}]*\}/, '')
    expect(bare).not.toContain('thread_token_usage')
    expect(countsOf(bare, tokenCount(A, A))).toEqual([[900, 100, 10]])
  })

  it('go on where running totals end, in a thread that a newer version resumed', () => {
    expect(
      countsOf(tokenCount(A, A), tokenCount(A, A), usageRecord(THREAD, 'r2', B, T0, AB), tokenCount(AB, B)),
    ).toEqual([
      [900, 100, 10],
      [1700, 300, 30],
    ])
  })

  it('count whatever is wrong with the figures that stand beside theirs', () => {
    const { responses, problems } = scanLines(usageRecord(THREAD, 'r1', A, T0, { input: -5, output: 1 }))
    expect(responses[0]!.parts[0]).toMatchObject({ input: 900, cacheRead: 100, output: 10 })
    expect(problems).toEqual([])
  })

  it('count alone also where the numbers of the first cannot be', () => {
    const odd = usageRecord(THREAD, 'r1', { input: 1000, output: -1 })
    const { responses, problems } = scanLines(odd, tokenCount(A, A), usageRecord(THREAD, 'r2', B), tokenCount(AB, B))
    expect(responses.map(({ identity }) => identity)).toEqual([`${THREAD}:r2`])
    expect(problems.map(({ kind }) => kind)).toEqual(['quarantined'])
  })

  it('without usage say nothing, and that is noted: the running total beside them counts', () => {
    const bare = usageRecord(THREAD, 'r1', A).replace(/"usage":\{[^}]*\}/, '"usage":null')
    const { responses, problems } = scanLines(bare, tokenCount(A, A))
    expect(responses).toMatchObject([{ parts: [{ output: A.output }] }])
    expect(problems).toMatchObject([{ kind: 'note', detail: 'a usage record without usage' }])
  })

  it('are one response where the provider gave one id', () => {
    const identities = scanLines(usageRecord(THREAD, 'r1', A), usageRecord(THREAD, 'r1', A)).responses.map(
      ({ identity }) => identity,
    )
    expect(new Set(identities).size).toBe(1)
  })
})

describe('token classes (FORMATS 3.3)', () => {
  const partOf = (usage: Usage) => scanLines(turn(null), usageRecord(THREAD, 'r1', usage)).responses[0]!.parts[0]!

  it('do not overlap: input loses what was cached and written, output keeps its reasoning', () => {
    expect(partOf({ input: 2010, cached: 100, written: 50, output: 201, reasoning: 21 })).toMatchObject({
      input: 1860,
      cacheRead: 100,
      cacheWrite5m: 50,
      cacheWrite1h: 0,
      output: 201,
      reasoning: 21,
    })
  })

  it('never fall below nothing: cached tokens beyond the input are cut, and that is noted', () => {
    const { responses, problems } = scanLines(
      turn(null),
      usageRecord(THREAD, 'r1', { input: 100, cached: 150, output: 1 }),
    )
    expect(responses[0]).toMatchObject({ quality: 'partial', parts: [{ input: 0, cacheRead: 100 }] })
    expect(problems).toMatchObject([{ kind: 'note', detail: expect.stringContaining('exceed') }])
  })
})

describe('what decides the price (FORMATS 3.6)', () => {
  const settings = (more: object) => event('thread_settings_applied', { thread_settings: more })
  const skuOf = (...lines: string[]) => {
    const [response] = scanLines(...lines, tokenCount(A, A)).responses
    return { ...response!.parts[0]!, quality: response!.quality }
  }

  it('is gpt-5 where no line names a model, which is an estimate', () => {
    expect(skuOf()).toMatchObject({ model: 'gpt-5', quality: 'estimated' })
  })

  it('is the model that the event names, else that of the turn, else that of the settings', () => {
    expect(skuOf(turn(null, { model: 'gpt-5.2' }))).toMatchObject({ model: 'gpt-5.2', quality: 'exact' })
    expect(skuOf(settings({ model: 'gpt-5.4' }))).toMatchObject({ model: 'gpt-5.4', quality: 'exact' })
    // New settings hold from the next turn on.
    expect(skuOf(turn(null), settings({ model: 'gpt-5.4' }))).toMatchObject({ model: 'gpt-5.5' })
    const named = usageRecord(THREAD, 'r1', A).replace('"response_id"', '"model":"gpt-5.1","response_id"')
    expect(scanLines(turn(null), named).responses[0]!.parts[0]).toMatchObject({ model: 'gpt-5.1' })
  })

  it.each([
    ['priority', 'priority'],
    ['fast', 'priority'],
    ['flex', 'flex'],
    [null, 'standard'],
  ])('is the tier of the thread: %s', (service_tier, tier) => {
    expect(skuOf(turn(null), settings({ service_tier }))).toMatchObject({ tier })
  })

  it('is the provider that the thread began with', () => {
    const { responses } = scanFile(
      codex,
      writeText(
        join(tempFolder(), 'rollout-x.jsonl'),
        linesOf([meta(THREAD, { model_provider: 'ollama' }), tokenCount(A, A)]),
      ),
    )
    expect(responses[0]!.parts[0]!.provider).toBe('ollama')
  })
})

it.each([
  [[event('task_started'), event('task_complete')], 'done'],
  [[event('task_started'), event('task_complete', { error: { message: 'made up' } })], 'failed'],
  [[event('task_started'), event('turn_aborted', { reason: 'interrupted' })], 'cancelled'],
  [[event('task_complete'), event('task_started')], 'open'],
])('tells from the last turn how a session stands (FORMATS 3.7): %#', (lines, signal) => {
  expect(scanLines(...lines).sessions[0]!.signal).toBe(signal)
})

it('knows a thread by the name of its file where the first line is lost (FORMATS 3.7)', () => {
  const path = writeText(join(tempFolder(), `rollout-2026-11-01T10-00-00-${THREAD}.jsonl`), linesOf([tokenCount(A, A)]))
  expect(scanFile(codex, path).sessions[0]!.id).toBe(THREAD)
})

describe('the time of a row without one', () => {
  const timeless = (line: string): string => line.replace(/"timestamp":"[^"]*",/, '')
  const timesOf = (...lines: string[]) => scanLines(...lines).responses.map(({ time }) => time - T0)

  it('is that of the row before it that has one, whatever that row tells (FORMATS D5)', () => {
    expect(
      timesOf(event('user_message', {}, T0 + 1000), timeless(tokenCount(A, A)), tokenCount(AB, B, T0 + 9000)),
    ).toEqual([1000, 9000])
  })

  it('is the same when the file has grown meanwhile', () => {
    const path = join(tempFolder(), `rollout-2026-11-01T10-00-00-${THREAD}.jsonl`)
    const begin = [meta(THREAD), event('user_message', {}, T0 + 1000)]
    const first = scanFile(codex, writeText(path, linesOf(begin)))
    const second = scanFile(codex, writeText(path, linesOf([...begin, timeless(tokenCount(A, A))])), first.end)
    expect(second.responses.map(({ time }) => time - T0)).toEqual([1000])
  })
})

it('ends a session with its last row, not with a time that stands inside of it (FORMATS 1.3)', () => {
  const result = event(
    'mcp_tool_call_end',
    { result: { structuredContent: { timestamp: '2031-01-01T00:00:00.000Z' } } },
    T0 + 5,
  )
  expect(scanLines(tokenCount(A, A), result).sessions[0]).toMatchObject({ startedAt: T0, endedAt: T0 + 5 })
})

describe('a compressed rollout (FORMATS 3.1)', () => {
  const lines = [meta(THREAD), turn(null), tokenCount(A, A), tokenCount(AB, B)].map((line) => `${line}\n`)
  const frames = (...texts: string[]) => texts.map((text) => zstdCompressSync(Buffer.from(text)))
  const scanBytes = (...parts: Buffer[]) => {
    const path = join(tempFolder(), `rollout-2026-11-01T10-00-00-${THREAD}.jsonl.zst`)
    writeFileSync(path, Buffer.concat(parts))
    return scanFile(codex, path)
  }

  it('is read to its end, however many frames it has', () => {
    const { responses, lines: read } = scanBytes(...frames(lines.slice(0, 3).join(''), lines[3]!))
    expect(responses.map(({ offset }) => offset)).toEqual([
      lines[0]!.length + lines[1]!.length,
      lines.slice(0, 3).join('').length,
    ])
    expect(read).toBe(4)
  })

  it('counts up to where it is damaged, and that is told', () => {
    const { responses, problems } = scanBytes(...frames(lines.join('')), Buffer.from('no frame'))
    expect(responses).toHaveLength(2)
    expect(problems).toEqual([
      { kind: 'bad-line', offset: lines.join('').length, detail: 'what follows cannot be decompressed' },
    ])
  })

  it('counts up to where it was cut, and that is told', () => {
    const more = event('agent_message', { message: Array.from({ length: 60_000 }, (_, i) => i * i).join(' ') })
    const [frame] = frames([...lines, `${more}\n`, ...lines].join(''))
    const { responses, problems, end } = scanBytes(frame!.subarray(0, frame!.length - 20))
    expect(responses).toHaveLength(2)
    expect(problems.map(({ kind, detail }) => [kind, detail])).toEqual([
      ['bad-line', 'torn line at the end of the file'],
      ['bad-line', 'what follows cannot be decompressed'],
    ])
    expect(end.tornTail).toBe(true)
  })

  it('is no rollout where nothing of it can be read', () => {
    expect(() => scanBytes(frames(lines.join(''))[0]!.subarray(0, 9))).toThrow('unexpected end of file')
    expect(() => scanBytes(Buffer.from('no frame'))).toThrow(/frame/)
  })

  it('is left alone while the same rollout is there as it was', () => {
    const root = tempFolder()
    const plain = writeText(join(root, rolloutPath(THREAD)), lines.join(''))
    writeFileSync(`${plain}.zst`, 'half a frame')
    expect(look(codex, [root])[0]!.files.map(({ path }) => path)).toEqual([plain])
  })
})
