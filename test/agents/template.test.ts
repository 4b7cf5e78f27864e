import { join } from 'node:path'
import { expect, it } from 'vitest'
import { template } from '../../src/agents/_template/index.ts'
import { agentById } from '../../src/agents/list.ts'
import { linesOf, tempFolder, writeText } from '../helpers/folders.ts'
import { scanFile } from '../helpers/scan.ts'

const record = (id: string, usage: object): string =>
  JSON.stringify({ id, time: '2026-11-01T10:00:00Z', model: 'm', cwd: '/work', branch: 'main', usage })

const log = (...lines: string[]): string => writeText(join(tempFolder(), 'sessions/one.jsonl'), linesOf(lines))

it('is an agent that reads its example, and is not on the list', () => {
  expect(agentById(template.id)).toBeUndefined()
  const { responses, problems } = scanFile(
    template,
    log(record('r1', { input: 10, output: 2, cacheRead: 5, reasoning: 1 }), '{"other":1}'),
  )
  expect(problems).toEqual([])
  expect(responses).toMatchObject([
    { identity: 'r1', session: 'one', parts: [{ input: 10, output: 2, cacheRead: 5, reasoning: 1 }] },
  ])
})

it('names what it cannot read and counts the rest', () => {
  const path = log(record('r1', { input: 1 }), record('r2', { input: -1 }), '{"usage": ')
  const { responses, problems } = scanFile(template, path)
  expect(responses.map(({ identity }) => identity)).toEqual(['r1'])
  expect(problems.map(({ kind }) => kind)).toEqual(['quarantined', 'bad-line'])
})

it('finds its logs below its own variable or the home', () => {
  const env = { home: '/home/x', platform: 'linux' as const, isFolder: () => false }
  expect(template.places({ ...env, variables: {} })).toEqual([{ path: '/home/x/.template', origin: 'default' }])
  expect(template.places({ ...env, variables: { TEMPLATE_HOME: '/a,/b' } }).map(({ path }) => path)).toEqual([
    '/a',
    '/b',
  ])
})
