import { beforeAll, describe, expect, it } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatMoney, parseMoney } from '../../src/core/money.ts'
import { GROUP_KEYS } from '../../src/warehouse/queries/group-keys.ts'
import { jsonOf, runCli } from '../helpers/cli.ts'
import type { CliOptions } from '../helpers/cli.ts'
import { linesOf, tempFolder, writeText } from '../helpers/folders.ts'
import { DEMO_HOME, homeWith } from '../helpers/homes.ts'

interface Row {
  readonly requests: number
  readonly total_tokens: number
  readonly cost_usd: string
  readonly [key: string]: string | number | null
}

interface Costs {
  readonly period: { readonly since: string | null; readonly until: string | null; readonly timezone: string }
  readonly by: readonly string[]
  readonly rows: readonly Row[]
  readonly totals: Row
  readonly meters: readonly { readonly agent: string; readonly unit: string; readonly amount: string }[]
}

const costs = (args: readonly string[], options: CliOptions): Promise<Costs> =>
  jsonOf<Costs>(['costs', ...args], options)

/** `key: requests` of each row. */
const counted = ({ by, rows }: Costs): string[] =>
  rows.map((row) => `${by.map((key) => row[key]).join(' ')}: ${row.requests}`)

const at = (...times: string[]) => times.map((time) => ({ time }))

describe('grouping of the sample data', () => {
  let demo: CliOptions
  let all: Costs
  beforeAll(async () => {
    const state = mkdtempSync(join(tmpdir(), 'rimuru-test-'))
    demo = { home: DEMO_HOME, state }
    all = await costs([], { ...demo, cwd: '/' })
    return () => rmSync(state, { recursive: true, force: true })
  })

  it.each(GROUP_KEYS)('by %s adds up to the same total', async (key) => {
    const { rows, totals, by } = await costs(['--by', key], { ...demo, cwd: '/' })
    expect(by).toEqual([key])
    expect(totals).toEqual(all.totals)
    expect(rows.reduce((sum, { requests }) => sum + requests, 0)).toBe(totals.requests)
    expect(rows.reduce((sum, { total_tokens }) => sum + total_tokens, 0)).toBe(totals.total_tokens)
    expect(formatMoney(rows.reduce((sum, { cost_usd }) => sum + parseMoney(cost_usd)!, 0n))).toBe(totals.cost_usd)
    const names = rows.map((row) => row[key])
    expect(new Set(names).size).toBe(names.length)
    expect(names).toEqual(names.toSorted((a, b) => ((a ?? '\uffff') < (b ?? '\uffff') ? -1 : 1)))
  })

  it('by several keys keeps their order, given once, twice or as a list', async () => {
    const list = await costs(['--by', 'model,day'], { ...demo, cwd: '/' })
    const repeated = await costs(['--by', 'model', '--by', 'day', '--by', 'model'], { ...demo, cwd: '/' })
    expect(list.by).toEqual(['model', 'day'])
    expect(repeated).toEqual(list)
    expect(Object.keys(list.rows[0]!).slice(0, 2)).toEqual(['model', 'day'])
  })

  it('has a spelling of its own for the usual ones', async () => {
    const aliases = { daily: 'day', weekly: 'week', monthly: 'month', session: 'session', blocks: 'block' }
    for (const [command, key] of Object.entries(aliases)) {
      const own = await runCli([command, '--json'], { ...demo, cwd: '/' })
      const long = await runCli(['costs', '--by', key, '--json'], { ...demo, cwd: '/' })
      expect(own).toEqual(long)
    }
    expect((await jsonOf<Costs>(['weekly', '--by', 'agent'], { ...demo, cwd: '/' })).by).toEqual(['week', 'agent'])
  })

  it('tells of each agent beside its cost what it is billed in, and the lines that it changed', async () => {
    const where = { ...demo, cwd: '/' }
    const metersOf = async (...args: string[]): Promise<string[]> =>
      (await costs(args, where)).meters.map(({ agent, unit, amount }) => `${agent} ${amount} ${unit}`)
    const day = await metersOf('--since', '2026-11-19', '--until', '2026-11-19')
    // A hundred credits are the dollar that its requests would have cost.
    expect(day).toContain('copilot 18.655395 credits')
    const copilot = await costs(['--since', '2026-11-19', '--agent', 'copilot'], where)
    expect(copilot.totals.cost_usd).toBe('0.18655395')
    expect(await metersOf('--agent', 'claude-code')).toEqual([])
    expect((await runCli(['costs', '--since', '2026-11-19'], where)).stdout).toContain(
      'beside the cost, copilot: 18.655395 credits, ',
    )
  })

  it('has no line that is longer than the terminal is wide', async () => {
    const { stdout } = await runCli(['costs', '--since', '2026-11-10'], { ...demo, cwd: '/', env: { COLUMNS: '60' } })
    expect(stdout).toContain('blind spots')
    expect(stdout.split('\n').filter((line) => line.length > 60)).toEqual([])
  })

  it('takes filters that each leave a part, and together the common part', async () => {
    const requests = async (...args: string[]): Promise<number> =>
      (await costs(args, { ...demo, cwd: '/' })).totals.requests
    const [codex, goose, cursor] = [
      await requests('--agent', 'codex'),
      await requests('--agent', 'goose'),
      await requests('--agent', 'cursor'),
    ]
    expect(await requests('--agent', 'C*', '--agent', 'goose')).toBe(
      all.totals.requests - (await requests('--agent', 'opencode')),
    )
    const others = await requests('--agent', 'Claude Code', '--agent', 'copilot', '--agent', 'opencode')
    expect(codex + goose + cursor + others).toBe(all.totals.requests)
    expect(await requests('--model', 'gpt-*')).toBe(codex + goose)
    expect(await requests('--model', 'GPT-6-SOL', '--model', 'gpt-6-astra')).toBe(
      (await requests('--model', 'gpt-6-sol')) + (await requests('--model', 'gpt-6-astra')),
    )
    // An export tells no folder.
    expect(await requests('--project', 'shop-api,shop-web,billing-jobs,infra')).toBe(all.totals.requests - cursor)
    expect(await requests('--project', '/home/dana/code/shop-api/')).toBe(await requests('--project', 'shop-api'))
    // The end of a path means whole folders.
    expect(await requests('--project', 'api')).toBe(0)
    expect(await requests('--project', 'shop-*', '--branch', 'feat/*', '--agent', 'codex')).toBeGreaterThan(0)
  })
})

it('finds names with blanks around them, however they are asked for', async () => {
  const named = { time: '2026-11-01T10:00:00Z', model: ' local one ', branch: 'two ', cwd: '/code/three ' }
  const home = homeWith([named, { time: '2026-11-01T11:00:00Z' }])
  const requestsOf = async (flag: string, name: string): Promise<number> =>
    (await costs([flag, name], { home })).totals.requests
  for (const blank of ['', ' ']) {
    expect(await requestsOf('--model', `${blank}local one${blank}`)).toBe(1)
    expect(await requestsOf('--branch', `two${blank}`)).toBe(1)
    expect(await requestsOf('--project', `three${blank}`)).toBe(1)
  }
})

it('finds names in any script by their own letters', async () => {
  const names = ['ΟΔΟΣ', 'İstanbul', 'Straße']
  const home = homeWith(
    names.map((name) => ({ time: '2026-11-01T10:00:00Z', cwd: `/home/dana/${name}`, branch: name })),
  )
  for (const name of names) {
    for (const filter of ['--project', '--branch']) {
      expect((await costs([filter, name], { home })).totals.requests, `${filter} ${name}`).toBe(1)
    }
  }
})

it('says of one what it says of many, and groups the digits of what is large', async () => {
  const home = tempFolder()
  const shutdown = { totalPremiumRequests: 1, codeChanges: { linesAdded: 12345, linesRemoved: 1 }, modelMetrics: {} }
  const rows = [
    { type: 'session.start', data: { sessionId: 's1' }, timestamp: '2026-11-01T10:00:00.000Z' },
    { type: 'session.shutdown', data: shutdown, timestamp: '2026-11-01T10:05:00.000Z' },
  ]
  writeText(join(home, '.copilot/session-state/s1/events.jsonl'), linesOf(rows.map((row) => JSON.stringify(row))))
  const { stdout } = await runCli(['costs'], { home })
  expect(stdout).toBe('beside the cost, copilot: 12,345 lines added, 1 line removed, 1 premium request\n')
  expect((await runCli(['sessions', 'show', 's1'], { home })).stdout).toMatch(/^Lines added +12,345$/m)
})

it('shows what an agent is billed in also where there is no usage', async () => {
  const home = tempFolder()
  const rows = [
    { type: 'session.start', data: { sessionId: 's1' }, timestamp: '2026-11-01T10:00:00.000Z' },
    {
      type: 'session.shutdown',
      data: { totalPremiumRequests: 3, modelMetrics: {} },
      timestamp: '2026-11-01T10:05:00.000Z',
    },
  ]
  writeText(join(home, '.copilot/session-state/s1/events.jsonl'), linesOf(rows.map((row) => JSON.stringify(row))))
  const { stdout, stderr } = await runCli(['costs'], { home })
  expect(stdout).toBe('beside the cost, copilot: 3 premium requests\n')
  expect(stderr).toContain('No usage found')
})

it('keeps sessions apart that two agents call the same', async () => {
  const home = homeWith([{ time: '2026-11-01T10:00:00Z', session: 's1' }])
  const usage = { model: 'gpt-5.2', inputTokens: 7, outputTokens: 1, accounting: { usageId: 'c1' } }
  const record = { type: 'session.usage_record', data: { usage }, timestamp: '2026-11-01T10:00:00.000Z' }
  writeText(join(home, '.copilot/session-state/s1/events.jsonl'), linesOf([JSON.stringify(record)]))
  const { rows, totals } = await costs(['--by', 'session'], { home })
  expect(rows.map(({ session, total_tokens }) => [session, total_tokens])).toEqual([
    ['s1', 1100],
    ['s1', 8],
  ])
  expect(totals).toMatchObject({ requests: 2, sessions: 2, total_tokens: 1108 })
})

describe('days', () => {
  it('without dates go from the first day with usage to the last, in the zone that is asked for', async () => {
    const home = homeWith(at('2026-03-01T10:00:00Z', '2026-03-28T23:30:00Z'))
    const spanOf = async (...args: string[]) => (await costs(['--timezone', 'Europe/Berlin', ...args], { home })).period
    const zone = { timezone: 'Europe/Berlin' }
    expect(await spanOf()).toEqual({ since: '2026-03-01', until: '2026-03-29', ...zone })
    expect(await spanOf('--since', '2026-03-02')).toEqual({ since: '2026-03-02', until: '2026-03-29', ...zone })
    expect(await spanOf('--until', '2026-03-28')).toEqual({ since: '2026-03-01', until: '2026-03-28', ...zone })
  })

  it('of 23 and 25 hours are cut at midnight of the zone', async () => {
    const home = homeWith(
      at(
        '2026-03-28T22:59:59.999Z',
        '2026-03-28T23:00:00Z',
        '2026-03-29T21:59:59Z',
        '2026-03-29T22:00:00Z',
        '2026-10-24T21:59:59Z',
        '2026-10-24T22:00:00Z',
        '2026-10-25T22:59:59Z',
        '2026-10-25T23:00:00Z',
      ),
    )
    const options = { home, state: tempFolder() }
    expect(counted(await costs(['-z', 'Europe/Berlin'], options))).toEqual([
      '2026-03-28: 1',
      '2026-03-29: 2',
      '2026-03-30: 1',
      '2026-10-24: 1',
      '2026-10-25: 2',
      '2026-10-26: 1',
    ])
    const one = await costs(['-z', 'Europe/Berlin', '--since', '2026-03-29', '--until', '20260329'], options)
    expect(counted(one)).toEqual(['2026-03-29: 2'])
    expect(one.period).toEqual({ since: '2026-03-29', until: '2026-03-29', timezone: 'Europe/Berlin' })
    expect(
      (await costs(['-z', 'Europe/Berlin', '--since', '2026-10-25', '--until', '2026-10-25'], options)).totals.requests,
    ).toBe(2)
  })

  it('at the other end of the world are others', async () => {
    const home = homeWith(at('2026-10-31T10:59:59Z', '2026-10-31T11:00:00Z', '2026-11-01T10:59:59Z'))
    const options = { home, state: tempFolder() }
    expect(counted(await costs(['-z', 'Pacific/Apia'], options))).toEqual(['2026-10-31: 1', '2026-11-01: 2'])
    expect(counted(await costs(['-z', 'UTC'], options))).toEqual(['2026-10-31: 2', '2026-11-01: 1'])
    expect(counted(await costs(['-z', 'Pacific/Apia', '--until', '2026-10-31'], options))).toEqual(['2026-10-31: 1'])
  })

  it('count back from today with --last', async () => {
    const day = 86_400_000
    const home = homeWith(at(...[0, 2, 5].map((ago) => new Date(Date.now() - ago * day).toISOString())))
    const options = { home, state: tempFolder() }
    const requests = async (last: string): Promise<number> => (await costs(['--last', last], options)).totals.requests
    expect([await requests('1'), await requests('3'), await requests('6')]).toEqual([1, 2, 3])
  })
})

it('names the machine and the user as the config does, also in what was known before', async () => {
  const home = homeWith(at('2026-11-01T12:00:00Z'))
  const state = tempFolder()
  const named = (config: object): string => {
    const cwd = tempFolder()
    writeText(join(cwd, 'rimuru.config.json'), JSON.stringify({ version: 1, ...config }))
    return cwd
  }
  const ask = async (config: object) =>
    (await costs(['--by', 'host,user'], { home, state, cwd: named(config) })).rows.map(({ host, user }) => [host, user])
  expect(await ask({ host: 'old', user: 'ada' })).toEqual([['old', 'ada']])
  expect(await ask({ host: 'laptop', user: 'ada' })).toEqual([['laptop', 'ada']])
  expect(await ask({})).toEqual([['laptop', 'ada']])
})

describe('weeks, months and blocks', () => {
  const home = (): string =>
    homeWith(
      at(
        '2026-10-31T12:00:00Z',
        '2026-11-01T12:00:00Z',
        '2026-11-02T12:00:00Z',
        '2026-11-06T12:00:00Z',
        '2026-11-07T12:00:00Z',
      ),
    )
  const configured = (content: object): string => {
    const cwd = tempFolder()
    writeText(join(cwd, 'rimuru.config.json'), JSON.stringify({ version: 1, ...content }))
    return cwd
  }

  it('begin on Monday, or where the config says', async () => {
    const options = { home: home(), state: tempFolder() }
    expect(counted(await costs(['--by', 'week'], options))).toEqual(['2026-10-26: 2', '2026-11-02: 3'])
    const sunday = { ...options, cwd: configured({ weekStart: 'sunday' }) }
    expect(counted(await costs(['--by', 'week'], sunday))).toEqual(['2026-10-25: 1', '2026-11-01: 4'])
  })

  it('begin on the first, or on the day of the bill, after which the month is then named', async () => {
    const options = { home: home(), state: tempFolder() }
    expect(counted(await costs(['--by', 'month'], options))).toEqual(['2026-10: 1', '2026-11: 4'])
    const seventh = { ...options, cwd: configured({ monthStart: 7 }) }
    expect(counted(await costs(['--by', 'month'], seventh))).toEqual(['2026-10-07: 4', '2026-11-07: 1'])
  })

  it('of five hours do not move with the period that is asked about', async () => {
    const times = ['2026-11-01T22:30:00Z', '2026-11-02T02:59:00Z', '2026-11-02T03:10:00Z', '2026-11-02T08:10:00Z']
    const options = { home: homeWith(at(...times)), state: tempFolder() }
    expect(counted(await costs(['--by', 'block', '--since', '2026-11-02'], options))).toEqual([
      '2026-11-01T22:00:00Z: 1',
      '2026-11-02T03:00:00Z: 1',
      '2026-11-02T08:00:00Z: 1',
    ])
  })

  it('of five hours begin at the full hour of their first request', async () => {
    const times = ['2026-11-01T09:40:00Z', '2026-11-01T13:59:59Z', '2026-11-01T14:00:00Z', '2026-11-02T00:10:00Z']
    const { rows } = await costs(['--by', 'block'], { home: homeWith(at(...times)) })
    expect(rows.map(({ block, requests }) => [block, requests])).toEqual([
      ['2026-11-01T09:00:00Z', 2],
      ['2026-11-01T14:00:00Z', 1],
      ['2026-11-02T00:00:00Z', 1],
    ])
  })
})

describe('formats', () => {
  const home = (): string =>
    homeWith([
      { time: '2026-11-01T10:00:00Z', branch: '=HYPERLINK("http://x")', cwd: '/code/a, "b"' },
      { time: '2026-11-01T10:00:00Z', branch: 'one|two', cwd: '/code/b/__tests__', model: 'made-up' },
    ])
  const print = async (format: string): Promise<string> =>
    (await runCli(['costs', '--by', 'project,branch', '--format', format], { home: home() })).stdout

  it('csv: RFC 4180, plain decimals, and no cell that a spreadsheet would run', async () => {
    expect(await print('csv')).toBe(
      [
        'project,branch,requests,sessions,input_tokens,output_tokens,cache_read_tokens,cache_write_5m_tokens,cache_write_1h_tokens,' +
          'reasoning_tokens,total_tokens,cost_usd,unpriced_requests,unpriced_tokens',
        '"/code/a, ""b""","\'=HYPERLINK(""http://x"")",1,1,1000,100,0,0,0,0,1100,0.0045,0,0',
        '/code/b/__tests__,one|two,1,1,1000,100,0,0,0,0,1100,0,1,1100',
        '',
      ].join('\r\n'),
    )
  })

  it('md: a table, in whose cells nothing is a sign of Markdown', async () => {
    const [head, rule, first, second] = (await print('md')).split('\n')
    expect(head).toMatch(/^\| project \| branch \| requests \|/)
    expect(rule).toMatch(/^\| --- \| --- \| ---: \|/)
    expect(first).toContain('| 0.0045 |')
    expect(second).toContain('one\\|two | 1 |')
    expect(second).toContain('/code/b/\\_\\_tests\\_\\_ |')
  })

  it('ndjson: a record a line, with the fields of the JSON rows', async () => {
    const lines = (await print('ndjson')).trimEnd().split('\n')
    const { rows } = await costs(['--by', 'project,branch'], { home: home() })
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(rows)
  })

  it('table: a star at what leaves something out, and why below', async () => {
    const table = await print('table')
    expect(table).toMatch(/\*$/m)
    expect(table).toContain('no price for made-up')
  })

  it('json: the same with --format json and --json', async () => {
    const folder = home()
    const short = await runCli(['costs', '--json'], { home: folder })
    expect(await runCli(['costs', '--format', 'json'], { home: folder })).toEqual(short)
    expect(await runCli(['costs', '--format', 'json', '--json'], { home: folder })).toEqual(short)
  })
})
