import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openCode } from '../../../src/agents/opencode/index.ts'
import { tempFolder } from '../../helpers/folders.ts'
import { coldLoad, openLedger } from '../../helpers/ledger.ts'
import { answer, inDatabase, inStorage, T0 } from './rows.ts'
import type { Writer } from './rows.ts'

const BEGUN = T0 - 60_000
const FORKED = T0 + 60_000
const at = (minute: number, output: number) =>
  answer(
    { input: 100 + output, output },
    { time: { created: T0 + minute * 60_000 - 30_000, completed: T0 + minute * 60_000 - 20_000 } },
  )

/** The session has answers of 1 and 2 tokens, the fork has copies of both and its own of 4 (FORMATS 4.6). */
function original(writer: Writer): void {
  writer.session('ses_9', { time_created: BEGUN })
  writer.message('msg_1', 'ses_9', at(0, 1))
  writer.message('msg_2', 'ses_9', at(1, 2))
}

function fork(writer: Writer): void {
  writer.session('ses_1', { time_created: FORKED, time_updated: FORKED })
  writer.message('msg_3', 'ses_1', at(0, 1), FORKED)
  writer.message('msg_4', 'ses_1', at(1, 2), FORKED)
  writer.message('msg_5', 'ses_1', at(3, 4), FORKED)
}

const outputs = async (ledger: Awaited<ReturnType<typeof openLedger>>) =>
  (await ledger.scoped()).map((row) => `${String(row.session)} ${String(row.output)}`).sort()

const ONCE = ['ses_1 4', 'ses_9 1', 'ses_9 2']

it.each([
  ['in the order in which they were made', [original, fork]],
  ['the fork first', [fork, original]],
])('counts the messages that a fork has copied once, in the session that they come from: %s', async (_, writes) => {
  const root = tempFolder()
  inDatabase(join(root, 'opencode.db'), (writer) => writes.forEach((write) => write(writer)))
  expect(await outputs(await coldLoad(openCode, [root]))).toEqual(ONCE)
})

it('gives the same when the fork is made after the session was read, and when the session is then deleted', async () => {
  const root = tempFolder()
  const path = join(root, 'opencode.db')
  const ledger = await openLedger()
  inDatabase(path, original)
  await ledger.load(openCode, [root])
  inDatabase(path, fork)
  await ledger.load(openCode, [root])
  expect(await outputs(ledger)).toEqual(ONCE)
  inDatabase(path, ({ run }) => {
    run("delete from message where session_id = 'ses_9'")
    run("delete from session where id = 'ses_9'")
    run("update message set time_updated = ? where session_id = 'ses_1'", Date.now())
  })
  await ledger.load(openCode, [root])
  expect(await outputs(ledger)).toEqual(ONCE)
})

it('counts the copies when the session they come from was deleted before it was read', async () => {
  const root = tempFolder()
  inDatabase(join(root, 'opencode.db'), fork)
  expect(await outputs(await coldLoad(openCode, [root]))).toEqual(['ses_1 1', 'ses_1 2', 'ses_1 4'])
})

it('counts a fork of a fork once', async () => {
  const root = tempFolder()
  inDatabase(join(root, 'opencode.db'), (writer) => {
    original(writer)
    fork(writer)
    writer.session('ses_0', { time_created: FORKED + 600_000 })
    writer.message('msg_6', 'ses_0', at(0, 1))
    writer.message('msg_7', 'ses_0', at(3, 4))
  })
  expect(await outputs(await coldLoad(openCode, [root]))).toEqual(ONCE)
})

it('counts what began in the same millisecond and has other numbers', async () => {
  const root = tempFolder()
  inDatabase(join(root, 'opencode.db'), (writer) => {
    writer.session('ses_1', { time_created: BEGUN })
    writer.session('ses_2', { time_created: BEGUN })
    writer.message('msg_1', 'ses_1', at(0, 1))
    writer.message('msg_2', 'ses_2', at(0, 2))
  })
  expect(await outputs(await coldLoad(openCode, [root]))).toEqual(['ses_1 1', 'ses_2 2'])
})

it('knows the copies among files by the file of their session', async () => {
  const root = tempFolder()
  const storage = inStorage(root)
  storage.session('ses_9', { time: { created: BEGUN } })
  storage.message('msg_1', 'ses_9', at(0, 1))
  storage.message('msg_2', 'ses_9', at(1, 2))
  storage.session('ses_1', { time: { created: FORKED } })
  storage.message('msg_3', 'ses_1', at(0, 1))
  storage.message('msg_4', 'ses_1', at(1, 2))
  storage.message('msg_5', 'ses_1', at(3, 4))
  expect(await outputs(await coldLoad(openCode, [root]))).toEqual(ONCE)
})
