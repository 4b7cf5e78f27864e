import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { AGENTS } from '../../src/agents/list.ts'
import type { SessionsDocument } from '../../src/reports/sessions.ts'
import * as codex from '../agents/codex/rows.ts'
import * as copilot from '../agents/copilot/rows.ts'
import * as cursor from '../agents/cursor/database.ts'
import * as goose from '../agents/goose/rows.ts'
import * as openCode from '../agents/opencode/rows.ts'
import { jsonOf } from '../helpers/cli.ts'
import { linesOf, tempFolder } from '../helpers/folders.ts'
import { writeLog } from './logs.ts'

const THREAD = codex.uuid7(codex.T0)

/** A session of each agent that asked something a moment ago and has no answer to it yet. */
function homeAtWork(now: number): string {
  const home = tempFolder()
  writeLog(home, 'at-work', [{ time: new Date(now).toISOString(), stop: 'tool_use' }])
  codex.rollout(join(home, '.codex'), THREAD, [
    codex.meta(THREAD, {}, now),
    codex.event('task_started', {}, now),
    codex.usageRecord(THREAD, 'resp_1', { input: 10, output: 1 }, now),
  ])
  copilot.log(join(home, '.copilot'), 'at-work', [copilot.start('at-work', {}, now)])
  openCode.inDatabase(join(home, '.local/share/opencode/opencode.db'), ({ session, message }) => {
    session('ses_1', { time_created: now - 1, time_updated: now })
    message('msg_1', 'ses_1', openCode.question(now))
  })
  const at = Math.floor(now / 1000)
  goose.inDatabase(join(home, '.local/share/goose/sessions/sessions.db'), ({ insert }) => {
    insert('sessions', goose.session('20261101_1', { created_at: goose.stamp(at), updated_at: goose.stamp(at) }))
    insert('messages', { session_id: '20261101_1', role: 'user', content_json: '[]', created_timestamp: at })
  })
  cursor.inState(join(home, '.config/Cursor/User'), ({ put }) => {
    put(...cursor.composer('at-work', { createdAt: now, lastUpdatedAt: now, status: 'generating' }))
    put(...cursor.question('at-work', 'b1'))
  })
  return home
}

it('tells of every agent which of its sessions is at work, until it has ended', async () => {
  const now = Date.now()
  const home = homeAtWork(now)
  const state = tempFolder()
  const active = async (): Promise<string[]> => {
    const { sessions } = await jsonOf<SessionsDocument>(['sessions', 'active'], { home, state })
    return sessions.map(({ agent }) => agent).sort()
  }
  const all = AGENTS.map(({ id }) => id).sort()
  expect(await active()).toEqual(all)

  appendFileSync(
    join(home, '.copilot', copilot.eventsPath('at-work')),
    linesOf([copilot.event('session.shutdown', { shutdownType: 'routine' }, now)]),
  )
  appendFileSync(
    join(home, '.codex', codex.rolloutPath(THREAD)),
    `${codex.event('task_complete', { turn_id: 'u' }, now)}\n`,
  )
  openCode.inDatabase(join(home, '.local/share/opencode/opencode.db'), ({ message }) =>
    message(
      'msg_2',
      'ses_1',
      openCode.answer({ input: 1, output: 1 }, { time: { created: now, completed: now + 1 } }),
      now + 1,
    ),
  )
  cursor.inState(join(home, '.config/Cursor/User'), ({ put }) =>
    put(...cursor.composer('at-work', { createdAt: now, lastUpdatedAt: now, status: 'aborted' })),
  )
  expect(await active()).toEqual(['claude-code', 'goose'])
  const { sessions } = await jsonOf<SessionsDocument>(['sessions', 'list'], { home, state })
  expect(Object.fromEntries(sessions.map(({ agent, status }) => [agent, status]))).toMatchObject({
    codex: 'completed',
    copilot: 'completed',
    cursor: 'cancelled',
    opencode: 'completed',
  })
})
