import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { copilot } from '../../../src/agents/copilot/index.ts'
import { coldLoad, openLedger } from '../../helpers/ledger.ts'
import { tempFolder, writeText } from '../../helpers/folders.ts'
import { scanFile } from '../../helpers/scan.ts'
import { inDatabase, T0, TRACES, traceSpan } from './rows.ts'
import type { MadeUpDatabase } from './rows.ts'

const CHAT = '11111111-2222-3333-4444-555555555555'
const used = { input: 3010, output: 301, read: 501, reasoning: 31 }
const inTraces = (
  root: string,
  change: (database: MadeUpDatabase) => void,
  schema = TRACES,
  folder = 'globalStorage',
): string => inDatabase(join(root, folder, 'github.copilot-chat/agent-traces.db'), schema, change)

describe('spans of the agent traces (FORMATS 5.8)', () => {
  it('are exact, a chat span each; what was written to the cache is an attribute', async () => {
    const root = tempFolder()
    inTraces(root, ({ insert }) => {
      insert('spans', traceSpan('a', CHAT, used))
      insert('spans', traceSpan('b', CHAT, used, { operation_name: 'invoke_agent' }))
      insert('spans', traceSpan('c', CHAT, used, { operation_name: 'execute_tool' }))
      insert('span_attributes', { span_id: 'a', key: 'gen_ai.usage.cache_creation.input_tokens', value: '9' })
      insert('span_attributes', { span_id: 'a', key: 'gen_ai.usage.input_tokens', value: '77' })
    })
    const ledger = await coldLoad(copilot, [root])
    expect(await ledger.totals()).toMatchObject({
      requests: 1,
      input_tokens: 2500,
      cache_read_tokens: 501,
      cache_write_tokens: 9,
      output_tokens: 301,
      reasoning_tokens: 31,
    })
    expect(await ledger.scoped()).toMatchObject([
      { session: CHAT, time: String(T0 + 1000), quality: 0, provider: 'github-copilot' },
    ])
  })

  it('take from the attributes what no column holds', async () => {
    const root = tempFolder()
    inTraces(
      root,
      ({ insert }) => {
        insert('spans', {
          span_id: 'a',
          trace_id: 't',
          end_time_ms: T0,
          operation_name: 'chat',
          request_model: 'gpt-5.2',
        })
        for (const [key, value] of Object.entries({
          'gen_ai.usage.input_tokens': '100',
          'gen_ai.usage.output_tokens': '10',
          'gen_ai.usage.cache_read.input_tokens': '40',
          'github.copilot.nano_aiu': '50000000000',
        }))
          insert('span_attributes', { span_id: 'a', key, value })
      },
      `create table spans (span_id text primary key, trace_id text, end_time_ms integer, operation_name text, request_model text);
      create table span_attributes (span_id text, key text, value text)`,
    )
    const rows = await (await coldLoad(copilot, [root])).scoped()
    expect(rows).toMatchObject([{ session: 't', model: 'gpt-5.2', input: '60', cache_read: '40', output: '10' }])
    expect(Number(rows[0]!.recorded_cost)).toBe(0.5)
  })

  it.each([
    ['conversation', { chat_session_id: null }],
    ['trace', { chat_session_id: '', conversation_id: null }],
  ])('are of their %s where they name no session, and began then where they did not end', (session, none) => {
    const row = traceSpan('a', CHAT, used, { ...none, end_time_ms: null })
    const path = inTraces(tempFolder(), ({ insert, run }) => {
      insert('spans', row)
      run('drop table span_attributes')
    })
    expect(scanFile(copilot, path).responses).toMatchObject([{ session, time: T0 }])
  })

  it('stay when they are pruned', async () => {
    const root = tempFolder()
    const ledger = await openLedger()
    inTraces(root, ({ insert }) => insert('spans', traceSpan('a', CHAT, used)))
    await ledger.load(copilot, [root])
    inTraces(root, ({ insert, run }) => {
      run('delete from spans')
      insert('spans', traceSpan('b', CHAT, used))
    })
    await ledger.load(copilot, [root])
    expect(await ledger.totals()).toMatchObject({ requests: 2 })
  })

  it.each(['globalStorage', 'profiles/p1/globalStorage'])(
    'in %s belong to the folder of the window that had the chat',
    async (folder) => {
      const root = tempFolder()
      const workspace = join(root, 'workspaceStorage/abc')
      writeText(join(workspace, 'workspace.json'), '{"folder":"file:///made/up/my%20project"}')
      writeText(join(workspace, `chatSessions/${CHAT}.json`), '{"version":3,"requests":[]}')
      inTraces(
        root,
        ({ insert }) => {
          insert('spans', traceSpan('a', CHAT, used))
          insert('spans', traceSpan('b', 'another', used))
        },
        TRACES,
        folder,
      )
      const rows = await (await coldLoad(copilot, [root])).scoped()
      expect(rows.map(({ session, cwd }) => [session, cwd]).sort()).toEqual([
        [CHAT, '/made/up/my project'],
        ['another', null],
      ])
    },
  )

  it('name a field that has no rule (FORMATS D8)', async () => {
    const root = tempFolder()
    inTraces(root, ({ insert }) => {
      insert('spans', traceSpan('a', CHAT, used))
      insert('span_attributes', { span_id: 'a', key: 'gen_ai.usage.audio.input_tokens', value: '7' })
      insert('span_attributes', { span_id: 'a', key: 'gen_ai.usage.video.input_tokens', value: '0' })
    })
    expect((await (await coldLoad(copilot, [root])).files())[0]!.problems).toEqual([
      { kind: 'note', offset: 1, detail: 'unrecognised usage field gen_ai.usage.audio.input_tokens' },
    ])
  })

  it('that used nothing are no requests', async () => {
    const root = tempFolder()
    inTraces(root, ({ insert }) => {
      insert('spans', traceSpan('a', CHAT, used, { input_tokens: null, output_tokens: null, cached_tokens: null }))
      insert('spans', traceSpan('b', CHAT, used))
    })
    expect(await (await coldLoad(copilot, [root])).totals()).toMatchObject({ requests: 1, output_tokens: 301 })
  })

  it('with impossible numbers or without a time are set apart', async () => {
    const root = tempFolder()
    inTraces(root, ({ insert }) => {
      insert('spans', traceSpan('a', CHAT, { ...used, output: -1 }))
      insert('spans', traceSpan('b', CHAT, used, { start_time_ms: null, end_time_ms: null }))
      insert('spans', traceSpan('c', CHAT, used))
    })
    const ledger = await coldLoad(copilot, [root])
    expect(await ledger.totals()).toMatchObject({ requests: 1 })
    expect(await ledger.quality()).toMatchObject({ quarantined: 2 })
  })
})
