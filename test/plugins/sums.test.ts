import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { resolveBudget } from '../../src/config/budgets.ts'
import { SECTIONS } from '../../src/config/job-types.ts'
import { resolveConfig } from '../../src/config/settings.ts'
import { formatMoney, parseMoney, roundMoney } from '../../src/core/money.ts'
import { openReport } from '../../src/pipeline/report.ts'
import { evaluateBudgets } from '../../src/pipeline/run/budgets.ts'
import { discoverSources } from '../../src/pipeline/surroundings.ts'
import type { Report, ReportSection } from '../../src/plugin-sdk/types.ts'
import { buildReport } from '../../src/reports/report.ts'
import type { RestatedPeriod } from '../../src/reports/sections/restated.ts'
import type { SubscriptionUse } from '../../src/reports/sections/subscriptions.ts'
import { tempFolder } from '../helpers/folders.ts'
import { homeWith } from '../helpers/homes.ts'
import type { MadeUp } from '../helpers/homes.ts'
import { ROOT } from '../helpers/imports.ts'
import { startAt } from '../helpers/running-plugins.ts'
import { csvTables, htmlTables, jsonTables, markdownTables, ndjsonTables, parquetTables, xmlTables } from './tables.ts'
import type { Row, ShownTable, Tables } from './tables.ts'

const FORMATS = ['json', 'csv', 'ndjson', 'xml', 'markdown', 'html', 'parquet']
const OPTIONS = { include_headers: true, date_format: null, timezone: 'UTC', fields: null, pretty: false }
const CALENDAR = { timezone: 'UTC', weekStart: 1, monthStart: 1 }
const FILTERS = { agents: [], models: [], projects: [], branches: [], timezone: 'UTC' }
const BUDGETS = [
  resolveBudget({ name: 'team', amount: '0.123456789', period: 'month' }, 1),
  resolveBudget({ name: 'app', amount: 5, period: 'week', scope: { projects: ['*app'] } }, 1),
]
const SUBSCRIPTIONS: readonly SubscriptionUse[] = [
  {
    name: 'team',
    period: day('2026-11-09'),
    requests: 12,
    paid_usd: '3.333333333333333333',
    api_cost_usd: '17.005',
    unpriced_requests: 2,
  },
  {
    name: 'new',
    period: day('2026-11-09'),
    requests: 1,
    paid_usd: '0.005',
    api_cost_usd: null,
    unpriced_requests: 1,
  },
]
const RESTATED: readonly RestatedPeriod[] = [
  restated('2026-11-01', ['1.005', '1.015', '0.0049', '0.0051']),
  restated('2026-11-02', ['12.345678901234567891', '0', '-12.345678901234567891', '0']),
  restated('2026-11-03', ['0', '0.004999', '0.004', '0.000999']),
  restated('2026-11-04', ['7', '6.994', '0.1', '-0.106']),
  restated('2026-11-05', ['1000.555', '1000.545', '0', '-0.01']),
]

function restated(on: string, [old, now, usage, prices]: readonly [string, string, string, string]): RestatedPeriod {
  const amounts = { old_cost_usd: old, new_cost_usd: now, from_usage_usd: usage, from_prices_usd: prices }
  return { period: day(on), ...amounts, reasons: ['usage', 'price'] }
}

function day(on: string) {
  return { since: on, until: on }
}

/** Seventy days from the first of September on, in more projects, branches and sessions than a table has rows. */
const madeUp = fc.record({
  time: fc
    .integer({ min: 0, max: 70 * 24 * 3600 })
    .map((second) => new Date(Date.UTC(2026, 8, 1) + second * 1000).toISOString()),
  model: fc.constantFrom('claude-sonnet-4-5', 'claude-haiku-4-5', 'gpt-5', 'a-model-without-price'),
  cwd: fc.constantFrom('/code/app', '/home/app', '/code/web', '/code/a|b', '/code/"c,d"', '/code/<e>&amp;', '/'),
  branch: fc.constantFrom('main', 'feature/x', 'HEAD', '=1+1', 'line\nbreak', '**Total**'),
  session: fc.constantFrom('a', 'b', 'c', 'd'),
  input: fc.integer({ min: 0, max: 300_000 }),
  output: fc.integer({ min: 0, max: 50_000 }),
})

/** The last day, a week, a month, and all there is. */
const period = fc.constantFrom(
  { since: '2026-11-09', until: '2026-11-09' },
  { since: '2026-11-03', until: '2026-11-09' },
  { since: '2026-10-01', until: '2026-10-31' },
  { since: null, until: null },
)

async function reportOf(requests: readonly MadeUp[], days: { since: string | null; until: string | null }) {
  const settings = resolveConfig(null)
  const env = { HOME: homeWith(requests), RIMURU_HOME: tempFolder() }
  const sources = discoverSources(settings, env)
  const opened = await openReport({ settings, env, filters: { ...FILTERS, ...days }, sources })
  const input = { ...opened, mode: 'calculate' as const }
  try {
    const today = '2026-11-10'
    const about = { input, sources: opened.sources, calendar: CALENDAR, day: days.until ?? '2026-11-09', today }
    const budgets = await evaluateBudgets(BUDGETS, about)
    const plan = {
      title: null,
      job: 'nightly',
      sections: SECTIONS,
      top: 2,
      budgets,
      restated: RESTATED,
      subscriptions: SUBSCRIPTIONS,
      today,
    }
    return (await buildReport(input, CALENDAR, plan)).report
  } finally {
    opened.close()
  }
}

it('the parts of every table sum to its total, in every format, to the last digit', async () => {
  const plugins = await Promise.all(FORMATS.map((name) => startAt(join(ROOT, 'plugins', name))))
  const seen = { others: 0, movers: 0, budgets: 0, restated: 0, shown: 0 }
  await fc.assert(
    fc.asyncProperty(fc.array(madeUp, { minLength: 20, maxLength: 60 }), period, async (requests, days) => {
      const report = await reportOf(requests, days)
      const out = tempFolder()
      for (const { plugin } of plugins) {
        await plugin.call('export/report', { options: OPTIONS, out, name: 'report', data: report })
      }
      expectSums(report, jsonTables(out))
      expectSums(report, csvTables(out, report))
      expectSums(report, ndjsonTables(out))
      expectSums(report, await parquetTables(out, report))
      const xml = xmlTables(out)
      expectSums(report, xml.rows)
      for (const section of report.sections) {
        expect(xml.totals.get(section.id)).toMatchObject(
          section.totals === null ? [] : [asTexts(section.totals, section)],
        )
      }
      for (const tables of [markdownTables(out), htmlTables(out)]) expectShownSums(report, tables)
      for (const table of htmlTables(out)) expectExact(report, table)

      for (const { id, rows } of report.sections) {
        seen.others += rows.filter(({ name }) => String(name).endsWith(' others')).length
        seen.movers += Number(id === 'movers' && rows.length > 0)
        seen.restated += Number(id === 'restated' && rows.length === 3)
        seen.budgets += Number(id === 'budgets' && rows.length === BUDGETS.length)
      }
      seen.shown += markdownTables(out).length
    }),
    { numRuns: 15 },
  )
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(0)
}, 120_000)

const moneyIn = (text: string | null | undefined): bigint => parseMoney(text ?? '0') ?? 0n

const sumOf = (values: readonly bigint[]): bigint => values.reduce((sum, value) => sum + value, 0n)

const asTexts = (row: ReportSection['rows'][number], { columns }: ReportSection): Row =>
  Object.fromEntries(columns.flatMap(({ key }) => ((row[key] ?? '') === '' ? [] : [[key, String(row[key])]])))

/** Values as a program reads them: every digit counts. */
function expectSums(report: Report, tables: Tables): void {
  for (const section of report.sections) {
    const { id, columns, rows, totals } = section
    const read = tables.get(id) ?? []
    expect(read.length).toBe(rows.length)
    if (totals === null) continue
    for (const { key, kind } of columns) {
      if (kind !== 'usd' && kind !== 'integer') continue
      const sum = sumOf(read.map((row) => moneyIn(row[key])))
      expect(`${id} ${key} ${formatMoney(sum)}`).toBe(`${id} ${key} ${String(totals[key])}`)
    }
    for (const row of id === 'movers' ? [...read, asTexts(totals, section)] : []) {
      const [before, after, change, ...parts] = ['before', 'after', 'change', 'volume', 'mix', 'price'].map((key) =>
        moneyIn(row[`${key}_usd`]),
      )
      expect(formatMoney(sumOf(parts))).toBe(formatMoney(change!))
      expect(formatMoney(after! - before!)).toBe(formatMoney(change!))
    }
  }
}

/** At the end of a cost that leaves something out. */
const STAR = /\\?\*$/

/** `−$1,234.56` and `<$0.01` in cents, `1,234` as it is; null where it is no number. */
function shownNumber(shown: string): bigint | null {
  const text = shown.replace(STAR, '')
  if (/^[+−]?<\$0\.01$/.test(text)) return 0n
  const [, sign, digits] = /^([+−]?)\$?([\d,]+(?:\.\d\d)?)$/.exec(text) ?? []
  return digits === undefined ? null : BigInt(digits.replace(/[,.]/g, '')) * (sign === '−' ? -1n : 1n)
}

/** What a person sees, added up by hand. */
function expectShownSums(report: Report, tables: readonly ShownTable[]): void {
  for (const { title, labels, rows, totals } of tables) {
    const section = report.sections.find((each) => each.title === title)!
    expect(rows.length).toBe(section.rows.length)
    // A single row has none: it would say the same.
    expect(totals !== null).toBe(section.totals !== null && rows.length > 1)
    const columnAt = (i: number) => section.columns.find(({ label }) => label === labels[i])!
    const numbersAt = (i: number): bigint[] => rows.map(({ cells }) => shownNumber(cells[i]!) ?? 0n)
    if (totals) {
      for (const [i] of labels.entries()) {
        const { key, kind } = columnAt(i)
        if (kind !== 'usd' && kind !== 'integer') continue
        const total = shownNumber(totals.cells[i]!) ?? 0n
        expect(`${title}, ${key}: ${sumOf(numbersAt(i))}`).toBe(`${title}, ${key}: ${total}`)
        if (kind === 'usd' && !columnAt(i).difference_of) expect(total).toBe(centsOf(String(section.totals![key])))
      }
    }
    for (const [n, { cells }] of [...rows, ...(totals ? [totals] : [])].entries()) {
      const row = section.rows[n] ?? section.totals!
      for (const [i, cell] of cells.entries()) {
        const { key, leaves_out: gap } = columnAt(i)
        const isPartial = gap !== undefined && row[key] !== null && row[gap] !== 0
        if (columnAt(i).kind === 'usd') expect(`${cell} ${STAR.test(cell)}`).toBe(`${cell} ${isPartial}`)
      }
    }
    for (const { cells } of section.id === 'movers' ? [...rows, ...(totals ? [totals] : [])] : []) {
      const at = (label: string): bigint => (labels.includes(label) ? shownNumber(cells[labels.indexOf(label)]!)! : 0n)
      expect(at('Now') - at('Before')).toBe(at('Change'))
      if (labels.includes('From volume')) {
        expect(at('From volume') + at('From mix') + at('From prices')).toBe(at('Change'))
      }
    }
  }
}

const centsOf = (text: string): bigint => BigInt(roundMoney(moneyIn(text), 2).replace('.', ''))

/** The exact amounts behind what is shown: as in the report, and less than some cents from what is shown. */
function expectExact(report: Report, { title, labels, rows, totals }: ShownTable): void {
  const section = report.sections.find((each) => each.title === title)!
  for (const [n, { cells, exact }] of [...rows, ...(totals ? [totals] : [])].entries()) {
    for (const [i, label] of labels.entries()) {
      const { key, kind, difference_of } = section.columns.find((each) => each.label === label)!
      if (kind !== 'usd') continue
      const value = (section.rows[n] ?? section.totals!)[key] ?? null
      expect(exact[i]).toBe(value)
      if (value === null) continue
      const off = moneyIn(String(value)) - shownNumber(cells[i]!)! * 10n ** 16n
      const most = 10n ** 16n * BigInt(difference_of ? 4 : 1)
      expect(off > -most && off < most).toBe(true)
    }
  }
}
