import { describe, expect, it } from 'vitest'
import { copilot } from '../../../src/agents/copilot/index.ts'
import { tempFolder } from '../../helpers/folders.ts'
import { coldLoad } from '../../helpers/ledger.ts'
import { scanFile } from '../../helpers/scan.ts'
import {
  DESKTOP,
  event,
  inDatabase,
  log,
  record,
  shutdown,
  start,
  STORE,
  storeRow,
  storeSession,
  T0,
  usage,
} from './rows.ts'

/* What a later version may write, in other forms than those that are known. */

const used = { input: 3010, output: 301, read: 501, reasoning: 31 }
const NONE = { inputTokens: undefined, outputTokens: undefined }
const unrecognised = (field: string): string => `unrecognised usage field ${field}`

interface Noted {
  readonly output: number
  readonly notes: string[]
}

function notedIn(...lines: readonly string[]): Noted {
  const { responses, problems } = scanFile(copilot, log(tempFolder(), 's1', [start('s1'), ...lines]))
  expect(problems.every(({ kind }) => kind === 'note')).toBe(true)
  return {
    output: responses.flatMap(({ parts }) => parts).reduce((sum, part) => sum + part.output, 0),
    notes: problems.map(({ detail }) => detail).sort(),
  }
}

describe('a usage record', () => {
  it.each([
    ['under other names', { ...NONE, prompt: 3010, completion: 301 }, []],
    ['deeper', { ...NONE, tokens: { input: 3010 } }, [unrecognised('tokens.input')]],
    ['as texts of another name', { ...NONE, input_tokens: '3010' }, [unrecognised('input_tokens')]],
  ])('with its counts %s is noted, and the sum of the session counts', async (_, more, notes) => {
    const root = tempFolder()
    log(root, 's1', [start('s1'), record('s1', 'c1', used, T0, more), shutdown({ 'gpt-5.2': used }, T0 + 5)])
    const ledger = await coldLoad(copilot, [root])
    expect(await ledger.totals()).toMatchObject({ requests: 1, input_tokens: 2509, output_tokens: 301 })
    expect((await ledger.quality()).notes).toEqual(['a usage record without usage', ...notes])
  })

  it.each([
    ['a list below', { tokenDetails: [{ audioTokens: 7 }] }, 'tokenDetails.audioTokens'],
    ['an object below', { inputTokensDetails: { audio: 7 } }, 'inputTokensDetails.audio'],
    ['a text', { audioTokens: '7' }, 'audioTokens'],
    ['requests', { webSearchRequests: 7 }, 'webSearchRequests'],
  ])('with a count without a rule counts, and it is noted: %s', (_, more, field) => {
    expect(notedIn(record('s1', 'c1', used, T0, more))).toEqual({ output: 301, notes: [unrecognised(field)] })
  })

  it('with what is no count of usage is noted for none of it (seen in 1.0.102)', () => {
    const more = {
      maxPromptTokens: 272_000,
      numToolCalls: 1,
      toolCounts: { list_calls: 1 },
      quotaSnapshots: { chat: { entitlementRequests: 300 } },
      copilotUsage: { totalNanoAiu: 5, tokenDetails: [{ tokenCount: 3010 }] },
    }
    expect(notedIn(record('s1', 'c1', used, T0, more))).toEqual({ output: 301, notes: [] })
  })

  it('without one of its two counts has the other, and that is noted', () => {
    const { output, notes } = notedIn(record('s1', 'c1', used, T0, { inputTokens: undefined }))
    expect(output).toBe(301)
    expect(notes).toContain('a usage record without its input')
  })

  it('that holds its counts in something else is noted', () => {
    const line = record('s1', 'c1', used).replace('"data"', '"payload"')
    expect(notedIn(line)).toEqual({ output: 0, notes: ['a usage record without usage'] })
  })
})

it.each(['session.usage', 'usage_record'])(
  'usage in a row of type %s is noted, as long as there are no records',
  (type) => {
    const notes = [`usage in a row of type ${type} is not read`]
    expect(notedIn(event(type, { usage: usage(used) }))).toEqual({ output: 0, notes })
    expect(notedIn(event(type, usage(used)))).toEqual({ output: 0, notes })
    expect(notedIn(event(type, { usage: { limit: 5 } }))).toEqual({ output: 0, notes: [] })
    expect(notedIn(record('s1', 'c1', used), event(type, { usage: usage(used) }))).toEqual({ output: 301, notes: [] })
  },
)

describe('the sums of a shutdown', () => {
  const missing = 'a shutdown without the usage of a model'

  it.each([
    ['a list', [{ model: 'gpt-5.2', usage: usage(used) }]],
    ['nothing', undefined],
    ['of other names', { 'gpt-5.2': { usage: { prompt: 3010, completion: 301 } } }],
  ])('in another form are noted: %s', (_, modelMetrics) => {
    expect(notedIn(event('session.shutdown', { modelMetrics }))).toEqual({ output: 0, notes: [missing] })
  })

  it('are no more than they are where one between them could not be read', () => {
    const broken = event('session.shutdown', { modelMetrics: { 'gpt-5.2': { usage: {} } } }, T0 + 5)
    const last = shutdown({ 'gpt-5.2': { ...used, output: 400 } }, T0 + 9)
    expect(notedIn(shutdown({ 'gpt-5.2': used }), broken, last)).toEqual({ output: 400, notes: [missing] })
  })

  it('name a count without a rule', () => {
    const modelMetrics = { 'gpt-5.2': { usage: { ...usage(used), audioTokens: 7 } } }
    const notes = [unrecognised('audioTokens')]
    expect(notedIn(event('session.shutdown', { modelMetrics }))).toEqual({ output: 301, notes })
  })
})

describe('a database', () => {
  it('whose rows have other columns is noted', () => {
    const path = inDatabase(`${tempFolder()}/session-store.db`, STORE, ({ insert, run }) => {
      insert('sessions', storeSession('s1'))
      insert('assistant_usage_events', storeRow(1, 's1', used))
      run('alter table assistant_usage_events rename column input_tokens to prompt')
      run('alter table assistant_usage_events rename column output_tokens to completion')
    })
    expect(scanFile(copilot, path)).toMatchObject({
      problems: [
        { kind: 'note', offset: 1, detail: 'a usage record without usage' },
        { kind: 'note', offset: 1, detail: 'cached, written or reasoning tokens exceed their total' },
      ],
    })
  })

  it('of the desktop app with a count without a rule counts, and it is noted', () => {
    const path = inDatabase(`${tempFolder()}/data.db`, DESKTOP, ({ insert, run }) => {
      run('alter table sessions add column total_audio_tokens integer')
      const session = { id: 's1', model: 'gpt-5.2', total_input_tokens: 10, total_output_tokens: 1 }
      insert('sessions', { ...session, total_audio_tokens: 7, created_at: '2026-11-01T10:00:00Z' })
    })
    expect(scanFile(copilot, path)).toMatchObject({
      responses: [{ parts: [{ input: 10, output: 1 }] }],
      problems: [{ kind: 'note', detail: unrecognised('total_audio_tokens') }],
    })
  })
})
