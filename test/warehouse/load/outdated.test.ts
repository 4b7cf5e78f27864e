import { join } from 'node:path'
import { expect, it } from 'vitest'
import { claudeCode } from '../../../src/agents/claude-code/index.ts'
import { openWarehouse } from '../../../src/warehouse/open.ts'
import { assistant, T0, transcript } from '../../agents/claude-code/rows.ts'
import { tempFolder } from '../../helpers/folders.ts'
import { coldLoad, openLedger } from '../../helpers/ledger.ts'

const MINUTE = 60_000
const LATER = { now: T0 + 3 * 24 * 60 * MINUTE }
const call = (n: number, input: number): string =>
  assistant({ id: `msg_${n}`, request: `req_${n}`, time: T0 + n * MINUTE, usage: { input_tokens: input } })

const ONE_MORE = "insert into entry select * replace (concat('wrong ', identity) as identity"
const SECOND = "identity like '%msg_2%'"

/** A warehouse of an older reader, which made something else of the second line. */
async function afterUpgradeOf(root: string, mistake: string) {
  const path = join(tempFolder(), 'warehouse.duckdb')
  const before = await openLedger(path)
  await before.load(claudeCode, [root], LATER)
  before.close()
  const { db, close } = await openWarehouse(path)
  await db.run(mistake)
  await db.run('update file set reader = 0')
  await db.run("delete from meta where name like 'inventory %'")
  close()
  const after = await openLedger(path)
  await after.load(claudeCode, [root], LATER)
  return after
}

function twoCalls(): string {
  const root = tempFolder()
  transcript(root, 'S', [call(1, 10), call(2, 200)])
  return root
}

it.each([
  ['a response of its own', `${ONE_MORE}) from entry where ${SECOND}`, [3, 2]],
  ['more tokens', `update entry set input = input + 1, weight = weight + 1 where ${SECOND}`, [2, 2]],
])('takes back what older rules made of a line that is still there, and says so: %s', async (_, mistake, requests) => {
  const root = twoCalls()
  const after = await afterUpgradeOf(root, mistake)
  expect(await after.totals()).toMatchObject({ requests: 2, input_tokens: 210 })
  expect(await after.totals()).toEqual(await (await coldLoad(claudeCode, [root])).totals())
  expect((await after.restatements()).map((day) => [day.old_requests, day.new_requests])).toEqual([requests])
})

it.each([
  ['another line begins there', 'byte_offset - 1 as byte_offset'],
  ['the line there is of another time', 'happened_at + interval 1 minute as happened_at'],
  ['the log ends before', '1000000 as byte_offset'],
])('keeps what the log no longer says: %s', async (_, change) => {
  const after = await afterUpgradeOf(twoCalls(), `${ONE_MORE}, ${change}) from entry where ${SECOND}`)
  expect(await after.totals()).toMatchObject({ requests: 3, input_tokens: 410 })
  expect(await after.restatements()).toEqual([])
})
