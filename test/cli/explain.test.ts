import { join } from 'node:path'
import { expect, test } from 'vitest'
import { formatMoney, parseMoney } from '../../src/core/money.ts'
import { jsonOf, runCli } from '../helpers/cli.ts'
import { homeWith, recordOf } from '../helpers/homes.ts'
import { demoHome } from '../helpers/homes.ts'
import { linesOf, tempFolder, writeText } from '../helpers/folders.ts'

const SAMPLES = join(import.meta.dirname, '../fixtures/samples')

interface Explained {
  readonly records: readonly {
    readonly identity: string
    readonly file: string
    readonly offset: number
    readonly rule: string
    readonly price_source: string | null
    readonly cost_usd: string | null
    readonly input_tokens: number
    readonly output_tokens: number
    readonly cache_read_tokens: number
    readonly cache_write_5m_tokens: number
    readonly cache_write_1h_tokens: number
    readonly web_searches: number
    readonly rates: Readonly<Record<string, string>> | null
  }[]
  readonly totals: { readonly cost_usd: string; readonly requests: number }
  readonly left_out: readonly { readonly reason: string; readonly count: number }[]
}

const explainSample = (agent: string, variable: string, name: string): Promise<Explained> =>
  jsonOf<Explained>(['explain'], {
    env: { [variable]: join(SAMPLES, agent, name, agent === 'claude-code' ? 'claude' : agent) },
  })

const money = (text: string | null): bigint => parseMoney(text ?? '0') ?? 0n

test('each record is its tokens times its rates, and all of them sum to the total exactly', async () => {
  const document = await jsonOf<Explained>(['explain'], { home: demoHome() })

  for (const record of document.records) {
    if (record.rates === null) continue
    const terms: [number, string | undefined][] = [
      [record.input_tokens, record.rates.input],
      [record.output_tokens, record.rates.output],
      [record.cache_read_tokens, record.rates.cache_read],
      [record.cache_write_5m_tokens, record.rates.cache_write_5m],
      [record.cache_write_1h_tokens, record.rates.cache_write_1h],
      [record.web_searches, record.rates.web_search],
    ]
    const cost = terms.reduce((sum, [tokens, rate]) => sum + BigInt(tokens) * money(rate ?? null), 0n)
    expect(formatMoney(cost)).toBe(record.cost_usd)
  }
  const sum = document.records.reduce((total, record) => total + money(record.cost_usd), 0n)
  expect(formatMoney(sum)).toBe(document.totals.cost_usd)
  expect(document.records.length).toBeGreaterThan(100)
})

test('the filters of costs give the same total in explain', async () => {
  const home = demoHome()
  const filters = ['--agent', 'claude-code', '--since', '2026-10-20', '--until', '2026-11-05']

  const costs = await jsonOf<{ totals: { cost_usd: string } }>(['costs', ...filters], { home })
  const explained = await jsonOf<Explained>(['explain', ...filters], { home })

  expect(explained.totals.cost_usd).toBe(costs.totals.cost_usd)
  expect(explained.left_out.find(({ reason }) => reason === 'outside the filters')?.count).toBeGreaterThan(0)
})

test('a compaction shows its transcript, the iteration and the unlogged rest apart', async () => {
  // samples/README.md: 1001/51 in the transcript, 9000/900 in the iteration, 2003/103 in the residual of cost-state.
  const { records, totals } = await explainSample('claude-code', 'CLAUDE_CONFIG_DIR', '2.1.329-compaction')

  expect(records.map((record) => [record.input_tokens, record.output_tokens, record.cost_usd])).toEqual([
    [1001, 51, '0.004287'],
    [9000, 900, '0.0405'],
    [2003, 103, '0.008601'],
  ])
  expect(records[1]?.rule).toContain("left out of the agent's own total")
  expect(records[2]?.rule).toContain('unlogged')
  expect(totals.cost_usd).toBe('0.053388')
})

test('a repeated record is left out and said so', async () => {
  const { left_out: leftOut, totals } = await explainSample(
    'claude-code',
    'CLAUDE_CONFIG_DIR',
    '2.1.329-write-resume-fork',
  )

  expect(totals).toMatchObject({ requests: 4, cost_usd: '0.017175' })
  expect(leftOut.find(({ reason }) => reason === 'repeated record')?.count).toBe(5)
})

test('an unknown model is unpriced: no rates, no cost, and the total leaves it out', async () => {
  const home = homeWith([
    { time: '2026-11-01T10:00:00.000Z', model: 'nobody-knows-1' },
    { time: '2026-11-01T11:00:00.000Z', model: 'claude-sonnet-4-5' },
  ])

  const { records, totals } = await jsonOf<Explained>(['explain'], { home })

  expect(records[0]).toMatchObject({ rates: null, cost_usd: null, rule: 'no known price for this model' })
  expect(totals.cost_usd).toBe('0.0045')
  expect((await runCli(['explain'], { home })).stdout).toMatch(/^Total .*\$0\.004500\*$/m)
})

test('where only costs of agents count, a record without one has no price that it could be taken for', async () => {
  const home = homeWith([{ time: '2026-11-01T10:00:00.000Z' }])
  const cwd = tempFolder()
  writeText(join(cwd, 'rimuru.config.json'), JSON.stringify({ version: 1, pricing: { cost: 'recorded' } }))

  const { records } = await jsonOf<Explained>(['explain'], { home, cwd })

  const none = { rates: null, price_source: null, price_date: null, recorded_cost_usd: null, cost_usd: null }
  expect(records).toMatchObject([{ rule: 'the agent recorded no cost', ...none }])
})

test('what a running total holds beyond its records is priced as short prompts, however much it is', async () => {
  const home = tempFolder()
  const row = recordOf({ time: '2026-11-01T10:00:00.000Z' }, 1)
  const modelUsage = { 'claude-haiku-5-5': { inputTokens: 150_000, outputTokens: 1000 } }
  const state = JSON.stringify({ type: 'cost-state', sessionId: 'session', modelUsage })
  writeText(join(home, '.claude/projects/-work/session.jsonl'), linesOf([row, state]))

  const { records } = await jsonOf<Explained>(['explain'], { home })

  // 150,000 at 0.1 and 1,000 at 0.5 a million (FORMATS 2.7, 8.4): no request is known to be of more than 100,000.
  const [unlogged] = records.filter(({ identity }) => identity.startsWith('unlogged:'))
  expect(unlogged).toMatchObject({ cost_usd: '0.0155' })
  expect(unlogged!.rule).toContain("unlogged: the session's running total beyond its records")
  expect(unlogged!.rule).not.toContain("left out of the agent's own total")
})

test('a session of nothing but an unknown model costs a dash, not nothing', async () => {
  const home = homeWith([{ time: '2026-11-01T10:00:00.000Z', model: 'nobody-knows-1' }])

  expect((await runCli(['sessions', 'show', 'session'], { home })).stdout).toMatch(/^Own cost +–\*$/m)
  expect((await runCli(['explain'], { home })).stdout).toMatch(/^Total .* –\*$/m)
})

test('the offset of a record is where it stands in its file', async () => {
  const { readFileSync } = await import('node:fs')
  const { records } = await jsonOf<Explained>(['explain'], { home: demoHome() })

  const record = records.find(({ identity }) => identity.startsWith('msg_'))!
  const bytes = readFileSync(record.file)
  const line = bytes.subarray(record.offset, bytes.indexOf(10, record.offset)).toString()

  expect(line.startsWith('{')).toBe(true)
  expect(line).toContain(record.identity.split(/[:#]/)[0])
})

test('the table shows the requests, the rates they were priced with and what was left out', async () => {
  const home = homeWith([{ time: '2026-11-01T10:00:00.000Z', input: 2_000_000, output: 0 }])

  const { stdout, code } = await runCli(['explain'], { home, env: { COLUMNS: '160' } })

  expect(code).toBe(0)
  expect(stdout).toMatch(/2026-11-01 10:00:00 +claude-sonnet-4-5 +2,000,000 +0 +0 +0 +0 +\[1\] +\$6\.000000/)
  expect(stdout).toContain('Rates, in dollars per million tokens')
  expect(stdout).toMatch(/\[1\] +3 +15 +3\.75 +6 +0\.3 +0\.01/)
})

test('a rule is not cut on a narrow terminal: it follows below its rates', async () => {
  const home = homeWith([{ time: '2026-11-01T10:00:00.000Z' }])

  const { stdout } = await runCli(['explain'], { home, env: { COLUMNS: '80' } })

  expect(stdout.split('\n').filter((line) => line.length > 80 && !line.includes('blind spot'))).toEqual([])
  expect(stdout).toMatch(/^ \[1\] +3 +15 +3\.75 +6 +0\.3 +0\.01$/m)
  expect(stdout.replaceAll('\n   ', '')).toMatch(
    /^\[1\] anthropic\/claude-sonnet-4-5, standard.* \(.*\d{4}-\d\d-\d\d\)$/m,
  )
})

test('what is summed up below the dearest requests has a star where something in it has no price', async () => {
  const at = (i: number): string => new Date(Date.UTC(2026, 10, 1, 0, 0, i)).toISOString()
  const priced = Array.from({ length: 203 }, (_, i) => ({ time: at(i), input: 1000 * (i + 1), output: 0 }))
  const more = async (home: string): Promise<string | undefined> =>
    (await runCli(['explain'], { home })).stdout.split('\n').find((line) => / more /.test(line))

  // The three cheapest: six thousand tokens at three dollars a million.
  expect(await more(homeWith(priced))).toMatch(/^3 more +\$0\.018000$/)
  const home = homeWith([...priced, { time: at(300), model: 'made-up-model' }])
  expect(await more(home)).toMatch(/^4 more +\$0\.018000\*$/)
})

test('a record without a time is left out under a reason that is true of it', async () => {
  const home = homeWith([{ time: '2026-11-01T10:00:00.000Z' }])
  writeText(join(home, '.claude/projects/-work/timeless.jsonl'), `${recordOf({ time: 'yesterday' }, 1)}\n`)

  const { left_out: leftOut } = await jsonOf<Explained>(['explain'], { home })

  expect(leftOut.find(({ reason }) => reason === 'quarantined record')).toMatchObject({
    count: 1,
    detail: expect.stringContaining('or its time or another field cannot be read'),
  })
})

test('the csv has every record with its rates', async () => {
  const home = homeWith([{ time: '2026-11-01T10:00:00.000Z' }, { time: '2026-11-02T10:00:00.000Z' }])

  const { stdout } = await runCli(['explain', '--format', 'csv'], { home })

  const lines = stdout.split('\r\n')
  expect(lines).toHaveLength(4)
  expect(lines[0]).toContain('cost_usd,file,offset,rate_input')
  expect(lines[1]).toContain('2026-11-01T10:00:00.000Z,claude-code,session,msg_0:req_0,claude-sonnet-4-5')
})

test('the csv has every field of a record under its name, and the rates one by one', async () => {
  const env = { CLAUDE_CONFIG_DIR: join(SAMPLES, 'claude-code', '2.1.329-subagent', 'claude') }
  const { records } = await jsonOf<{ records: readonly Record<string, unknown>[] }>(['explain'], { env })

  const { stdout } = await runCli(['explain', '--format', 'csv'], { env })

  const [heading = [], ...rows] = stdout.split('\r\n').map((line) => line.split(','))
  const named = Object.keys(records[0]!).filter((name) => name !== 'rates')
  expect(heading.filter((name) => !name.startsWith('rate_')).toSorted()).toEqual(named.toSorted())
  const subagents = rows.slice(0, -1).map((row) => row[heading.indexOf('subagent')])
  expect(subagents).toEqual(records.map(({ subagent }) => String(subagent)))
  expect(new Set(subagents)).toEqual(new Set(['true', 'false']))
})

test('nothing to explain is said with the places that were looked at', async () => {
  const { code, stdout, stderr } = await runCli(['explain'], { home: tempFolder() })

  expect(code).toBe(0)
  expect(stdout).toBe('')
  expect(stderr).toContain('No usage data found. Looked in:')
})
