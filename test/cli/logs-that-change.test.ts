import { renameSync, rmSync, truncateSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { assistant, costState, T0, transcript, user } from '../agents/claude-code/rows.ts'
import * as codex from '../agents/codex/rows.ts'
import { jsonOf } from '../helpers/cli.ts'
import { linesOf, tempFolder, writeText } from '../helpers/folders.ts'

interface Totals {
  readonly requests: number
  readonly input_tokens: number
  readonly output_tokens: number
}

const claudeLogs = (home: string): string => join(home, '.claude')
const rows = [
  user(),
  assistant({ stop: null, usage: { input_tokens: 10, output_tokens: 1 } }),
  assistant({ time: T0 + 1, usage: { input_tokens: 10, output_tokens: 50 } }),
  costState({ 'claude-sonnet-4-5': { input: 110, output: 80 } }),
]

it.each([
  ['part of a response', 2],
  ['all but the running total', 3],
])('a log that is deleted stays counted where a shorter one of its name holds %s (FORMATS D5)', async (_, left) => {
  const where = { home: tempFolder(), state: tempFolder() }
  const log = transcript(claudeLogs(where.home), 'S', rows)
  transcript(claudeLogs(where.home), 'S', rows.slice(0, left), '-backup')
  const totals = async (): Promise<Totals> => (await jsonOf<{ totals: Totals }>(['costs'], where)).totals
  const before = await totals()
  expect(before).toMatchObject({ requests: 2, input_tokens: 110, output_tokens: 80 })
  rmSync(log)
  expect(await totals()).toEqual(before)
})

it('a log that was moved and cut takes nothing with it (FORMATS D5)', async () => {
  const where = { home: tempFolder(), state: tempFolder() }
  const log = transcript(claudeLogs(where.home), 'S', rows)
  const before = (await jsonOf(['costs'], where)).totals
  const moved = transcript(claudeLogs(where.home), 'S', rows.slice(0, 2), '-elsewhere')
  renameSync(moved, log)
  renameSync(log, moved)
  expect((await jsonOf(['costs'], where)).totals).toEqual(before)
})

it('a session keeps its parent, its times and its status when its log is cut (FORMATS D5)', async () => {
  const where = { home: tempFolder(), state: tempFolder() }
  const [parent, child] = [codex.uuid7(codex.T0), codex.uuid7(codex.T0 + 2000)]
  const root = join(where.home, '.codex')
  codex.rollout(root, parent, [
    codex.meta(parent),
    codex.tokenCount({ input: 10, output: 1 }, { input: 10, output: 1 }),
  ])
  const log = codex.rollout(root, child, [
    codex.meta(child, { parent_thread_id: parent, thread_source: 'subagent' }, codex.T0 + 2000),
    codex.tokenCount({ input: 20, output: 2 }, { input: 20, output: 2 }, codex.T0 + 2100),
    codex.event('task_complete', {}, codex.T0 + 2200),
  ])
  const sessions = async (): Promise<unknown> => (await jsonOf(['sessions', 'list'], where)).sessions
  const before = await sessions()
  expect(before).toMatchObject([{}, {}])
  expect(before).toContainEqual(expect.objectContaining({ id: child, parent_id: parent, status: 'completed' }))
  for (const size of [300, 0]) {
    truncateSync(log, size)
    expect(await sessions()).toEqual(before)
  }
  utimesSync(log, 5, 5)
  expect(await sessions()).toEqual(before)
})

it('a sub-agent whose log was cut stays itself when what is left is copied, and goes on when the log does', async () => {
  const where = { home: tempFolder(), state: tempFolder() }
  const inLog = { session: 'S', more: { agentId: 'a1', isSidechain: true } }
  const log = transcript(claudeLogs(where.home), 'S', [])
  const agentLog = join(log.replace('.jsonl', ''), 'subagents/agent-a1.jsonl')
  const first = [user(T0, 'hi', 'S'), assistant({ ...inLog, time: T0 + 1 })]
  writeText(agentLog, linesOf(first))
  const sessions = async (): Promise<unknown> => (await jsonOf(['sessions', 'list'], where)).sessions
  const before = await sessions()
  expect(before).toMatchObject([{ id: 'a1', parent_id: 'S', status: 'completed' }])
  for (const seconds of [5, 10]) {
    writeText(agentLog, linesOf(first.slice(0, 1)))
    utimesSync(agentLog, seconds, seconds)
    expect(await sessions()).toEqual(before)
  }
  const next = assistant({ ...inLog, id: 'msg_2', request: 'req_2', time: T0 + 60_000, stop: null })
  writeText(agentLog, linesOf([next]))
  expect(await sessions()).toMatchObject([{ id: 'a1', requests: 2, ended_at: new Date(T0 + 60_000).toISOString() }])
})

it('a session without usage is not forgotten where another log has its place on the disk', async () => {
  const where = { home: tempFolder(), state: tempFolder() }
  const root = claudeLogs(where.home)
  const ids = async (): Promise<unknown[]> =>
    (await jsonOf<{ sessions: { id: string }[] }>(['sessions', 'list'], where)).sessions.map(({ id }) => id).sort()
  const log = transcript(root, 'first', [user(T0, 'hi', 'first')])
  const before = await ids()
  expect(before).toEqual(['first'])
  renameSync(log, join(log, '../second.jsonl'))
  transcript(root, 'second', [user(T0 + 1, 'hi', 'second'), assistant({ session: 'second' })])
  expect(await ids()).toEqual(['first', 'second'])
})
