import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { SessionItem } from '../../src/reports/sessions.ts'
import { jsonOf, runCli } from '../helpers/cli.ts'
import { tempFolder } from '../helpers/folders.ts'
import { homeWith } from '../helpers/homes.ts'
import { SAMPLES, writeLog } from './logs.ts'

interface Sessions {
  readonly kind: string
  readonly period: object
  readonly sessions: readonly SessionItem[]
  readonly totals: object
}

const PARENT = 'fea36566-2e4e-438a-a34e-a4dca5c8dad0'
const CHILD = 'a955cdd60f3166eb0'
const subagents = { env: { CLAUDE_CONFIG_DIR: join(SAMPLES, 'claude-code/2.1.329-subagent/claude') } }
const claudeFork = { env: { CLAUDE_CONFIG_DIR: join(SAMPLES, 'claude-code/2.1.329-write-resume-fork/claude') } }
const codexFork = { env: { CODEX_HOME: join(SAMPLES, 'codex/0.105.0-exec-resume-appfork/codex') } }

const list = (args: readonly string[], options: object): Promise<Sessions> =>
  jsonOf<Sessions>(['sessions', 'list', ...args], options)
const statuses = ({ sessions }: Sessions): object => Object.fromEntries(sessions.map(({ id, status }) => [id, status]))

describe('sessions list', () => {
  it('has each session with its place, its times and its exact cost', async () => {
    const { kind, sessions, totals } = await list([], subagents)

    expect(kind).toBe('sessions')
    expect(sessions[0]).toEqual({
      id: PARENT,
      agent: 'claude-code',
      parent_id: null,
      project: '/home/dev/project/claude3/proj',
      git_branch: 'main',
      status: 'completed',
      started_at: '2026-11-20T17:53:40.153Z',
      ended_at: '2026-11-20T17:53:40.543Z',
      models: ['claude-sonnet-4-5'],
      requests: 3,
      input_tokens: 3007,
      output_tokens: 157,
      cache_read_tokens: 70,
      cache_write_5m_tokens: 120,
      cache_write_1h_tokens: 187,
      reasoning_tokens: 0,
      total_tokens: 3541,
      // 3007 x 3 + 157 x 15 + 70 x 0.3 + 120 x 3.75 + 187 x 6, by a million.
      cost_usd: '0.012969',
      unpriced_requests: 0,
      unpriced_tokens: 0,
    })
    expect(sessions[1]).toMatchObject({ id: CHILD, parent_id: PARENT, requests: 1, cost_usd: '0.004341' })
    expect(totals).toMatchObject({ sessions: 2, requests: 4, cost_usd: '0.01731' })
  })

  it('adds up to what costs says of the same data', async () => {
    const { totals } = await list([], codexFork)

    const costs = await jsonOf<Sessions>(['costs', '--by', 'session'], codexFork)
    // One of the sessions has no request, which costs does not see.
    expect(totals).toEqual({ ...costs.totals, sessions: 4 })
  })

  it('lets no fork start before it was made', async () => {
    const claude = await list([], claudeFork)
    expect(claude.sessions.map(({ id, started_at }) => [id.slice(0, 8), started_at])).toEqual([
      ['9311c0e9', '2026-11-20T18:18:35.485Z'],
      ['160f154f', '2026-11-20T18:18:38.317Z'],
    ])
    const codex = await list([], codexFork)
    expect(codex.sessions.at(-1)).toMatchObject({
      id: '01a1fa1f-f6b5-7ea0-8921-4de0e1823dc9',
      started_at: '2026-11-20T18:02:41.207Z',
    })
  })

  it('has a session that never asked anything, unless a model is asked for', async () => {
    const idle = '01a1fa1e-88b7-78b1-bf07-fdea228f4ebd'
    const all = await list([], codexFork)
    expect(all.sessions.find(({ id }) => id === idle)).toMatchObject({
      requests: 0,
      total_tokens: 0,
      cost_usd: '0',
      models: [],
    })

    const ofModel = await list(['--model', 'gpt*'], codexFork)
    expect(ofModel.sessions.map(({ id }) => id)).not.toContain(idle)
    const elsewhere = await list(['--project', 'other'], codexFork)
    expect(elsewhere.sessions).toEqual([])
  })

  it('judges the status at the end of the period, not by the clock', async () => {
    const home = tempFolder()
    writeLog(home, 'over', [{ time: '2026-03-01T10:00:00Z' }])
    writeLog(home, 'killed', [{ time: '2026-03-01T10:00:00Z', stop: 'tool_use' }])
    writeLog(home, 'late', [{ time: '2026-03-01T23:45:00Z', stop: 'tool_use' }])
    writeLog(home, 'resumed', [{ time: '2026-03-01T09:00:00Z' }, { time: '2026-03-02T09:00:00Z' }])
    writeLog(home, 'next', [{ time: '2026-03-02T10:00:00Z' }])

    expect(statuses(await list([], { home }))).toEqual({
      resumed: 'completed',
      killed: 'unknown',
      over: 'completed',
      late: 'unknown',
      next: 'completed',
    })
    const first = await list(['--until', '2026-03-01'], { home })
    expect(statuses(first)).toEqual({ resumed: 'active', killed: 'unknown', over: 'completed', late: 'active' })
    expect(first.sessions.find(({ id }) => id === 'resumed')).toMatchObject({
      requests: 1,
      ended_at: '2026-03-01T09:00:00.000Z',
    })
    // A period that ends after the data is judged where the data ends.
    expect(statuses(await list(['--until', '2026-03-31'], { home }))).toMatchObject({
      late: 'unknown',
      next: 'completed',
    })
  })

  it('prints the same again as csv, markdown and lines of JSON', async () => {
    const csv = await runCli(['sessions', '--format', 'csv'], subagents)
    expect(csv.stdout.split('\r\n')[2]).toBe(
      `${CHILD},claude-code,${PARENT},/home/dev/project/claude3/proj,main,completed,2026-11-20T17:53:40.336Z,2026-11-20T17:53:40.425Z,claude-sonnet-4-5,1,1003,53,30,40,63,0,1189,0.004341,0,0`,
    )
    const lines = await runCli(['sessions', '--format', 'ndjson'], subagents)
    expect(
      lines.stdout
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as SessionItem).id),
    ).toEqual([PARENT, CHILD])
    const markdown = await runCli(['sessions', '--format', 'md'], subagents)
    expect(markdown.stdout).toContain(`| ${CHILD} | claude-code | ${PARENT} |`)
  })

  it('shortens ids on a terminal only as far as they can be told apart', async () => {
    const narrow = await runCli(['sessions'], { env: { ...codexFork.env, COLUMNS: '100' } })
    expect(narrow.stdout).toMatch(/01a1fa1e-86 .*\n.*01a1fa1e-887 .*\n.*01a1fa1e-88b .*\n.*01a1fa1f /)
    expect(narrow.stdout.split('\n').every((line) => line.length <= 100)).toBe(true)
    const wide = await runCli(['sessions'], codexFork)
    expect(wide.stdout).toContain('01a1fa1e-8872-79d0-8056-858cc219874f')
  })

  it('succeeds without any data and says where it looked', async () => {
    const { code, stdout, stderr } = await runCli(['sessions'])
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toMatch(/Looked in:/)
    expect((await list([], {})).sessions).toEqual([])
  })

  it('exits 4 with --strict when something could not be read', async () => {
    const options = { env: { ...subagents.env, CODEX_HOME: '/nonexistent/codex' } }
    expect((await runCli(['sessions', '--strict', '--json'], options)).code).toBe(4)
    expect((await runCli(['sessions', '--json'], options)).code).toBe(0)
  })
})

describe('sessions active', () => {
  it('has what was left open and written to just now', async () => {
    const home = tempFolder()
    const now = new Date().toISOString()
    writeLog(home, 'running', [{ time: now, stop: 'tool_use' }])
    writeLog(home, 'done', [{ time: now }])

    const { sessions } = await jsonOf<Sessions>(['sessions', 'active'], { home })

    expect(sessions.map(({ id, status }) => [id, status])).toEqual([['running', 'active']])
  })

  it('says so when nothing runs', async () => {
    const { code, stdout, stderr } = await runCli(['sessions', 'active'], claudeFork)
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toMatch(/^No session was left open/)
  })
})

describe('sessions show', () => {
  it('takes the start of an id and adds the sub-agents up', async () => {
    const document = await jsonOf<Record<string, any>>(['sessions', 'show', 'FEA3'], subagents)

    expect(document).toMatchObject({
      kind: 'session',
      session: { id: PARENT, cost_usd: '0.012969' },
      models: [{ model: 'claude-sonnet-4-5', requests: 3, cost_usd: '0.012969' }],
      subagents: [{ id: CHILD, parent_id: PARENT, cost_usd: '0.004341' }],
      totals: { requests: 4, cost_usd: '0.01731' },
      files: [{ state: 'read', lines_bad: 0 }],
    })
    expect(document.files[0].path).toMatch(new RegExp(`${PARENT}\\.jsonl$`))
  })

  it('is not confused by an id that reads like a number', async () => {
    const home = tempFolder()
    writeLog(home, '1e5aaaaa', [{ time: '2026-03-01T10:00:00Z' }])
    expect(await jsonOf(['sessions', 'show', '1e5'], { home })).toMatchObject({ session: { id: '1e5aaaaa' } })
  })

  it('names the candidates of an ambiguous start', async () => {
    const { code, stdout, stderr } = await runCli(['sessions', 'show', '01a1fa1e-88'], codexFork)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain(
      '01a1fa1e-8872-79d0-8056-858cc219874f (codex), 01a1fa1e-88b7-78b1-bf07-fdea228f4ebd (codex)',
    )
  })

  it('names eight of many candidates and counts the others', async () => {
    const home = homeWith(
      Array.from({ length: 10 }, (_, i) => ({ time: '2026-11-01T10:00:00.000Z', session: `same-${i}` })),
    )
    const { stderr } = await runCli(['sessions', 'show', 'same'], { home })
    expect(stderr).toContain('E6001: 10 sessions begin with "same": same-0 (claude-code), same-1 ')
    expect(stderr).toContain(', same-7 (claude-code) and 2 more')
  })

  it('lets no candidate move the cursor', async () => {
    const home = homeWith(
      ['a', 'b'].map((end) => ({ time: '2026-11-01T10:00:00.000Z', session: `same\u001b[2J\u202e${end}` })),
    )
    const { stderr } = await runCli(['sessions', 'show', 'same'], { home })
    expect(stderr).toContain('"same": same\ufffd[2J\ufffda (claude-code), same\ufffd[2J\ufffdb (claude-code)\n')
  })

  it('fails for an id that is not there, never with null', async () => {
    const { code, stdout, stderr } = await runCli(['sessions', 'show', 'nope', '--json'], subagents)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^error E6001: no session begins with "nope"/)
  })
})

describe('words', () => {
  it.each([
    [['sessions', 'lst'], 'did you mean "list"?'],
    [['sessions', 'show'], 'is missing its id'],
    [['sessions', 'list', 'x'], 'one word too many'],
  ])('that make no sense are refused: %j', async (args, message) => {
    const { code, stderr } = await runCli(args, subagents)
    expect(code).toBe(2)
    expect(stderr).toContain(message)
  })
})
