import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { claudeCode } from '../../../src/agents/claude-code/index.ts'
import { linesOf, tempFolder, writeText } from '../../helpers/folders.ts'
import { scanFile } from '../../helpers/scan.ts'
import { assistant, at, T0, user } from './rows.ts'

const scanRows = (...rows: string[]) => scanFile(claudeCode, writeText(join(tempFolder(), 'S.jsonl'), linesOf(rows)))
const partsOf = (usage: object, more: object = {}) => scanRows(assistant({ usage, more })).responses[0]!.parts

describe('cache writes (FORMATS 2.3)', () => {
  it.each([
    [
      'are split as the row says',
      {
        cache_creation_input_tokens: 300,
        cache_creation: { ephemeral_5m_input_tokens: 100, ephemeral_1h_input_tokens: 200 },
      },
      100,
      200,
    ],
    ['are all of five minutes without a split', { cache_creation_input_tokens: 300 }, 300, 0],
    [
      'are of five minutes where the split leaves them open',
      { cache_creation_input_tokens: 300, cache_creation: { ephemeral_1h_input_tokens: 120 } },
      180,
      120,
    ],
    [
      'never exceed their total',
      {
        cache_creation_input_tokens: 300,
        cache_creation: { ephemeral_5m_input_tokens: 50, ephemeral_1h_input_tokens: 400 },
      },
      0,
      300,
    ],
    [
      'are the sum of their split where the total is missing',
      { cache_creation: { ephemeral_5m_input_tokens: 7, ephemeral_1h_input_tokens: 8 } },
      7,
      8,
    ],
    ['are none where the split is null', { cache_creation_input_tokens: null, cache_creation: null }, 0, 0],
  ])('%s', (_, usage, cacheWrite5m, cacheWrite1h) => {
    expect(partsOf({ input_tokens: 1, output_tokens: 2, ...usage })).toMatchObject([
      { input: 1, output: 2, cacheWrite5m, cacheWrite1h },
    ])
  })
})

describe('what decides the price (FORMATS 2.3)', () => {
  const usage = { input_tokens: 1, output_tokens: 2 }
  it.each([
    [{ inference_geo: 'us' }, { geo: 'us' }],
    [{ inference_geo: 'global' }, { geo: null }],
    [{ inference_geo: 'not_available' }, { geo: null }],
    [{ speed: 'fast' }, { speed: 'fast' }],
    [{ speed: 'standard' }, { speed: 'standard' }],
    [{ service_tier: 'priority' }, { tier: 'priority' }],
    [{ service_tier: 'batch' }, { tier: 'batch' }],
    [{ service_tier: null }, { tier: 'standard' }],
    [{ server_tool_use: { web_search_requests: 3, web_fetch_requests: 9 } }, { webSearches: 3 }],
    [{ server_tool_use: null }, { webSearches: 0 }],
    [{ output_tokens_details: { thinking_tokens: 2 } }, { reasoning: 2, output: 2 }],
  ])('is kept: %j', (more, expected) => {
    expect(partsOf({ ...usage, ...more })).toMatchObject([expected])
  })

  it('is the cost that versions before 1.0.9 wrote themselves', () => {
    expect(partsOf(usage, { costUSD: 0.0123 })[0]!.recordedCost).toBe('0.0123')
    expect(partsOf(usage)[0]!.recordedCost).toBeNull()
  })
})

describe('iterations (FORMATS 2.3)', () => {
  const message = (input: number, output: number) => ({ type: 'message', input_tokens: input, output_tokens: output })

  it('bill an advisor on top of the message, at its own model', () => {
    const parts = partsOf({
      input_tokens: 10,
      output_tokens: 50,
      iterations: [
        message(10, 50),
        {
          type: 'advisor_message',
          model: 'claude-opus-4-8',
          input_tokens: 700,
          output_tokens: 70,
          output_tokens_details: { thinking_tokens: 30 },
        },
      ],
    })
    expect(parts).toMatchObject([
      { model: 'claude-sonnet-4-5', input: 10, output: 50, outsideClaim: false },
      { model: 'claude-opus-4-8', input: 700, output: 70, reasoning: 30, outsideClaim: false },
    ])
  })

  it("bill a compaction at the message's model, outside the agent's own totals", () => {
    const parts = partsOf({
      input_tokens: 10,
      output_tokens: 50,
      iterations: [{ type: 'compaction', input_tokens: 9000, output_tokens: 900 }, message(10, 50)],
    })
    expect(parts).toMatchObject([
      { model: 'claude-sonnet-4-5', input: 10, output: 50, outsideClaim: false },
      { model: 'claude-sonnet-4-5', input: 9000, output: 900, outsideClaim: true },
    ])
  })

  it('are prompts of their own where they add up to the whole', () => {
    const parts = partsOf({ input_tokens: 30, output_tokens: 7, iterations: [message(10, 3), message(20, 4)] })
    expect(parts).toMatchObject([
      { input: 10, output: 3, requests: 1 },
      { input: 20, output: 4, requests: 0 },
    ])
  })

  it('bill an advisor that does not say its model at that of the message', () => {
    const parts = partsOf({
      input_tokens: 10,
      output_tokens: 50,
      iterations: [message(10, 50), { type: 'advisor_message', input_tokens: 700, output_tokens: 70 }],
    })
    expect(parts).toMatchObject([{ input: 10 }, { model: 'claude-sonnet-4-5', input: 700, output: 70 }])
  })

  it('bill a fallback on top, unless the top-level numbers hold it', () => {
    const fallback = { type: 'fallback_message', model: 'claude-opus-4-8', input_tokens: 700, output_tokens: 70 }
    const withFallback = (output_tokens: number) =>
      partsOf({ input_tokens: 10, output_tokens, iterations: [message(10, 50), fallback] })
    expect(withFallback(50)).toMatchObject([
      { model: 'claude-sonnet-4-5', input: 10, output: 50 },
      { model: 'claude-opus-4-8', input: 700, output: 70, outsideClaim: false },
    ])
    expect(withFallback(120)).toMatchObject([{ model: 'claude-sonnet-4-5', input: 10, output: 120 }])
  })

  describe('that do not tell their kinds of cache writes', () => {
    const writing = (written: number) => ({ ...message(10, 3), cache_creation_input_tokens: written })
    const written = (ephemeral_5m_input_tokens: number, ephemeral_1h_input_tokens: number) =>
      partsOf({
        input_tokens: 20,
        output_tokens: 6,
        cache_creation_input_tokens: 100,
        cache_creation: { ephemeral_5m_input_tokens, ephemeral_1h_input_tokens },
        iterations: [writing(30), writing(70)],
      }).map(({ input, cacheWrite5m, cacheWrite1h }) => [input, cacheWrite5m, cacheWrite1h])

    it('have that of the whole response', () => {
      expect(written(100, 0)).toEqual([
        [10, 30, 0],
        [10, 70, 0],
      ])
      expect(written(0, 100)).toEqual([
        [10, 0, 30],
        [10, 0, 70],
      ])
    })

    it('leave the response whole where that has both', () => {
      expect(written(40, 60)).toEqual([[20, 40, 60]])
    })

    it('but do tell them elsewhere are as they say', () => {
      const iterations = [
        { ...writing(30), cache_creation: { ephemeral_5m_input_tokens: 30, ephemeral_1h_input_tokens: 0 } },
        { ...writing(70), cache_creation: { ephemeral_5m_input_tokens: 10, ephemeral_1h_input_tokens: 60 } },
      ]
      const cache_creation = { ephemeral_5m_input_tokens: 40, ephemeral_1h_input_tokens: 60 }
      expect(
        partsOf({
          input_tokens: 20,
          output_tokens: 6,
          cache_creation_input_tokens: 100,
          cache_creation,
          iterations,
        }),
      ).toMatchObject([
        { cacheWrite5m: 30, cacheWrite1h: 0 },
        { cacheWrite5m: 10, cacheWrite1h: 60 },
      ])
    })
  })

  it('are noted where their type has no rule, as are counters of tools (FORMATS D8)', () => {
    const usage = {
      input_tokens: 10,
      output_tokens: 3,
      server_tool_use: { web_search_requests: 0, web_fetch_requests: 4, code_runs: 2, idle_runs: 0 },
      iterations: [message(10, 3), { type: 'second_thought', input_tokens: 70, output_tokens: 7 }],
    }
    expect(scanRows(assistant({ usage })).problems.map(({ kind, detail }) => [kind, detail])).toEqual([
      ['note', 'unrecognised usage field code_runs'],
      ['note', 'unrecognised usage field iterations: second_thought'],
    ])
  })

  it('are not noted where there is a rule for all that they tell', () => {
    const counts = { cache_creation_input_tokens: 3, cache_read_input_tokens: 4 }
    const usage = {
      input_tokens: 10,
      output_tokens: 3,
      ...counts,
      cache_creation: { ephemeral_5m_input_tokens: 1, ephemeral_1h_input_tokens: 2 },
      server_tool_use: { web_search_requests: 1, web_fetch_requests: 4 },
      iterations: ['message', 'compaction', 'advisor_message', 'fallback_message'].map((type) => ({
        ...message(10, 3),
        ...counts,
        type,
      })),
    }
    expect(scanRows(assistant({ usage })).problems).toEqual([])
  })

  it('may come with a kind of cache write that has no rule, which is noted', () => {
    const cache_creation = { ephemeral_5m_input_tokens: 1, ephemeral_1d_input_tokens: 2, ephemeral_1w_input_tokens: 0 }
    const { problems } = scanRows(assistant({ usage: { input_tokens: 1, output_tokens: 1, cache_creation } }))
    expect(problems).toMatchObject([{ kind: 'note', detail: 'unrecognised usage field ephemeral_1d_input_tokens' }])
  })

  it('leave the response whole where they do not add up', () => {
    const parts = partsOf({ input_tokens: 31, output_tokens: 7, iterations: [message(10, 3), message(20, 4)] })
    expect(parts).toMatchObject([{ input: 31, output: 7, requests: 1 }])
  })
})

describe('rows that are no request (FORMATS 2.4)', () => {
  it('are those of failed and interrupted requests, which tell how the session stands', () => {
    const zeros = { input_tokens: 0, output_tokens: 0, server_tool_use: null }
    const synthetic = (more: object) => assistant({ model: '<synthetic>', usage: zeros, time: T0 + 1000, more })
    const failed = scanRows(assistant(), synthetic({ isApiErrorMessage: true }))
    const interrupted = scanRows(assistant(), synthetic({}))
    expect([failed.responses.length, interrupted.responses.length]).toEqual([1, 1])
    expect([failed.sessions[0]!.signal, interrupted.sessions[0]!.signal]).toEqual(['failed', 'cancelled'])
    const bare = assistant({ model: '<synthetic>', more: { isApiErrorMessage: true } }).replace(
      /"usage":\{[^}]*\}/,
      '"usage":null',
    )
    expect(scanRows(assistant(), bare).sessions[0]!.signal).toBe('failed')
  })

  it('are prompts and tool results that quote usage', () => {
    const quoted = '{"type":"assistant","message":{"id":"msg_9","usage":{"input_tokens":9,"output_tokens":9}}}'
    const result = JSON.stringify({
      type: 'user',
      toolUseResult: { totalTokens: 99, usage: { input_tokens: 90, output_tokens: 9 } },
      timestamp: at(T0),
    })
    expect(scanRows(user(T0, quoted), result, assistant()).responses).toHaveLength(1)
  })
})

it('reads messages of sub-agents that old builds wrapped in progress rows of the parent (FORMATS 2.2)', () => {
  const inner = JSON.parse(assistant({ id: 'msg_sub', request: 'req_sub' })) as {
    message: object
    requestId: string
    timestamp: string
  }
  const progress = JSON.stringify({
    type: 'progress',
    data: {
      type: 'agent_progress',
      message: { type: 'assistant', message: inner.message, requestId: inner.requestId, timestamp: inner.timestamp },
    },
    timestamp: at(T0 + 5),
    sessionId: 'S',
    uuid: 'p1',
  })
  expect(scanRows(progress).responses).toMatchObject([
    { identity: 'msg_sub', variant: 'req_sub', demoted: true, subagent: true, session: 'S' },
  ])
  // Later ones name the sub-agent; the file is the parent's all the same.
  const { responses, sessions } = scanRows(progress.replace('"type":"agent_progress"', '"agentId":"x1"'))
  expect(responses).toMatchObject([{ identity: 'msg_sub', session: 'x1' }])
  expect(sessions).toMatchObject([{ id: 'S', parent: null }])
})

it('takes the time of the row before for a row without one, and says so in its quality (FORMATS 2.2)', () => {
  const { responses, problems } = scanRows(user(T0 + 7), assistant({ more: { timestamp: undefined } }))
  expect(responses).toMatchObject([{ time: T0 + 7, quality: 'partial' }])
  expect(problems).toEqual([])
})

it('has no branch for a detached checkout or a folder without git (FORMATS 2.2)', () => {
  const { responses } = scanRows(
    assistant({ more: { gitBranch: 'HEAD' } }),
    assistant({ id: 'msg_2', more: { gitBranch: '' } }),
  )
  expect(responses.map(({ branch }) => branch)).toEqual([null, null])
})

it('is of an unknown model where it names none, and still counts', () => {
  const nameless = assistant().replace('"model":"claude-sonnet-4-5",', '')
  expect(scanRows(nameless).responses[0]!.parts).toMatchObject([{ model: 'unknown', input: 10 }])
})

describe('how a session stands', () => {
  const signalOf = (...rows: string[]) => scanRows(...rows).sessions[0]!.signal

  it.each([
    ['end_turn', 'done'],
    ['max_tokens', 'done'],
    ['tool_use', 'open'],
    ['pause_turn', 'open'],
    [null, 'open'],
  ])('its last answer ended with %j: %s', (stop, signal) => {
    expect(signalOf(assistant({ stop }))).toBe(signal)
  })

  it('its user interrupted it: cancelled, until it goes on', () => {
    const interrupted = user(T0 + 1, '[Request interrupted by user for tool use]')
    expect(signalOf(assistant(), interrupted)).toBe('cancelled')
    expect(signalOf(assistant(), interrupted, assistant({ id: 'msg_2', time: T0 + 2 }))).toBe('done')
    expect(signalOf(assistant(), user(T0 + 1, 'quoted: [Request interrupted by user]'))).toBe('done')
  })

  it('an answer without counts says nothing of it', () => {
    expect(signalOf(assistant(), assistant({ id: 'msg_2', stop: null, usage: {} }))).toBe('done')
  })
})

describe('an answer without counts', () => {
  it.each([{}, { service_tier: 'standard' }, { server_tool_use: { web_search_requests: 0 } }])(
    'is no record: %j',
    (usage) => {
      const told = scanRows(assistant({ id: 'm1', usage: { input_tokens: 1 } }), assistant({ id: 'm2', usage }))
      expect(told.responses.map(({ identity }) => identity)).toEqual(['m1'])
      expect(told.problems).toEqual([])
    },
  )

  it('is one where it says that there were none', () => {
    expect(scanRows(assistant({ usage: { input_tokens: null, output_tokens: 0 } })).responses).toHaveLength(1)
  })
})

it('takes no more searches than there is room for', () => {
  const searched = (web_search_requests: number) =>
    scanRows(assistant({ usage: { input_tokens: 1, output_tokens: 1, server_tool_use: { web_search_requests } } }))
  expect(searched(2 ** 31 - 1).responses[0]!.parts[0]!.webSearches).toBe(2 ** 31 - 1)
  expect(searched(2 ** 31)).toMatchObject({ responses: [], problems: [{ kind: 'quarantined' }] })
})

describe('the session of a log', () => {
  it('is that of the folder above all of its sub-agents (FORMATS 2.1)', () => {
    const path = join(tempFolder(), 'projects/p/S1/subagents/workflows/w1/agent-x.jsonl')
    const { sessions } = scanFile(claudeCode, writeText(path, `${user()}\n`))
    expect(sessions).toMatchObject([{ id: 'S1' }])
  })

  it('is not known of one that is empty: what it told before it was cut stays (FORMATS D5)', () => {
    expect(scanFile(claudeCode, writeText(join(tempFolder(), 'projects/p/agent-x.jsonl'), '')).sessions).toEqual([])
  })
})

describe('which rows are read', () => {
  const used = (type: string) => assistant().replace('"type":"assistant"', `"type":"${type}"`)

  it.each(['user', 'system', 'assistants', 'assistant ', 'Assistant'])(
    'a row of type %j is none of the assistant',
    (type) => {
      expect(scanRows(used(type)).responses).toEqual([])
    },
  )

  it('the type may be written in any way, and stand anywhere', () => {
    const { type, ...rest } = JSON.parse(assistant()) as Record<string, unknown>
    const rows = [
      JSON.stringify({ ...rest, type }),
      used('assi\\u0073tant'),
      assistant().replace('"type":"assistant"', '"type" :\t"assistant"'),
      assistant().replace('"type":"assistant"', '"type":"user","type":"assistant"'),
    ]
    for (const row of rows) expect([row, scanRows(row).responses.length]).toEqual([row, 1])
  })
})
