import fc from 'fast-check'
import { SECTIONS } from '../../src/config/job-types.ts'
import { describe, expect, it, onTestFinished } from 'vitest'
import { resolveConfig } from '../../src/config/settings.ts'
import { formatMoney, parseMoney } from '../../src/core/money.ts'
import type { CostRecord, Report, Session } from '../../src/plugin-sdk/types.ts'
import { openReport } from '../../src/pipeline/report.ts'
import { discoverSources } from '../../src/pipeline/surroundings.ts'
import { buildCosts } from '../../src/reports/costs.ts'
import type { ReportInput } from '../../src/reports/costs.ts'
import { exportedCosts, exportedSessions, lastFolder } from '../../src/reports/exported.ts'
import { buildReport } from '../../src/reports/report.ts'
import { buildSessions } from '../../src/reports/sessions.ts'
import { tempFolder } from '../helpers/folders.ts'
import { DEMO_HOME, homeWith } from '../helpers/homes.ts'

const CALENDAR = { timezone: 'UTC', weekStart: 1, monthStart: 1 }
const EVERYTHING = { agents: [], models: [], projects: [], branches: [], since: null, until: null, timezone: 'UTC' }

/** Open until the test is over. */
async function inputOf(home: string): Promise<ReportInput> {
  const settings = resolveConfig(null)
  const env = { HOME: home, RIMURU_HOME: tempFolder() }
  const report = await openReport({ settings, env, filters: EVERYTHING, sources: discoverSources(settings, env) })
  onTestFinished(() => report.close())
  return { ...report, mode: 'calculate' }
}

async function rowsOf<Row>(batches: AsyncIterable<readonly string[]>): Promise<Row[]> {
  const rows: Row[] = []
  for await (const batch of batches) for (const text of batch) rows.push(JSON.parse(text) as Row)
  return rows
}

const sumOf = (texts: readonly (string | null)[]): string =>
  formatMoney(texts.reduce((sum, text) => sum + (text === null ? 0n : (parseMoney(text) ?? 0n)), 0n))

const count = (values: readonly unknown[]): number => values.reduce<number>((sum, value) => sum + Number(value), 0)

describe('what exporters are given of the sample data', () => {
  it('is every billed request in order of time, and adds up to the total', async () => {
    const input = await inputOf(DEMO_HOME)
    const { totals } = await buildCosts(input, ['day'], CALENDAR)
    const records = await rowsOf<CostRecord>(exportedCosts(input))
    expect(sumOf(records.map(({ cost_usd }) => cost_usd))).toBe(totals.cost_usd)
    expect(count(records.map(({ requests }) => requests))).toBe(totals.requests)
    expect(count(records.map(({ total_tokens }) => total_tokens))).toBe(totals.total_tokens)
    expect(count(records.map(({ reasoning_tokens }) => reasoning_tokens))).toBe(totals.reasoning_tokens)
    const times = records.map(({ recorded_at }) => recorded_at)
    expect(times).toEqual([...times].sort())
    expect(new Set(records.map(({ agent_id, id }) => `${agent_id} ${id}`)).size).toBe(records.length)
    expect(records.some(({ cost_usd }) => cost_usd === null)).toBe(totals.unpriced_requests > 0)
  })

  it('is every session, as `sessions list` shows it', async () => {
    const input = await inputOf(DEMO_HOME)
    const { document } = await buildSessions(input, null)
    const sessions = await rowsOf<Session>(exportedSessions(input))
    expect(sessions.map(({ id }) => id)).toEqual(document.sessions.map(({ id }) => id))
    expect(sessions.map(({ status, cost_usd, models }) => ({ status, cost_usd, models }))).toEqual(
      document.sessions.map(({ status, cost_usd, models }) => ({ status, cost_usd, models })),
    )
  })

  it('names projects by their folder alone', async () => {
    const input = await inputOf(DEMO_HOME)
    const records = await rowsOf<CostRecord>(exportedCosts(input))
    const sessions = await rowsOf<Session>(exportedSessions(input))
    const { report } = await buildReport(input, CALENDAR, PLAN)
    expect(new Set(records.map(({ project }) => project))).toEqual(
      // Null for what an export tells, which knows no folder.
      new Set(['billing-jobs', 'infra', 'shop-api', 'shop-web', null]),
    )
    expect(JSON.stringify([records, sessions, report])).not.toMatch(/\/home\/|\/code\/|\.claude/)
  })

  it('is the same text each time', async () => {
    const input = await inputOf(DEMO_HOME)
    const texts = async (): Promise<string> =>
      JSON.stringify([
        await rowsOf(exportedCosts(input)),
        await rowsOf(exportedSessions(input)),
        (await buildReport(input, CALENDAR, PLAN)).report,
      ])
    expect(await texts()).toBe(await texts())
  })
})

const PLAN = {
  title: null,
  job: null,
  sections: SECTIONS,
  top: 3,
  budgets: [],
  restated: [],
  subscriptions: [],
  today: '2026-11-20',
}

const madeUp = fc.record({
  time: fc
    .integer({ min: 0, max: 40 * 24 * 3600 })
    .map((second) => new Date(Date.UTC(2026, 9, 1) + second * 1000).toISOString()),
  model: fc.constantFrom('claude-sonnet-4-5', 'claude-haiku-4-5', 'gpt-5', 'a-model-without-price'),
  cwd: fc.constantFrom('/code/app', '/home/app', '/code/web', '/'),
  branch: fc.constantFrom('main', 'feature/x', 'HEAD'),
  session: fc.constantFrom('a', 'b', 'c'),
  input: fc.integer({ min: 0, max: 300_000 }),
  output: fc.integer({ min: 0, max: 50_000 }),
})

it('the parts of every section sum to its total, to the last digit', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(madeUp, { maxLength: 25 }), async (requests) => {
      const input = await inputOf(homeWith(requests))
      const { report } = await buildReport(input, CALENDAR, PLAN)
      expectSums(report)
      const records = await rowsOf<CostRecord>(exportedCosts(input))
      expect(sumOf(records.map(({ cost_usd }) => cost_usd))).toBe(report.totals.cost_usd)
    }),
    { numRuns: 15 },
  )
}, 60_000)

/** Tables of notable things have no total; what they hold stands in another table too. */
const WITHOUT_TOTAL = new Set(['budgets', 'anomalies', 'new-models', 'unpriced'])

function expectSums(report: Report): void {
  for (const { id, columns, rows, totals } of report.sections) {
    expect([id, totals === null]).toEqual([id, rows.length === 0 || WITHOUT_TOTAL.has(id)])
    expect(new Set(rows.map(({ name, day }) => `${String(name)} ${String(day)}`)).size).toBe(rows.length)
    if (totals === null) continue
    for (const { key, kind } of columns) {
      const values = rows.map((row) => row[key]!)
      if (kind === 'usd') expect(sumOf(values as string[])).toBe(totals[key])
      if (kind === 'integer') expect(count(values)).toBe(totals[key])
    }
    if (id === 'movers') {
      for (const row of [...rows, totals]) {
        expect(sumOf([row.volume_usd, row.mix_usd, row.price_usd] as string[])).toBe(row.change_usd)
        expect(sumOf([row.before_usd, row.change_usd] as string[])).toBe(row.after_usd)
      }
    } else if (id !== 'days') expect(totals.cost_usd).toBe(report.totals.cost_usd)
  }
}

it('a project is named by its last folder, on any system', () => {
  expect(['/code/app', '/code/app/', 'C:\\work\\app', 'app', '/', ''].map(lastFolder)).toEqual([
    'app',
    'app',
    'app',
    'app',
    null,
    null,
  ])
})
