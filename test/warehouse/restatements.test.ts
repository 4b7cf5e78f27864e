import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { claudeCode } from '../../src/agents/claude-code/index.ts'
import { linesOf, writeText } from '../helpers/folders.ts'
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
