import { cpSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { AgentsDocument } from '../../src/reports/agents.ts'
import type { DoctorDocument } from '../../src/reports/doctor.ts'
import { answer, composer, inState } from '../agents/cursor/database.ts'
import { jsonOf, runCli } from '../helpers/cli.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { SAMPLES, writeLog } from './logs.ts'

const claude = join(SAMPLES, 'claude-code/2.1.329-subagent/claude')
const agents = (args: readonly string[], options: object): Promise<AgentsDocument> =>
  jsonOf<AgentsDocument>(['agents', ...args], options)
const find = (document: AgentsDocument, id: string) => document.agents.find((agent) => agent.id === id)!

it('tells of each agent where its data is and how much', async () => {
  const document = await agents(['list'], {
    home: '/nonexistent',
    state: tempFolder(),
    cwd: '/',
    env: { CLAUDE_CONFIG_DIR: claude },
  })

  expect(document.kind).toBe('agents')
  expect(find(document, 'claude-code')).toMatchObject({
    places: [{ path: claude, origin: 'CLAUDE_CONFIG_DIR', exists: true, files: 2, failed: [] }],
    files_read: 2,
    sessions: 2,
    requests: 4,
    newest: '2026-11-20T17:53:40.543Z',
    quality: { exact: 4, partial: 0, estimated: 0 },
    note: null,
  })
  expect(find(document, 'codex')).toMatchObject({
    places: [{ path: '/nonexistent/.codex', origin: 'default', exists: false, files: 0 }],
    requests: 0,
    newest: null,
    note: 'none of its folders is there',
  })
})

it('counts what was worked out apart from what was read', async () => {
  const env = { CLAUDE_CONFIG_DIR: join(SAMPLES, 'claude-code/2.1.329-compaction/claude') }
  expect(find(await agents(['scan'], { env }), 'claude-code').quality).toEqual({ exact: 2, partial: 1, estimated: 0 })
})

it('says why an agent shows nothing', async () => {
  const home = tempFolder()
  writeText(join(home, '.claude/projects/-work/empty.jsonl'), '{"type":"summary"}\n')
  writeText(join(home, '.codex/config.toml'), '')
  const document = await agents(['scan'], { home })

  expect(find(document, 'claude-code').note).toBe('its logs hold no usage')
  expect(find(document, 'codex').note).toBe('its folder holds no logs')

  writeText(join(home, 'rimuru.config.json'), '{"version":1,"sources":{"codex":{"enabled":false}}}')
  expect(find(await agents(['list'], { home }), 'codex')).toMatchObject({
    places: [],
    note: expect.stringMatching(/^switched off/),
  })

  const named = await agents(['list'], { env: { CODEX_HOME: '/nonexistent/codex' } })
  expect(find(named, 'codex').note).toBe('CODEX_HOME names a folder that is not there')
})

it('tells of each place what was read there, and whether it could be looked through', async () => {
  const home = tempFolder()
  writeLog(home, 'one', [{ time: '2026-03-01T10:00:00Z' }, { time: '2026-03-01T11:00:00Z' }])
  cpSync(join(home, '.claude/projects'), join(home, '.config/claude/projects'), { recursive: true })
  const closed = join(home, '.codex/sessions')
  mkdirSync(closed, { recursive: true })
  writeFileSync(join(home, '.codex/archived_sessions'), '')
  const document = await agents(['scan'], { home })

  const none = { sessions: 0, requests: 0, newest: null, quality: { exact: 0, partial: 0, estimated: 0 } }
  const all = { sessions: 1, requests: 2, newest: '2026-03-01T11:00:00.000Z' }
  expect(find(document, 'claude-code')).toMatchObject({
    ...all,
    // What is in both counts in one.
    places: [
      { path: join(home, '.claude'), readable: true, ...all, quality: { exact: 2, partial: 0, estimated: 0 } },
      { path: join(home, '.config/claude'), readable: true, files: 1, ...none },
    ],
  })
  expect(find(document, 'codex').places).toMatchObject([{ exists: true, readable: false, files: 0, ...none }])
  expect(find(document, 'goose').places[0]).toMatchObject({ exists: false, readable: false, ...none })
})

it('says so where sessions are known and none of their usage is counted', async () => {
  const home = tempFolder()
  inState(join(home, '.config/Cursor/User'), ({ put }) => {
    put(...composer('c1'))
    put(...answer('c1', 'b1', { input: 0, output: 0 }))
  })
  const note = 'its logs tell of 1 session and count no usage'
  expect(find(await agents(['scan'], { home }), 'cursor')).toMatchObject({ sessions: 1, requests: 0, note })

  const { stdout } = await runCli(['doctor', '--json'], { home })
  const { checks } = JSON.parse(stdout) as DoctorDocument
  const found = checks.filter(({ name, status }) => name === 'Cursor' && status === 'warn')
  expect(found).toMatchObject([
    {
      detail: note,
      items: expect.arrayContaining([expect.stringContaining('sources.cursor.usageExports')]) as unknown,
    },
  ])
})

it('reads everything again on scan, also what looks unchanged from outside', async () => {
  const home = tempFolder()
  const path = writeLog(home, 'one', [{ time: '2026-03-01T10:00:00Z', output: 100 }])
  const touch = (): void => utimesSync(path, 1_772_359_200, 1_772_359_200)
  touch()
  const requests = async (action: string): Promise<number> =>
    find(await agents([action], { home }), 'claude-code').requests
  expect(await requests('list')).toBe(1)

  writeFileSync(path, readFileSync(path, 'utf8').replace(/msg_\d/, 'msg_x'))
  touch()
  expect(await requests('list')).toBe(1)
  // What was there before stays: a log that was rewritten does not take history back.
  expect(await requests('scan')).toBe(2)
})

it('changes no number by reading again', async () => {
  const options = {
    home: tempFolder(),
    env: { CLAUDE_CONFIG_DIR: claude, CODEX_HOME: join(SAMPLES, 'codex/0.105.0-exec-resume-appfork/codex') },
  }
  const before = await runCli(['costs', '--by', 'session', '--json'], options)
  await agents(['scan'], options)
  expect(await runCli(['costs', '--by', 'session', '--json'], options)).toEqual(before)
})

it('shows every place on a terminal, found or not', async () => {
  const home = tempFolder()
  const { code, stdout } = await runCli(['agents', 'scan'], { home })
  expect(code).toBe(0)
  expect(stdout).toContain(`${join(home, '.claude')}  (not there)`)
  expect(stdout).toContain(`${join(home, '.codex')}  (not there)`)
})

it('exits 4 with --strict when a place cannot be read', async () => {
  const { code } = await runCli(['agents', '--strict'], { env: { CODEX_HOME: '/nonexistent/codex' } })
  expect(code).toBe(4)
})
