import { join } from 'node:path'
import type { Delivery, JsonObject, Notification, Report, ReportSection } from '../../src/plugin-sdk/types.ts'
import { ROOT } from './imports.ts'
import { startAt } from './running-plugins.ts'
import type { Started } from './running-plugins.ts'

export interface Notifying extends Started {
  notify(notification?: Notification, report?: Report | null): Promise<Delivery>
}

/** A notifier that comes with the program, as the program starts it. */
export async function startNotifier(
  name: string,
  config: JsonObject = {},
  env: Readonly<Record<string, string>> = {},
): Promise<Notifying> {
  const started = await startAt(join(ROOT, 'plugins', name), { config }, env)
  return {
    ...started,
    notify: (notification = DIGEST, report = REPORT) => started.plugin.call('notify', { notification, report }),
  }
}

export const PERIOD = { since: '2026-11-20', until: '2026-11-20', timezone: 'Europe/Berlin' }

const BUDGETS = [
  {
    name: 'team',
    state: 'warn',
    spent_usd: '820.004',
    amount_usd: '1000',
    used_percent: '82',
    period: { since: '2026-11-01', until: '2026-11-30' },
    message: 'At this pace it ends at $1,230 on 2026-11-30.',
    file: 'rimuru.config.ts',
    line: 12,
  },
  {
    name: 'a <b> & c',
    state: 'ok',
    spent_usd: '1',
    amount_usd: '50',
    used_percent: '2',
    period: PERIOD,
    message: 'fine',
    file: null,
    line: null,
  },
]

export const DIGEST: Notification = {
  title: 'daily-report of 2026-11-20',
  message: 'Yesterday cost $412.87.\nA budget is near its limit.',
  level: 'warning',
  metadata: {
    kind: 'digest',
    job: 'daily-report',
    period: PERIOD,
    url: 'https://github.com/acme/costs/blob/main/reports/daily-report/2026-11-20/report.md?a=1&b=2',
    report_path: 'reports/daily-report/2026-11-20',
    budgets: BUDGETS,
  },
  idempotency_key: 'daily-report/2026-11-20/abc',
  files: [{ name: 'costs.csv', media_type: 'text/csv', path: '/home/dana/costs.csv' }],
}

export const ALERT: Notification = {
  ...DIGEST,
  title: 'Budget team is used up',
  message: '$1,010.00 of $1,000.00.',
  level: 'critical',
  metadata: {
    ...DIGEST.metadata,
    kind: 'alert',
    budgets: [{ ...BUDGETS[0]!, state: 'alarm', spent_usd: '1010', used_percent: '101' }, BUDGETS[1]!],
  },
  idempotency_key: 'alert/team',
}

export const ranking = (
  id: string,
  title: string,
  rows: readonly (readonly [string, string | null])[],
): ReportSection => ({
  id,
  title,
  note: null,
  columns: [
    { key: 'name', label: 'Name', kind: 'text' },
    { key: 'requests', label: 'Requests', kind: 'integer' },
    { key: 'cost_usd', label: 'Cost', kind: 'usd' },
  ],
  rows: rows.map(([name, cost]) => ({ name, requests: 3, cost_usd: cost })),
  totals: null,
  chart: null,
})

export const REPORT: Report = {
  schema_version: 1,
  kind: 'report',
  title: 'AI coding agent costs',
  job: 'daily-report',
  period: PERIOD,
  figures: [
    { id: 'cost', label: 'Cost', kind: 'usd', value: '412.8731', note: '38 % more than on the last four Fridays' },
    { id: 'requests', label: 'Requests', kind: 'integer', value: 12_345, note: null },
    { id: 'sessions', label: 'Sessions', kind: 'integer', value: 67, note: 'the most this month' },
  ],
  highlights: [
    { level: 'warning', text: 'shop cost three times the usual: <new> & large prompts.' },
    { level: 'info', text: 'gpt-6-sol was used for the first time.' },
  ],
  sections: [
    ranking('models', 'By model', [
      ['claude-opus-4-5', '301.5'],
      ['gpt-6-sol', '100.25'],
      ['a-model-with-a-name-that-is-very-long-indeed', '11.1231'],
      ['unknown-model', null],
    ]),
    ranking('projects', 'By project', [
      ['shop', '400'],
      ['`tick` <tag> & *star*', '12.8731'],
    ]),
  ],
  totals: { requests: 12_345, cost_usd: '412.8731' },
  warnings: ['No price is known for unknown-model: 3 requests with 1,200 tokens are not in the cost.'],
  quality: { files_read: 214, lines_bad: 1 },
  prices: { version: 'sha256:0123456789abcdef', as_of: '2026-11-19' },
}

/** More, and longer, than any receiver takes. */
export const HUGE: Report = {
  ...REPORT,
  figures: Array.from({ length: 40 }, (_, i) => ({ ...REPORT.figures[1]!, label: `& figure ${i} `.repeat(300) })),
  highlights: Array.from({ length: 80 }, (_, i) => ({ level: 'error' as const, text: `<${i}> `.repeat(200) })),
  warnings: Array.from({ length: 80 }, () => '& '.repeat(2_000)),
  sections: Array.from({ length: 200 }, (_, i) =>
    ranking(
      ['models', 'projects', 'sessions', 'agents'][i] ?? `section-${i}`,
      `Section ${i} ${'&_*'.repeat(500)}`,
      Array.from({ length: 60 }, (__, n) => [`\`&<>${n}_`.repeat(20), `${60 - n}.123456`] as const),
    ),
  ),
}

export const HUGE_DIGEST: Notification = {
  ...DIGEST,
  title: '<&*_'.repeat(500),
  message: '&\\'.repeat(20_000),
  metadata: {
    ...DIGEST.metadata,
    budgets: Array.from({ length: 90 }, (_, i) => ({
      ...BUDGETS[0]!,
      name: `&${i}_`.repeat(400),
      message: '<&\\'.repeat(900),
    })),
  },
}
