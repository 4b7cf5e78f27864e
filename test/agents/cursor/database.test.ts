import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cursor } from '../../../src/agents/cursor/index.ts'
import { tempFolder } from '../../helpers/folders.ts'
import { coldLoad } from '../../helpers/ledger.ts'
import { scanFile } from '../../helpers/scan.ts'
import { answer, composer, inState, question, STATE, T0 } from './database.ts'
import type { State } from './database.ts'

function scanned(fill: (state: State) => void) {
  const root = tempFolder()
  inState(root, fill)
  return scanFile(cursor, join(root, STATE))
}

const BRANCHES = { createdOnBranch: 'main', activeBranch: { branchName: 'feature' } }

describe('answers that old builds counted (FORMATS 7.2)', () => {
  it('are partial: the input holds what came from the cache, and nothing says how much', () => {
    const { responses, end } = scanned(({ put }) => {
      put(...composer('c1', BRANCHES))
      put(...question('c1', 'b0'))
      put(...answer('c1', 'b1', { input: 2010, output: 201, modelInfo: { modelName: 'gpt-5.2-codex-xhigh' } }))
    })
    expect(responses).toMatchObject([
      {
        session: 'c1',
        time: T0 + 1000,
        quality: 'partial',
        branch: 'feature',
        subagent: false,
        parts: [{ model: 'gpt-5.2-codex', requests: 1, input: 2010, output: 201, cacheRead: 0, recordedCost: null }],
      },
    ])
    expect(end).toMatchObject({ readTo: 0, tornTail: false })
  })

  it('have the model of their session where they name none, and a time of it where they have none', () => {
    const { responses } = scanned(({ put }) => {
      put(...composer('c1'))
      put(...answer('c1', 'b1', { input: 1, createdAt: undefined }))
      put(...answer('c1', 'b2', { input: 2, createdAt: undefined, timingInfo: { clientStartTime: T0 + 5.5 } }))
      // Counted from when the program began.
      put(...answer('c1', 'b3', { input: 3, createdAt: undefined, timingInfo: { clientStartTime: 4711.5 } }))
      const timingInfo = { clientStartTime: T0 + 5, clientEndTime: T0 + 9 }
      put(...answer('c1', 'b4', { input: 4, createdAt: undefined, timingInfo }))
    })
    expect(responses.map(({ time }) => time - T0)).toEqual([600_000, 5, 600_000, 9])
    expect(responses.map(({ parts }) => parts[0]!.model)).toEqual(Array(4).fill('claude-4.5-sonnet-thinking'))
  })

  it('stood in the row of the session at first', () => {
    const [, b1] = answer('c1', 'b1', { input: 10, output: 1 })
    const { responses, sessions } = scanned(({ put }) =>
      put(
        ...composer('c1', {
          fullConversationHeadersOnly: undefined,
          conversation: [{ type: 1 }, b1, { ...b1, bubbleId: undefined }],
        }),
      ),
    )
    expect(responses.map(({ identity, parts }) => [identity, parts[0]!.input])).toEqual([
      ['bubble:b1', 10],
      ['bubble:c1#2', 10],
    ])
    expect(sessions).toHaveLength(1)
  })

  it('count without the row of their session, which may be gone', () => {
    const { responses, sessions } = scanned(({ put }) => put(...answer('c1', 'b1', { input: 10, output: 1 })))
    expect(responses).toMatchObject([{ session: 'c1', parts: [{ model: 'unknown', input: 10 }] }])
    expect(sessions).toEqual([
      {
        id: 'c1',
        parent: null,
        startedAt: T0 + 1000,
        endedAt: T0 + 1000,
        cwd: null,
        branch: null,
        signal: 'open',
        meters: [],
      },
    ])
  })

  it('count once when their session was duplicated, in the one that they began in', async () => {
    const root = tempFolder()
    inState(root, ({ put }) => {
      put(...composer('copy', { createdAt: T0 + 100_000 }))
      put(...answer('copy', 'b1', { input: 10, output: 1 }))
      put(...composer('origin'))
      put(...answer('origin', 'b1', { input: 10, output: 1 }))
    })
    const ledger = await coldLoad(cursor, [root])
    expect(await ledger.totals()).toMatchObject({ requests: 1, input_tokens: 10 })
    expect(await ledger.scoped()).toMatchObject([{ session: 'origin' }])
  })

  it('are not told apart by a name alone: two sessions may have messages of one', async () => {
    const root = tempFolder()
    inState(root, ({ put }) => {
      put(...answer('c1', 'b1', { input: 10, output: 1 }))
      put(...answer('c2', 'b1', { input: 20, output: 2 }))
    })
    expect(await (await coldLoad(cursor, [root])).totals()).toMatchObject({ requests: 2, input_tokens: 30 })
  })

  it.each([-5, 1.5, 1e20, '12', [1], true])('are set apart with %j tokens (FORMATS 1.2)', (outputTokens) => {
    const { responses, problems } = scanned(({ put }) => {
      put(...answer('c1', 'b1', { tokenCount: { inputTokens: 5, outputTokens } }))
      put(...answer('c1', 'b2', { input: 10 }))
    })
    expect(responses).toMatchObject([{ identity: 'bubble:b2' }])
    expect(problems).toEqual([{ kind: 'quarantined', offset: 1, detail: expect.stringContaining('outputTokens') }])
  })

  it.each([
    ['deeper', { usage: { inputTokens: 7 } }, 'usage.inputTokens'],
    ['in a list', [{ inputTokens: 7 }], 'tokenCount.inputTokens'],
    ['as a number', 7, 'tokenCount'],
  ])('are no requests where their counts stand %s, which is noted', (_, tokenCount, field) => {
    const { responses, problems } = scanned(({ put }) => put(...answer('c1', 'b1', { tokenCount })))
    expect(responses).toEqual([])
    expect(problems).toEqual([{ kind: 'note', offset: 1, detail: `unrecognised usage field ${field}` }])
  })

  it('are noted where nobody knows whether they are answers', () => {
    const { responses, problems } = scanned(({ put }) => {
      put(...answer('c1', 'b1', { input: 5, type: 'assistant' }))
      put(...answer('c1', 'b2', { input: 0, type: 'tool' }))
      put(...answer('c1', 'b3', { input: 5, type: 1 }))
    })
    expect(responses).toEqual([])
    expect(problems).toEqual([{ kind: 'note', offset: 1, detail: 'unrecognised usage field tokenCount.inputTokens' }])
  })

  it('cannot be read where their table has other columns, which is said', () => {
    const root = tempFolder()
    inState(root, ({ run }) => run('alter table cursorDiskKV rename column value to data'))
    expect(() => scanFile(cursor, join(root, STATE))).toThrow('cursorDiskKV has other columns')
  })

  it('note a count that has no rule, and one without any time (FORMATS D8)', () => {
    const { problems } = scanned(({ put }) => {
      put(...answer('c1', 'b1', { tokenCount: { inputTokens: 5, outputTokens: null, crystalTokens: 7 } }))
      put(...answer('c2', 'b1', { input: 5, createdAt: undefined }))
    })
    expect(problems).toEqual([
      { kind: 'note', offset: 1, detail: 'unrecognised usage field crystalTokens' },
      { kind: 'quarantined', offset: 2, detail: 'no time in the message or its session' },
    ])
  })
})

describe('answers of current builds', () => {
  it('are no requests and have no tokens; their model is known once for the session', () => {
    const { responses } = scanned(({ put }) => {
      put(...composer('c1', { modelConfig: { modelName: 'default' } }))
      put(...answer('c1', 'b1'))
      put(...answer('c1', 'b2', { time: T0 + 9000 }))
      put(...answer('c1', 'b3', { modelInfo: { modelName: 'composer-2' }, tokenCount: undefined }))
    })
    expect(responses).toMatchObject([
      { time: T0 + 9000, quality: 'partial', parts: [{ model: 'auto', requests: 0, input: 0, output: 0 }] },
      { time: T0 + 1000, quality: 'partial', parts: [{ model: 'composer-2', requests: 0 }] },
    ])
  })
})

describe('a session (FORMATS 7.1)', () => {
  it.each([
    ['completed', 'done'],
    ['aborted', 'cancelled'],
    ['error', 'failed'],
    ['generating', 'open'],
    ['none', 'open'],
    ['constructor', 'open'],
    [undefined, 'open'],
  ])('that is %s was left %s', (status, signal) => {
    const { sessions } = scanned(({ put }) => put(...composer('c1', { status, ...BRANCHES })))
    expect(sessions).toEqual([
      {
        id: 'c1',
        parent: null,
        startedAt: T0,
        endedAt: T0 + 600_000,
        cwd: null,
        branch: 'feature',
        signal,
        meters: [],
      },
    ])
  })

  it('ends with its last message where its row is older', () => {
    const { sessions } = scanned(({ put }) => {
      put(...composer('c1', { lastUpdatedAt: undefined }))
      put(...answer('c1', 'b1', { time: T0 + 5000 }))
    })
    expect(sessions).toMatchObject([{ startedAt: T0, endedAt: T0 + 5000 }])
  })

  it('has the lines that it changed, and what was charged for it beyond the plan in 2025', () => {
    const usageData = { default: { costInCents: 12, amount: 3 }, 'gpt-4o': { costInCents: 4.5, amount: 1 } }
    const { sessions } = scanned(({ put }) => {
      put(...composer('c1', { totalLinesAdded: 40, totalLinesRemoved: 2, usageData }))
      put(...composer('c2', { totalLinesAdded: 0, usageData: {} }))
    })
    expect(sessions.map(({ meters }) => meters)).toEqual([
      [
        { unit: 'lines added', amount: '40' },
        { unit: 'lines removed', amount: '2' },
        { unit: 'charged requests', amount: '4' },
        { unit: 'USD charged', amount: '0.165' },
      ],
      [],
    ])
  })

  it('has no figures that there cannot be, and adds the others up exactly', () => {
    const amounts = {
      a: { costInCents: 1e15, amount: 1e300 },
      b: { costInCents: 0.1, amount: -1 },
      c: { costInCents: 0.2 },
    }
    const { sessions } = scanned(({ put }) =>
      put(...composer('c1', { totalLinesAdded: 1e21, totalLinesRemoved: '5', usageData: amounts })),
    )
    expect(sessions[0]!.meters).toEqual([{ unit: 'USD charged', amount: '0.003' }])
  })

  it('is none when nobody wrote in it', () => {
    expect(scanned(({ put }) => put(...composer('c1', { fullConversationHeadersOnly: [] }))).sessions).toEqual([])
  })

  it('is that of a sub-agent when its own row or that of its parent says so', () => {
    const { sessions, responses } = scanned(({ put }) => {
      put(...composer('main', { subComposerIds: ['one'] }))
      put(...composer('one'))
      put(...answer('one', 'b1', { input: 1 }))
      put(...composer('two', { subagentInfo: { parentComposerId: 'main' } }))
    })
    expect(Object.fromEntries(sessions.map(({ id, parent }) => [id, parent]))).toEqual({
      main: null,
      one: 'main',
      two: 'main',
    })
    expect(responses).toMatchObject([{ session: 'one', subagent: true }])
  })
})

describe('rows that are no messages', () => {
  it('are passed over: parts of tool calls, empty values, other kinds, and what only begins alike', () => {
    const { responses, sessions, problems } = scanned(({ put }) => {
      const [, value] = answer('c1', 'b1', { input: 10 })
      for (const key of ['bubbleId:c1\ntool:b1', 'bubbleId:c1:b1\r\n2', 'bubbleId', 'bubbleIdx:c1:b1', 'bubbleId:c1']) {
        put(key, value)
      }
      put('bubbleId:c1:empty', null)
      put('composerData:empty', null)
      put('checkpointId:c1:x', '{')
      put('agentKv:blob:00', '{')
    })
    expect({ responses, sessions, problems }).toEqual({ responses: [], sessions: [], problems: [] })
  })

  it('are named when they are broken, and the others count (FORMATS D7)', () => {
    const { responses, problems } = scanned(({ put }) => {
      put('bubbleId:c1:b1', '{"type":2,')
      put('composerData:c1', 'prose')
      put(...answer('c1', 'b2', { input: 10 }))
    })
    expect(responses).toMatchObject([{ identity: 'bubble:b2' }])
    expect(problems).toEqual([
      { kind: 'bad-line', offset: 2, detail: 'broken JSON' },
      { kind: 'bad-line', offset: 1, detail: 'broken JSON' },
    ])
  })

  it('are named when they are too large to be taken apart (FORMATS 1.3)', () => {
    const { responses, problems } = scanned(({ put, run }) => {
      run('insert into cursorDiskKV values (?, zeroblob(67108865))', 'bubbleId:c1:b1')
      put(...answer('c1', 'b2', { input: 10 }))
    })
    expect(responses).toMatchObject([{ identity: 'bubble:b2' }])
    expect(problems).toEqual([{ kind: 'bad-line', offset: 1, detail: 'a value of more than 64 MB' }])
  })

  it('may hold their JSON as bytes (FORMATS 1.4)', () => {
    const { responses } = scanned(({ put }) => {
      for (const [key, value] of [composer('c1'), answer('c1', 'b1', { input: 10, text: '日本' })])
        put(key, Buffer.from(JSON.stringify(value)))
    })
    expect(responses).toMatchObject([{ parts: [{ model: 'claude-4.5-sonnet-thinking', input: 10 }] }])
  })

  it('have names that JavaScript knows, and lead nobody astray (FORMATS 1.3)', () => {
    const value =
      '{"__proto__":{"type":1},"constructor":1,"type":2,"createdAt":1767607200000,"tokenCount":{"inputTokens":10}}'
    const { responses } = scanned(({ put }) => put('bubbleId:__proto__:constructor', value))
    expect(responses).toMatchObject([{ session: '__proto__', identity: 'bubble:constructor', parts: [{ input: 10 }] }])
  })
})

it('never reads a credential', async () => {
  const root = tempFolder()
  inState(root, ({ put, item }) => {
    item('cursorAuth/accessToken', 'the-secret')
    item('composer.composerHeaders', { allComposers: [] })
    put('cursorAuth/refreshToken', 'the-secret')
    put(...answer('c1', 'b1', { input: 1 }))
  })
  const ledger = await coldLoad(cursor, [root])
  expect(await ledger.totals()).toMatchObject({ requests: 1 })
  expect(JSON.stringify(await ledger.dump())).not.toMatch(/secret|cursorAuth/)
})

it('comes past keys that are no UTF-8, and finds the sessions behind them (FORMATS D6)', () => {
  const { responses } = scanned(({ put, run }) => {
    put(...answer('c1', 'b1', { input: 10 }))
    run("insert into cursorDiskKV values (cast(x'627562626c6549643aff3a62' as text), ?)", '{"type":2}')
    put(...answer('\u{10ffff}c2', 'b1', { input: 20 }))
  })
  expect(responses.map(({ parts: [part] }) => part!.input)).toEqual([10, 20])
})
