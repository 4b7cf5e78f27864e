import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Report, ReportColumn, ReportRow, ReportSection } from '../../src/plugin-sdk/types.ts'
import { tempFolder } from '../helpers/folders.ts'
import { ROOT } from '../helpers/imports.ts'
import { startAt } from '../helpers/running-plugins.ts'

const OPTIONS = { include_headers: true, date_format: null, timezone: 'UTC', fields: null, pretty: false }

const NAME: ReportColumn = { key: 'name', label: 'Name', kind: 'text' }
const CACHE: ReportColumn = { key: 'cache', label: 'Cache', kind: 'integer', detail: true }
const COST: ReportColumn = { key: 'cost_usd', label: 'Cost', kind: 'usd' }

const section = (id: string, rows: readonly ReportRow[], given: Partial<ReportSection> = {}): ReportSection => ({
  id,
  title: `Of ${id}`,
  note: null,
  columns: [NAME, CACHE, COST],
  rows,
  totals: null,
  chart: null,
  ...given,
})

const QUIET: Report = {
  schema_version: 1,
  kind: 'report',
  title: 'Costs',
  job: 'daily-report',
  period: { since: '2026-11-17', until: '2026-11-17', timezone: 'UTC' },
  figures: [
    { id: 'cost', label: 'Cost', kind: 'usd', value: '0.4', note: 'as much as usual' },
    { id: 'month', label: 'Month to date', kind: 'usd', value: '15.8', note: 'forecast $23.32' },
    { id: 'requests', label: 'Requests', kind: 'integer', value: 12, note: null },
    { id: 'sessions', label: 'Sessions', kind: 'integer', value: 1, note: null },
  ],
  highlights: [{ level: 'info', text: 'First use of a-model: $0.40.' }],
  sections: [
    section('agents', [{ name: 'codex', cache: 5, cost_usd: '0.4' }], { totals: { cache: 5, cost_usd: '0.4' } }),
    section('models', [{ name: 'a-model', cache: 5, cost_usd: '0.4' }], { totals: { cache: 5, cost_usd: '0.4' } }),
    section('new-models', [{ name: 'a-model', cache: 0, cost_usd: '0.4' }]),
    section('unpriced', [{ name: 'b-model', cache: 0, cost_usd: null }]),
    section('anomalies', []),
  ],
  totals: { requests: 12, total_tokens: 100, cost_usd: '0.4' },
  warnings: ['No price is known for b-model: 1 request with 5 tokens is not in the cost.'],
  quality: { files_read: 1, blind_spots: ['Codex: a request that failed'] },
  prices: { version: 'sha256:0123456789abcdef', as_of: '2026-11-20' },
}

async function pageOf(format: 'markdown' | 'html', report: Report): Promise<string> {
  const { plugin } = await startAt(join(ROOT, 'plugins', format))
  const out = tempFolder()
  await plugin.call('export/report', { options: OPTIONS, out, name: 'report', data: report })
  return readFileSync(join(out, format === 'html' ? 'report.html' : 'report.md'), 'utf8')
}

it('a quiet day is short: no table that says again what the headline says', async () => {
  expect(await pageOf('markdown', QUIET)).toBe(`# Costs

2026-11-17, UTC · daily-report

## $0.40

as much as usual

Requests **12** · Sessions **1**

Month to date **$15.80**: forecast $23.32

All of it: Name **codex** · Name **a-model**

- First use of a-model: $0.40.
- No price is known for b-model: 1 request with 5 tokens is not in the cost.

---

Exactly 0.4 USD; cents are rounded so that every table adds up. 1 file read. Prices of 2026-11-20 (\`sha256:0123456789ab\`).

<details>
<summary>What the agents never write down and is in no number</summary>

- Codex: a request that failed

</details>
`)
  expect(await pageOf('html', QUIET)).not.toContain('<table')
})

it('a day without usage says so, with the month and the budgets', async () => {
  const nothing: Report = {
    ...QUIET,
    figures: QUIET.figures.map((figure) => (figure.id === 'month' ? figure : { ...figure, value: 0, note: null })),
    highlights: [],
    warnings: [],
    sections: [section('budgets', [{ name: 'team', cache: 0, cost_usd: '15.8' }])],
    totals: { requests: 0, total_tokens: 0, cost_usd: '0' },
    quality: { files_read: 0 },
  }
  expect(await pageOf('markdown', nothing)).toBe(`# Costs

2026-11-17, UTC · daily-report

## No usage

No agent has recorded a request in this period.

Month to date **$15.80**: forecast $23.32

## Of budgets

| Name | Cost |
| --- | ---: |
| team | $15.80 |

---

No file has usage of this period. Prices of 2026-11-20 (\`sha256:0123456789ab\`).
`)
})

it('what somebody has to look at stands in one box, the rest in a list', async () => {
  const loud: Report = {
    ...QUIET,
    highlights: [
      { level: 'critical', text: 'Budget team has reached its alarm.' },
      { level: 'warning', text: 'Thursday cost *more*.' },
      ...QUIET.highlights,
    ],
  }
  const text = await pageOf('markdown', loud)
  expect(text).toContain(`
> [!CAUTION]
> - Budget team has reached its alarm.
> - Thursday cost \\*more\\*.

- First use of a-model: $0.40.
- No price`)
  expect(text.match(/\[!/g)).toHaveLength(1)
  expect(await pageOf('html', loud)).toContain(
    '<li class="critical"><b>Urgent: </b>Budget team has reached its alarm.</li>\n<li class="warning">Thursday',
  )
})

it('a change has its sign, a day its weekday, and a column of nothing is left out', async () => {
  const columns: readonly ReportColumn[] = [
    { key: 'day', label: 'Day', kind: 'date' },
    { key: 'before', label: 'Before', kind: 'usd' },
    { key: 'after', label: 'Now', kind: 'usd' },
    { key: 'change', label: 'Change', kind: 'usd', signed: true, difference_of: ['after', 'before'] },
    { key: 'volume', label: 'Volume', kind: 'usd', signed: true, detail: true, difference_of: ['change', 'mix'] },
    { key: 'mix', label: 'Mix', kind: 'usd', signed: true, detail: true },
  ]
  const row = (day: string, before: string, after: string, change: string): ReportRow => ({
    day,
    before,
    after,
    change,
    volume: change,
    mix: '0',
  })
  const movers = section(
    'movers',
    [row('2026-11-17', '0', '5.006', '5.006'), row('2026-11-16', '0.916', '0', '-0.916')],
    {
      columns,
      totals: row('Total', '0.916', '5.006', '4.09'),
    },
  )
  const text = await pageOf('markdown', { ...QUIET, sections: [movers] })
  expect(text).toContain(`
| Day | Before | Now | Change |
| --- | ---: | ---: | ---: |
| Tue, 17 Nov | $0.00 | $5.01 | +$5.01 |
| Mon, 16 Nov | $0.92 | $0.00 | −$0.92 |
| **Total** | **$0.92** | **$5.01** | **+$4.09** |
`)
  expect(await pageOf('html', { ...QUIET, sections: [movers] })).toContain(
    '<td class="n usd"><data value="-0.916" title="-0.916 USD">−$0.92</data></td>',
  )
})
