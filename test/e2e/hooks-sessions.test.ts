import { appendFileSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { startCli } from '../helpers/cli.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { homeWith, recordOf } from '../helpers/homes.ts'
import { hookOf, jobRepository } from '../helpers/job-repository.ts'
import { until } from '../helpers/running-plugins.ts'

const SESSION_EVENTS = ['SessionStart', 'SessionUpdate', 'SessionRestate', 'SessionEnd']
const RUN = ['daily', '--date', '2026-03-10']

/** Of a session that goes on, as it is written now. */
const openRecord = (session: string, index: number): string =>
  doneRecord(session, index).replace('"end_turn"', '"tool_use"')

const doneRecord = (session: string, index: number): string =>
  recordOf({ time: new Date().toISOString(), session }, index)

function repositoryWith(body = '') {
  const hook = hookOf('witness', body)
  const repository = jobRepository({
    home: homeWith([{ time: '2026-03-10T10:00:00.000Z' }]),
    jobs: { daily: { period: 'yesterday', hooks: [{ plugin: 'witness', on: SESSION_EVENTS }] } },
    plugins: [hook],
  })
  const transcript = (session: string): string => join(repository.home, `.claude/projects/-work/${session}.jsonl`)
  const write = (session: string, record: string): void => {
    if (existsSync(transcript(session))) appendFileSync(transcript(session), `${record}\n`)
    else writeText(transcript(session), `${record}\n`)
  }
  let known = 0
  /** What came since the last look. */
  const heard = (): string[] => {
    const calls = hook.calls<{ hook: string; data: { id: string; status: string; requests: number } }>().slice(known)
    known += calls.length
    return calls.map(({ hook: event, data }) => `${event} ${data.id} ${data.status} ${data.requests}`)
  }
  return { ...repository, write, heard }
}

it('tells of sessions that have started and ended since the run before, the first of which tells of none', async () => {
  const { run, write, heard } = repositoryWith()
  await run(RUN)
  expect(heard()).toEqual([])

  write('one', openRecord('one', 10))
  await run(RUN)
  expect(heard()).toEqual(['SessionStart one active 1'])
  await run(RUN)
  expect(heard()).toEqual([])

  write('one', doneRecord('one', 11))
  write('two', doneRecord('two', 20))
  const { record } = await run(RUN)
  expect(heard()).toEqual(['SessionEnd one completed 2', 'SessionStart two completed 1', 'SessionEnd two completed 1'])
  expect(record.hooks.map(({ event, action, times }) => [event, action, times])).toEqual([
    ['SessionEnd', 'passthrough', 2],
    ['SessionStart', 'passthrough', 1],
  ])
  await run(RUN)
  expect(heard()).toEqual([])
})

it('tells of sessions that have gone on, and of those whose past has changed', async () => {
  const { run, write, heard } = repositoryWith()
  const start = Date.now()
  const at = (minutes: number): string => new Date(start - minutes * 60_000).toISOString()
  const record = (index: number, minutes: number): string => recordOf({ time: at(minutes), session: 'one' }, index)
  const open = (index: number, minutes: number): string => record(index, minutes).replace('"end_turn"', '"tool_use"')
  const changes = async (): Promise<object> => {
    const { sessions } = (await run(RUN)).record
    const kinds = Object.entries<readonly { readonly id: string }[]>({ ...sessions })
    return Object.fromEntries(kinds.map(([kind, refs]) => [kind, refs.map(({ id }) => id)]))
  }
  const none = { started: [], ended: [], updated: [], restated: [] }
  expect(await changes()).toEqual(none)
  write('one', open(10, 9))
  expect(await changes()).toEqual({ ...none, started: ['one'] })
  heard()

  // A response that is still being streamed, and then the next one.
  write('one', recordOf({ time: at(9), session: 'one', output: 5000 }, 10).replace('"end_turn"', '"tool_use"'))
  expect(await changes()).toEqual({ ...none, updated: ['one'] })
  write('one', open(11, 6))
  expect(await changes()).toEqual({ ...none, updated: ['one'] })
  expect(heard()).toEqual(['SessionUpdate one active 1', 'SessionUpdate one active 2'])
  expect(await changes()).toEqual(none)

  write('one', record(12, 5))
  expect(await changes()).toEqual({ ...none, ended: ['one'] })
  write('one', record(13, 4))
  expect(await changes()).toEqual({ ...none, updated: ['one'] })
  expect(heard()).toEqual(['SessionEnd one completed 3', 'SessionUpdate one completed 4'])

  // Late, in the midst of what was told, and a new one; then in place of the last of it, which had ended.
  write('one', record(14, 7))
  write('one', record(15, 3))
  expect(await changes()).toEqual({ ...none, restated: ['one'] })
  write('one', recordOf({ time: at(3), session: 'one', output: 5000 }, 15))
  expect(await changes()).toEqual({ ...none, restated: ['one'] })
  expect(heard()).toEqual(['SessionRestate one completed 6', 'SessionRestate one completed 6'])
})

it('tells again rather than never: after a run that was killed, and of what came after a hook that said no', async () => {
  const flag = writeText(join(tempFolder(), 'flag'), '')
  const { run, write, heard, home, state, root } = repositoryWith(`
    const { existsSync } = await import('node:fs')
    if (hook === 'SessionStart' && existsSync(${JSON.stringify(flag)})) await new Promise(() => undefined)
    if (hook === 'SessionStart' && data.id === 'no') return { action: 'block', message: 'not this one' }`)
  rmSync(flag)
  await run(RUN)
  write('one', doneRecord('one', 10))
  writeText(flag, '')

  const child = startCli(['run', ...RUN], { home, state, cwd: root })
  const told: string[] = []
  await until(() => told.push(...heard()) > 0)
  child.kill('SIGKILL')
  await once(child, 'exit')
  rmSync(flag)
  expect(told).toEqual(['SessionStart one completed 1'])

  write('no', doneRecord('no', 20))
  const { code, record } = await run(RUN)
  expect({ code, stopped: record.stopped }).toEqual({
    code: 3,
    stopped: 'witness stopped the run at SessionStart: not this one',
  })
  const stoppedAt = heard()
  expect(stoppedAt.at(-1)).toBe('SessionStart no completed 1')
  expect((await run(RUN)).code).toBe(0)
  expect([...stoppedAt, ...heard()].sort()).toEqual([
    'SessionEnd no completed 1',
    'SessionEnd one completed 1',
    'SessionStart no completed 1',
    'SessionStart one completed 1',
  ])
})
