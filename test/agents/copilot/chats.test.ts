import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { copilot } from '../../../src/agents/copilot/index.ts'
import { coldLoad, openLedger } from '../../helpers/ledger.ts'
import { linesOf, tempFolder, writeText } from '../../helpers/folders.ts'
import { inDatabase, T0, TRACES, traceSpan } from './rows.ts'

const CHAT = '11111111-2222-3333-4444-555555555555'

const request = (id: string, tokens: object, more: object = {}) => ({
  requestId: id,
  timestamp: T0,
  modelId: 'copilot/gpt-5.2',
  message: { text: 'hi' },
  response: [],
  result: { timings: { totalElapsed: 900 }, metadata: tokens },
  ...more,
})

const chat = (...requests: readonly object[]) => ({ version: 3, sessionId: CHAT, creationDate: T0, requests })
const tokens = { promptTokens: 5150, outputTokens: 88 }

const folder = (root: string): string => join(root, 'workspaceStorage/abc/chatSessions')
const asDocument = (root: string, state: object, at = folder(root)): string =>
  writeText(join(at, `${CHAT}.json`), JSON.stringify(state))
const asLog = (root: string, ...changes: readonly object[]): string =>
  writeText(join(folder(root), `${CHAT}.jsonl`), linesOf(changes.map((change) => JSON.stringify(change))))

describe('a chat of VS Code (FORMATS 5.8)', () => {
  it('tells of each request what its last round took, which is partial', async () => {
    const root = tempFolder()
    asDocument(root, chat(request('r1', tokens), request('r2', {})))
    const ledger = await coldLoad(copilot, [root])
    expect(await ledger.totals()).toMatchObject({ requests: 1, input_tokens: 5150, output_tokens: 88 })
    expect(await ledger.scoped()).toMatchObject([
      { session: CHAT, quality: 1, model: 'gpt-5.2', provider: 'github-copilot', time: String(T0 + 900) },
    ])
  })

  it('may have a request whose id ends in half a character', async () => {
    const root = tempFolder()
    asDocument(root, chat(request('r1\ud83d', tokens), request('r2', tokens)))
    expect(await (await coldLoad(copilot, [root])).totals()).toMatchObject({ requests: 2, output_tokens: 176 })
  })

  it('may be the changes that lead to it (FORMATS 5.8)', async () => {
    const root = tempFolder()
    asLog(
      root,
      { kind: 0, v: chat() },
      { kind: 2, k: ['requests'], v: [{ ...request('r0', tokens) }] },
      { kind: 2, k: ['requests'], i: 0, v: [{ ...request('r1', {}), result: undefined }] },
      { kind: 1, k: ['requests', 0, 'result'], v: { timings: { totalElapsed: 900 }, metadata: tokens } },
    )
    const ledger = await coldLoad(copilot, [root])
    expect(await ledger.totals()).toMatchObject({ requests: 1, input_tokens: 5150, output_tokens: 88 })
    expect((await ledger.scoped()).map(({ identity }) => identity)).toEqual([`${CHAT}:r1`])
  })

  it('is the same when its changes are put together, and keeps what was taken out of it', async () => {
    const root = tempFolder()
    const ledger = await openLedger()
    asLog(root, { kind: 0, v: chat() }, { kind: 2, k: ['requests'], v: [request('r1', tokens), request('r2', tokens)] })
    await ledger.load(copilot, [root])
    asLog(root, { kind: 0, v: chat(request('r1', { ...tokens, outputTokens: 90 })) })
    await ledger.load(copilot, [root])
    expect(await ledger.totals()).toMatchObject({ requests: 2, output_tokens: 90 + 88 })
  })

  it('counts once where its document was left beside its log, whichever is read first', async () => {
    for (const order of [0, 1]) {
      const root = tempFolder()
      const ledger = await openLedger()
      const steps = [
        () => asDocument(root, chat(request('r1', { ...tokens, outputTokens: 500 }))),
        () => asLog(root, { kind: 0, v: chat(request('r1', tokens), request('r2', tokens)) }),
      ]
      for (const step of order === 0 ? steps : steps.toReversed()) {
        step()
        await ledger.load(copilot, [root])
      }
      expect(await ledger.totals()).toMatchObject({ requests: 2, output_tokens: 176 })
    }
  })

  it('yields to its spans in the agent traces, which are exact', async () => {
    const root = tempFolder()
    asDocument(root, chat(request('r1', tokens)))
    inDatabase(join(root, 'globalStorage/github.copilot-chat/agent-traces.db'), TRACES, ({ insert }) =>
      insert('spans', traceSpan('a', CHAT, { input: 7000, output: 700 })),
    )
    expect(await (await coldLoad(copilot, [root])).totals()).toMatchObject({ requests: 1, output_tokens: 700 })
  })

  it.each([
    ['{"folder":"file:///made/up/my%20project"}', '/made/up/my project'],
    ['{"folder":"file:///c%3A/made/up"}', String.raw`c:\made\up`],
    ['{"folder":"vscode-remote://ssh-remote%2Bhost/made/up"}', 'vscode-remote://ssh-remote+host/made/up'],
    ['{"workspace":"file:///made/up/all.code-workspace"}', '/made/up'],
    ['{"configuration":"file:///made/up/all.code-workspace"}', '/made/up'],
    ['{"folder":"file:///50%"}', '/50%'],
    ['not json', null],
  ])('belongs to the folder of its window: %s', async (text, cwd) => {
    const root = tempFolder()
    writeText(join(root, 'workspaceStorage/abc/workspace.json'), text)
    asDocument(root, chat(request('r1', tokens)))
    expect(await (await coldLoad(copilot, [root])).scoped()).toMatchObject([{ cwd }])
  })

  it.each(['globalStorage/emptyWindowChatSessions', 'profiles/p1/globalStorage/emptyWindowChatSessions'])(
    'of a window without a folder is in %s',
    async (at) => {
      const root = tempFolder()
      asDocument(root, chat(request('r1', tokens)), join(root, at))
      expect(await (await coldLoad(copilot, [root])).scoped()).toMatchObject([{ cwd: null, output: '88' }])
    },
  )

  it('is no other file of the window', async () => {
    const root = tempFolder()
    asDocument(root, chat(request('r1', tokens)), join(root, 'workspaceStorage/abc/chatEditingSessions'))
    const ledger = await coldLoad(copilot, [root])
    expect(await ledger.totals()).toMatchObject({ requests: 0 })
    expect(await ledger.quality()).toMatchObject({ failed: [], linesBad: 0 })
  })

  it.each([
    ['done', chat(request('r1', tokens))],
    ['done', chat()],
    ['open', chat(request('r1', tokens), { requestId: 'r2', timestamp: T0 })],
    ['cancelled', chat(request('r1', tokens, { isCanceled: true }))],
    ['failed', chat(request('r1', tokens, { result: { errorDetails: { message: 'off' } } }))],
  ])('is %s by its last request', async (signal, state) => {
    const root = tempFolder()
    asDocument(root, state)
    const { sessions } = await (await coldLoad(copilot, [root])).dump()
    expect(sessions).toMatchObject([{ session: CHAT, signal, started: String(T0) }])
  })

  it.each([
    ['with a model of another seller', { modelId: 'ollama/qwen3' }, { provider: 'ollama', model: 'qwen3' }],
    ['without a model', { modelId: undefined }, { provider: 'github-copilot', model: 'unknown' }],
    [
      'whose model was chosen for it',
      { modelId: 'copilot/auto', result: { metadata: { ...tokens, resolvedModel: 'gpt-5.1' } } },
      { provider: 'github-copilot', model: 'gpt-5.1' },
    ],
    [
      'of which only the output is known',
      { completionTokens: 12, result: { metadata: {} } },
      { input: '0', output: '12' },
    ],
  ])('may have a request %s', async (_, more, expected) => {
    const root = tempFolder()
    asDocument(root, chat(request('r1', tokens, more)))
    expect(await (await coldLoad(copilot, [root])).scoped()).toMatchObject([expected])
  })

  it('sets an impossible number apart by its place in the text', async () => {
    const root = tempFolder()
    asDocument(root, chat(request('r1', tokens), request('r2', { promptTokens: -5 })))
    const ledger = await coldLoad(copilot, [root])
    expect(await ledger.totals()).toMatchObject({ requests: 1 })
    const text = JSON.stringify(chat(request('r1', tokens), request('r2', { promptTokens: -5 })))
    expect((await ledger.files())[0]!.problems).toEqual([
      { kind: 'quarantined', offset: text.indexOf('"r2"'), detail: 'input_tokens is -5' },
    ])
  })

  it.each([
    ['half of its document', () => '{"version":3,"requests":[', 'json'],
    ['nothing', () => '', 'json'],
    ['nothing but half of its log', () => '{"kind":0,"v":{"requests"', 'jsonl'],
    ['no chat in its log', () => '{"kind":0,"v":"requests"}\n', 'jsonl'],
  ])('keeps what was known when there is %s', async (_, text, ending) => {
    const root = tempFolder()
    const ledger = await openLedger()
    if (ending === 'json') asDocument(root, chat(request('r1', tokens)))
    else asLog(root, { kind: 0, v: chat(request('r1', tokens)) })
    await ledger.load(copilot, [root])
    writeText(join(folder(root), `${CHAT}.${ending}`), text())
    await ledger.load(copilot, [root])
    expect(await ledger.totals()).toMatchObject({ requests: 1, output_tokens: 88 })
    expect((await ledger.quality()).linesBad).toBeGreaterThan(0)
  })

  it('takes what its log says before a line that is still being written', async () => {
    const root = tempFolder()
    const path = asLog(root, { kind: 0, v: chat(request('r1', tokens)) })
    writeText(path, `${JSON.stringify({ kind: 0, v: chat(request('r1', tokens)) })}\n{"kind":1,"k":["requ`)
    expect(await (await coldLoad(copilot, [root])).totals()).toMatchObject({ requests: 1 })
  })
})
