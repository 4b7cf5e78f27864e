import { describe, expect, it } from 'vitest'
import { copilot } from '../../../src/agents/copilot/index.ts'
import { tempFolder } from '../../helpers/folders.ts'
import { scanFile } from '../../helpers/scan.ts'
import { event, log, message, record, shutdown, start, T0 } from './rows.ts'

const used = { input: 10, output: 1 }

const sessionOf = (...lines: string[]) => scanFile(copilot, log(tempFolder(), 's1', lines)).sessions

describe('how a session stands (FORMATS 5.7)', () => {
  it.each([
    ['done', [shutdown({})]],
    ['failed', [shutdown({}, T0, { shutdownType: 'error' })]],
    ['open', [record('s1', 'c1', used)]],
    ['open', [shutdown({}), event('session.resume', { context: {} })]],
    ['cancelled', [event('abort', { reason: 'user' })]],
    ['open', [event('abort', { reason: 'user' }), event('user.message', { content: 'go on' })]],
    ['failed', [event('session.error', { message: 'no network' })]],
    ['open', [event('session.error', { message: 'no network' }), message('m1', 5)]],
    ['done', [event('abort', { reason: 'user' }), shutdown({})]],
  ])('is %s', (signal, lines) => {
    expect(sessionOf(start('s1'), ...lines)).toMatchObject([{ id: 's1', parent: null, signal }])
  })

  it('lasts from its start to its last line', () => {
    expect(sessionOf(start('s1'), event('tool.execution_start', {}, T0 + 7000))).toMatchObject([
      { startedAt: T0, endedAt: T0 + 7000 },
    ])
  })

  it('is known by its folder, in versions of 2025 by its file', () => {
    expect(copilot.fileKey('/a/session-state/s1/events.jsonl')).toBe(copilot.fileKey('/a/session-state/s1.jsonl'))
  })
})

describe('where a request was made (FORMATS 5.7)', () => {
  it('is where the session was then', () => {
    const found = scanFile(
      copilot,
      log(tempFolder(), 's1', [
        start('s1', { cwd: '/one', branch: 'main' }),
        record('s1', 'c1', used),
        event('session.context_changed', { cwd: '/two', branch: 'topic' }),
        record('s1', 'c2', used),
        event('session.resume', { context: { cwd: '/three' } }),
        record('s1', 'c3', used),
      ]),
    )
    expect(found.responses.map(({ cwd, branch }) => `${cwd} ${branch}`)).toEqual([
      '/one main',
      '/two topic',
      '/three topic',
    ])
    expect(found.sessions).toMatchObject([{ cwd: '/three', branch: 'topic' }])
  })
})
