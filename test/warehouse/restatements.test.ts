import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { claudeCode } from '../../src/agents/claude-code/index.ts'
import { openCode } from '../../src/agents/opencode/index.ts'
import { assistant, transcript } from '../agents/claude-code/rows.ts'
import { answer, inDatabase, T0 } from '../agents/opencode/rows.ts'
import { linesOf, tempFolder, writeText } from '../helpers/folders.ts'
import { homeWith, recordOf } from '../helpers/homes.ts'
import { openLedger } from '../helpers/ledger.ts'

const DAY = 86_400_000
const NOV_10 = Date.parse('2026-11-10T12:00:00Z')

const LOG = 'projects/-work/session.jsonl'
const OTHER = 'projects/-work/other.jsonl'

test('records that arrive late for a day that was over are recorded with old, new and reason', async () => {
  const folder = join(homeWith([{ time: '2026-11-05T10:00:00.000Z', input: 1000, output: 100 }]), '.claude')
  const ledger = await openLedger()
  await ledger.load(claudeCode, [folder], { now: NOV_10 })
  writeText(join(folder, OTHER), linesOf([recordOf({ time: '2026-11-05T11:00:00.000Z', input: 40, output: 2 }, 1)]))

  await ledger.load(claudeCode, [folder], { now: NOV_10 + DAY })

  expect(await ledger.restatements()).toEqual([
    {
      source: folder,
      agent: 'claude-code',
      day: '2026-11-05',
      noticed_at: '2026-11-11T12:00:00Z',
      old_requests: 1,
      new_requests: 2,
      old_tokens: 1100,
      new_tokens: 1142,
      reason: 'late records',
    },
  ])
})

test('a day that was not over yet only grows', async () => {
  const folder = join(homeWith([{ time: '2026-11-10T10:00:00.000Z' }]), '.claude')
  const ledger = await openLedger()
  await ledger.load(claudeCode, [folder], { now: NOV_10 })
  appendFileSync(join(folder, LOG), linesOf([recordOf({ time: '2026-11-10T23:00:00.000Z' }, 1)]))

  await ledger.load(claudeCode, [folder], { now: NOV_10 + DAY })

  expect(await ledger.restatements()).toEqual([])
})

test('a streamed response that has grown since is none', async () => {
  const folder = join(homeWith([{ time: '2026-11-05T10:00:00.000Z', output: 1 }]), '.claude')
  const ledger = await openLedger()
  await ledger.load(claudeCode, [folder], { now: NOV_10 })
  appendFileSync(join(folder, LOG), linesOf([recordOf({ time: '2026-11-05T10:00:01.000Z', output: 500 }, 0)]))

  await ledger.load(claudeCode, [folder], { now: NOV_10 + DAY })

  expect((await ledger.totals()).output_tokens).toBe(500)
  expect(await ledger.restatements()).toEqual([])
})

test('a data directory seen for the first time restates nothing', async () => {
  const first = join(homeWith([{ time: '2026-11-05T10:00:00.000Z' }]), '.claude')
  const second = join(homeWith([{ time: '2026-11-05T11:00:00.000Z', session: 'elsewhere' }]), '.claude')
  const ledger = await openLedger()
  await ledger.load(claudeCode, [first], { now: NOV_10 })

  await ledger.load(claudeCode, [first, second], { now: NOV_10 + DAY })

  expect(await ledger.restatements()).toEqual([])
})

test('a clock that was ahead for one load closes no day that is not over', async () => {
  const folder = join(homeWith([{ time: '2026-11-09T10:00:00.000Z' }]), '.claude')
  const ledger = await openLedger()
  await ledger.load(claudeCode, [folder], { now: NOV_10 + 1000 * DAY })
  appendFileSync(join(folder, LOG), linesOf([recordOf({ time: '2026-11-10T11:00:00.000Z' }, 1)]))

  await ledger.load(claudeCode, [folder], { now: NOV_10 })

  expect(await ledger.restatements()).toEqual([])
})

test('a record of a database that has less than it had changes the tokens of its day, and tells so beside a late one', async () => {
  const folder = tempFolder()
  const path = join(folder, 'opencode.db')
  const time = Date.parse('2026-11-05T10:00:00Z')
  const said = (created: number, input: number) =>
    answer({ input, output: 1 }, { time: { created, completed: created } })
  const ledger = await openLedger()
  inDatabase(path, ({ session, message }) => {
    session('ses_1', { time_created: time })
    message('m1', 'ses_1', said(time, 100))
  })
  await ledger.load(openCode, [folder], { now: NOV_10 })
  inDatabase(path, ({ message }) => message('m1', 'ses_1', said(time, 60), T0 + 1))

  await ledger.load(openCode, [folder], { now: NOV_10 + DAY })

  const changed = { reason: 'records changed', day: '2026-11-05', old_tokens: 101, new_tokens: 61 }
  expect(await ledger.restatements()).toMatchObject([{ ...changed, old_requests: 1, new_requests: 1 }])

  inDatabase(path, ({ message }) => {
    message('m1', 'ses_1', said(time, 50), T0 + 2)
    message('m2', 'ses_1', said(time + 5, 7), T0 + 2)
  })
  await ledger.load(openCode, [folder], { now: NOV_10 + 2 * DAY })

  const both = { reason: 'records changed', old_tokens: 61, new_tokens: 59, old_requests: 1, new_requests: 2 }
  expect((await ledger.restatements())[0]).toMatchObject(both)
})

test('a day has what counts on it: copies do not, and answers of one id that are told apart each do', async () => {
  const folder = tempFolder()
  const time = Date.parse('2026-11-05T10:00:00Z')
  const row = (request: string, input: number): string =>
    assistant({ id: 'msg_1', request, time, usage: { input_tokens: input, output_tokens: 0 } })
  const ledger = await openLedger()
  transcript(folder, 'S', [row('req_1', 10), row('req_2', 200)])
  transcript(folder, 'T', [row('req_1', 10)])
  await ledger.load(claudeCode, [folder], { now: NOV_10 })
  transcript(folder, 'U', [row('req_3', 5)])

  await ledger.load(claudeCode, [folder], { now: NOV_10 + DAY })

  expect(await ledger.restatements()).toMatchObject([
    { old_requests: 2, new_requests: 3, old_tokens: 210, new_tokens: 215, reason: 'late records' },
  ])
})
