import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openCode } from '../../../src/agents/opencode/index.ts'
import { tempFolder, writeText } from '../../helpers/folders.ts'
import { coldLoad, openLedger } from '../../helpers/ledger.ts'
import { scanFile } from '../../helpers/scan.ts'
import { answer, inDatabase, inStorage, pretty, T0 } from './rows.ts'
import type { Writer } from './rows.ts'

const at = (minute: number, output: number, over: Readonly<Record<string, unknown>> = {}) =>
  answer(
    { input: 100, output },
    { time: { created: T0 + minute * 60_000, completed: T0 + minute * 60_000 + 1 }, ...over },
  )

const totals = async (root: string) => (await coldLoad(openCode, [root])).totals()
const step = (output: number, cost: number) => ({
  type: 'step-finish',
  reason: 'tool-calls',
  cost,
  tokens: { input: 10 * output, output, reasoning: 0, cache: { read: 100 * output, write: 0 } },
})

/** The first start of 1.2 imports the files, and leaves them there. */
function imported(writer: Writer): void {
  writer.session('ses_1')
  writer.message('msg_1', 'ses_1', at(0, 11))
}

it('counts what was imported into a database once, as the database has it (FORMATS 4.1)', async () => {
  const root = tempFolder()
  const storage = inStorage(root)
  storage.session('ses_1')
  storage.message('msg_1', 'ses_1', at(0, 99))
  storage.message('msg_2', 'ses_1', at(1, 2))
  const ledger = await openLedger()
  await ledger.load(openCode, [root])
  expect(await ledger.totals()).toMatchObject({ requests: 2, output_tokens: 101 })

  inDatabase(join(root, 'opencode.db'), imported)
  await ledger.load(openCode, [root])
  // The second is in no database: it was deleted there, or never imported.
  expect(await ledger.totals()).toMatchObject({ requests: 2, output_tokens: 13 })
  expect(await totals(root)).toEqual(await ledger.totals())
})

it('counts a history that several channels have imported once (FORMATS 4.1)', async () => {
  const root = tempFolder()
  inDatabase(join(root, 'opencode.db'), imported)
  inDatabase(join(root, 'opencode-dev.db'), (writer) => {
    imported(writer)
    writer.message('msg_2', 'ses_1', at(1, 2))
  })
  expect(await totals(root)).toMatchObject({ requests: 2, output_tokens: 13 })
})

it('reads the storage that each project had until 0.5 (FORMATS 4.1)', async () => {
  const root = tempFolder()
  const session = join(root, 'project/home-me-made-up/storage/session')
  writeText(
    join(session, 'info/ses_1.json'),
    pretty({ id: 'ses_1', parentID: 'ses_0', version: '0.4.1', time: { created: T0 - 1000, updated: T0 } }),
  )
  const { finish: _, ...old } = at(0, 5)
  writeText(join(session, 'message/ses_1/msg_1.json'), pretty(old))
  writeText(join(session, 'part/ses_1/msg_1/prt_1.json'), pretty(step(3, 0.001)))
  writeText(join(session, 'part/ses_1/msg_1/prt_2.json'), pretty(step(5, 0.002)))
  const ledger = await coldLoad(openCode, [root])
  expect(await ledger.totals()).toMatchObject({
    requests: 2,
    input_tokens: 80,
    output_tokens: 8,
    cache_read_tokens: 800,
  })
  expect(await ledger.scoped()).toMatchObject([
    { session: 'ses_1', subagent: true, part: 0, recorded_cost: '0.001000000000000000' },
    { session: 'ses_1', subagent: true, part: 1, recorded_cost: '0.002000000000000000' },
  ])
})

it('reads messages of the first versions, of which only the last step has tokens (FORMATS 4.3)', async () => {
  const root = tempFolder()
  const write = (id: string, minute: number, steps: number) => {
    const { tokens, cost, path, modelID, providerID, time } = at(minute, 5)
    const parts = Array.from({ length: steps }, () => ({ type: 'step-start' }))
    const metadata = {
      time,
      sessionID: 'ses_1',
      tool: {},
      assistant: { system: [], modelID, providerID, path, cost, tokens },
    }
    const folder = join(root, 'project/made-up/storage/session/message/ses_1')
    writeText(join(folder, `${id}.json`), pretty({ id, role: 'assistant', parts, metadata }))
  }
  write('msg_1', 0, 1)
  write('msg_2', 1, 3)
  const ledger = await coldLoad(openCode, [root])
  expect(await ledger.totals()).toMatchObject({ requests: 2, input_tokens: 200, output_tokens: 10 })
  expect((await ledger.scoped()).map((row) => [row.variant, row.session, row.cwd, row.model, row.quality])).toEqual([
    ['msg_1', 'ses_1', '/made/up/project', 'gpt-5.2', 0],
    ['msg_2', 'ses_1', '/made/up/project', 'gpt-5.2', 1],
  ])
})

it('counts each step of a message with several, which itself has the tokens of the last (FORMATS 4.3)', async () => {
  const files = tempFolder()
  const storage = inStorage(files)
  storage.session('ses_1')
  storage.message('msg_1', 'ses_1', at(0, 5, { cost: 0.003 }))
  storage.message('msg_2', 'ses_1', at(1, 7))
  const rows = tempFolder()
  inDatabase(join(rows, 'opencode.db'), (writer) => {
    writer.session('ses_1')
    writer.message('msg_1', 'ses_1', at(0, 5, { cost: 0.003 }))
    writer.message('msg_2', 'ses_1', at(1, 7))
    for (const put of [storage.part, writer.part]) {
      put('prt_1', 'msg_1', { type: 'step-start' })
      put('prt_2', 'msg_1', step(3, 0.001))
      put('prt_3', 'msg_1', { type: 'tool', state: { output: 'step-finish '.repeat(1000) } })
      put('prt_4', 'msg_1', step(5, 0.002))
      put('prt_5', 'msg_1', { type: 'text', text: '{"type":"step-finish"}' })
      // A message of one step is told by itself.
      put('prt_6', 'msg_2', { type: 'text', text: 'hi' })
      put('prt_7', 'msg_2', step(700, 7))
    }
  })
  for (const root of [files, rows])
    expect(await totals(root)).toMatchObject({
      requests: 3,
      input_tokens: 180,
      output_tokens: 15,
      cache_read_tokens: 800,
    })
  expect(scanFile(openCode, join(rows, 'opencode.db')).responses.map(({ quality }) => quality)).toEqual([
    'exact',
    'exact',
  ])
})

it.each([
  ['nothing else', []],
  ['a text before', [['prt_0', { type: 'text', text: 'hi' }]]],
  ['a text after', [['prt_9', { type: 'text', text: 'hi' }]]],
] as const)('counts two steps of a message in files that has %s (FORMATS 4.3)', async (_, others) => {
  const root = tempFolder()
  const storage = inStorage(root)
  storage.session('ses_1')
  storage.message('msg_1', 'ses_1', at(0, 5, { cost: 0.003 }))
  storage.part('prt_1', 'msg_1', step(3, 0.001))
  storage.part('prt_2', 'msg_1', step(5, 0.002))
  for (const [id, part] of others) storage.part(id, 'msg_1', part)
  expect(await totals(root)).toMatchObject({ requests: 2, input_tokens: 80, output_tokens: 8 })
})

it('keeps the tokens of a message whose steps tell none (FORMATS 4.3)', () => {
  const path = inDatabase(join(tempFolder(), 'opencode.db'), (writer) => {
    writer.session('ses_1')
    writer.message('msg_1', 'ses_1', answer({ input: 50, output: 5 }))
    for (const id of ['prt_1', 'prt_2']) writer.part(id, 'msg_1', { type: 'step-finish' })
  })
  expect(scanFile(openCode, path).responses).toMatchObject([{ quality: 'partial', parts: [{ input: 50, output: 5 }] }])
})

it('counts all steps of a message with hundreds', async () => {
  const root = tempFolder()
  inDatabase(join(root, 'opencode.db'), (writer) => {
    writer.session('ses_1')
    writer.message('msg_1', 'ses_1', at(0, 1))
    for (let i = 0; i < 450; i += 1) writer.part(`prt_${1000 + i}`, 'msg_1', step(2, 0.001))
  })
  expect(await totals(root)).toMatchObject({ requests: 450, input_tokens: 9000, output_tokens: 900 })
})

const TABLES_OF_4 = `create table if not exists session_message (
  id text primary key, session_id text not null, type text not null, seq integer not null, time_created integer not null,
  time_updated integer not null, data text not null)`

/** As FORMATS 4.1 has it from source; no stable build has been seen to fill the table. */
const inTableOf4 = (
  { put }: Writer,
  id: string,
  session: string,
  minute: number,
  output: number,
  type = 'assistant',
): void =>
  put('session_message', {
    id,
    session_id: session,
    type,
    seq: minute,
    time_created: T0 + minute * 60_000,
    time_updated: T0,
    data: JSON.stringify({
      model: { id: 'gpt-5.2', providerID: 'openai' },
      time: { created: T0 + minute * 60_000, completed: T0 + minute * 60_000 + 1 },
      cost: 0.001,
      tokens: { input: 100, output, reasoning: 0, cache: { read: 0, write: 0 } },
      finish: 'stop',
    }),
  })

it.each([
  ['open', 5, 1],
  ['done', 1, 5],
])(
  'leaves a session %s by the last message of both tables, at minute %i and %i (FORMATS 4.7)',
  (signal, called, stopped) => {
    const path = inDatabase(join(tempFolder(), 'opencode.db'), (writer) => {
      writer.run(TABLES_OF_4)
      writer.session('ses_1')
      writer.message('msg_1', 'ses_1', at(called, 1, { finish: 'tool-calls' }))
      inTableOf4(writer, 'msg_2', 'ses_1', stopped, 2)
    })
    expect(scanFile(openCode, path).sessions).toMatchObject([{ id: 'ses_1', signal }])
  },
)

it('reads both generations of tables, and an answer in both of them once, also under another id (FORMATS 4.1)', async () => {
  const root = tempFolder()
  inDatabase(join(root, 'opencode.db'), (writer) => {
    writer.run(TABLES_OF_4)
    writer.run(
      'create table session_v2 (id text primary key, parent_id text, directory text, time_created integer, time_updated integer)',
    )
    imported(writer)
    writer.message('msg_2', 'ses_1', at(1, 2))
    inTableOf4(writer, 'msg_1', 'ses_1', 0, 12)
    inTableOf4(writer, 'msg_9', 'ses_1', 1, 2)
    inTableOf4(writer, 'msg_3', 'ses_2', 2, 30)
    inTableOf4(writer, 'msg_4', 'ses_2', 3, 400, 'user')
    writer.put('session_v2', {
      id: 'ses_2',
      parent_id: 'ses_1',
      directory: '/of/four',
      time_created: T0,
      time_updated: T0,
    })
  })
  const ledger = await coldLoad(openCode, [root])
  expect(await ledger.totals()).toMatchObject({ requests: 3, output_tokens: 43 })
  const rows = await ledger.scoped()
  expect(rows.find((row) => row.session === 'ses_2')).toMatchObject({
    provider: 'openai',
    model: 'gpt-5.2',
    cwd: '/of/four',
    subagent: true,
    byte_offset: '-3',
  })
  expect((await ledger.dump()).sessions).toMatchObject([
    { session: 'ses_1', parent: null, signal: 'done' },
    { session: 'ses_2', parent: 'ses_1', signal: 'open' },
  ])
})
