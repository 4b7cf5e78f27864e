import type {
  JsonObject,
  Notification,
  Report,
  ReportChart,
  ReportColumn,
  ReportRow,
} from '../../src/plugin-sdk/types.ts'

const BLUE = '#3d6fd1'
const STYLE = `text{font:13px system-ui,-apple-system,'Segoe UI',sans-serif;fill:#5b6876}.grid{stroke:#e3e7ec}.a{fill:${BLUE}}.b{fill:#e08a3c}.line{fill:none;stroke:${BLUE};stroke-width:2}.limit{stroke:#d1342f;stroke-dasharray:5 4}@media (prefers-color-scheme:dark){text{fill:#fff}.a,.b{fill:#f0f}.grid{stroke:#000}}`

const svg = (inner: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 260" width="760" height="260"><style>${STYLE}</style>${inner}</svg>`

const GRID = [0, 1, 2, 3]
  .map(
    (i) =>
      `<path class="grid" d="M48 ${220 - i * 60}H744"/><text x="40" y="${224 - i * 60}" text-anchor="end">$${i * 20}</text>`,
  )
  .join('')

const DAYS = Array.from({ length: 30 }, (_, i) => ({
  day: new Date(Date.UTC(2026, 9, 22 + i)).toISOString().slice(0, 10),
  cents: [0, 6].includes(new Date(Date.UTC(2026, 9, 22 + i)).getUTCDay()) ? 212 + i * 7 : 2310 + ((i * 733) % 1900),
}))

const chart = (id: string, title: string, alt: string, inner: string): ReportChart => ({
  id,
  title,
  alt,
  svg: svg(inner),
})

const BARS = chart(
  'days-by-agent',
  'Cost by day and agent',
  'Bars of the cost of the last 30 days by agent; the last day is the highest.',
  GRID +
    DAYS.map(({ cents }, i) => {
      const [x, a, b] = [54 + i * 23, cents / 40, cents / 90]
      return `<rect class="a" x="${x}" y="${220 - a}" width="17" height="${a}"/><rect class="b" x="${x}" y="${220 - a - b}" width="17" height="${b}"/>`
    }).join('') +
    `<text x="54" y="244">22 Oct</text><text x="744" y="244" text-anchor="end">20 Nov</text>`,
)

const SHARES = chart(
  'share-by-model',
  'Share by model',
  'claude-sonnet-4-5 has 62 %, gpt-6-sol 27 %, others 11 %.',
  `<rect class="a" x="160" y="40" width="372" height="34"/><text x="150" y="62" text-anchor="end">claude-sonnet-4-5</text><text x="540" y="62">62 %</text>
<rect class="b" x="160" y="100" width="162" height="34"/><text x="150" y="122" text-anchor="end">gpt-6-sol</text><text x="330" y="122">27 %</text>
<rect class="grid" x="160" y="160" width="66" height="34" fill="#9aa8b6"/><text x="150" y="182" text-anchor="end">others</text><text x="234" y="182">11 %</text>`,
)

const MONTH = chart(
  'month-to-budget',
  'Month to date',
  'The cost of November is at $412.09 of $500.00 on its 20th day.',
  `${GRID}<path class="limit" d="M48 70H744"/><path class="line" d="M48 218L150 200L250 184L340 160L430 131L500 98"/><text x="744" y="62" text-anchor="end">$500 budget</text>`,
)

const usd = (key: string, label: string): ReportColumn => ({ key, label, kind: 'usd' })
const whole = (key: string, label: string): ReportColumn => ({ key, label, kind: 'integer' })
const text = (key: string, label: string): ReportColumn => ({ key, label, kind: 'text' })
const TOKENS = [
  whole('requests', 'Requests'),
  whole('input_tokens', 'Input'),
  whole('output_tokens', 'Output'),
  whole('total_tokens', 'Tokens'),
  usd('cost_usd', 'Cost'),
]
const tokens = (name: string, requests: number, total: number, cost: string | null): ReportRow => ({
  name,
  requests,
  input_tokens: total - requests,
  output_tokens: requests,
  total_tokens: total,
  cost_usd: cost,
})

export const REPORT: Report = {
  schema_version: 1,
  kind: 'report',
  title: 'Daily report',
  job: 'daily-report',
  period: { since: '2026-11-20', until: '2026-11-20', timezone: 'Europe/Berlin' },
  figures: [
    { id: 'requests', label: 'Requests', kind: 'integer', value: 1284, note: '3 % more than usual' },
    { id: 'cost', label: 'Cost', kind: 'usd', value: '41.273004518', note: '2.1 times the usual Friday ($19.60)' },
    { id: 'sessions', label: 'Sessions', kind: 'integer', value: 37, note: null },
    { id: 'tokens', label: 'Tokens', kind: 'integer', value: 48_204_113, note: '81 % of them read from a cache' },
    { id: 'month', label: 'This month', kind: 'usd', value: '412.09', note: 'expected $603, between $540 and $690' },
  ],
  highlights: [
    { level: 'error', text: 'Budget "Platform team" is at 82.4 % on day 20 of 30 and will pass $500 on 25 November.' },
    { level: 'warning', text: 'shop/checkout cost $18.20, usually $3.10: 5 times the requests at the old price.' },
    { level: 'info', text: 'A new model: gpt-6-sol.' },
  ],
  sections: [
    {
      id: 'budgets',
      title: 'Budgets',
      note: null,
      columns: [text('name', 'Budget'), usd('spent_usd', 'Spent'), usd('amount_usd', 'Amount')],
      rows: [{ name: 'Platform team', spent_usd: '412.09', amount_usd: '500' }],
      totals: null,
      chart: MONTH,
    },
    {
      id: 'days',
      title: 'By day',
      note: 'The last 30 days.',
      columns: [{ key: 'name', label: 'Day', kind: 'date' }, ...TOKENS],
      rows: DAYS.map(({ day, cents }, i) => tokens(day, 40 + i, 1_000_000 + i, (cents / 100).toFixed(2))),
      totals: tokens('Total', 1635, 30_000_435, '739.47'),
      chart: BARS,
    },
    {
      id: 'movers',
      title: 'What moved',
      note: 'Against the median of the last four Fridays.',
      columns: [
        text('name', 'Project'),
        usd('before_usd', 'Usual'),
        usd('cost_usd', 'Now'),
        usd('change_usd', 'Change'),
        text('reason', 'Why'),
      ],
      rows: [
        {
          name: 'shop/checkout',
          before_usd: '3.1',
          cost_usd: '18.2',
          change_usd: '15.1',
          reason: 'more requests at the old price: $14.02, another mix of models: $1.08',
        },
        {
          name: 'a-very-long-project-name-that-goes-on/and-on-and-on-without-a-break',
          before_usd: '7',
          cost_usd: '4.5',
          change_usd: '-2.5',
          reason: 'fewer requests',
        },
      ],
      totals: null,
      chart: null,
    },
    {
      id: 'models',
      title: 'By model',
      note: null,
      columns: [text('name', 'Model'), ...TOKENS],
      rows: [
        tokens('claude-sonnet-4-5', 800, 40_000_000, '25.589262'),
        tokens('gpt-6-sol', 300, 8_000_000, '11.143711'),
        tokens('modèle-漢字-🦔 <b>"&', 184, 204_113, null),
        ...Array.from({ length: 10 }, (_, i) => tokens(`small-model-${i}`, 0, 0, '0.454003151')),
      ],
      totals: tokens('Total', 1284, 48_204_113, '41.27300451'),
      chart: SHARES,
    },
    {
      id: 'unpriced',
      title: 'Not priced',
      note: null,
      columns: [text('name', 'Model'), whole('requests', 'Requests')],
      rows: [],
      totals: null,
      chart: null,
    },
  ],
  totals: { requests: 1284, total_tokens: 48_204_113, cost_usd: '41.273004518' },
  warnings: ['No price is known for modèle-漢字-🦔 <b>"&: 184 requests with 204,113 tokens are not in the cost.'],
  quality: { files_read: 214, lines_bad: 2, blind_spots: [] },
  prices: { version: 'sha256:9f2c11aa04de77', as_of: '2026-11-19' },
}

const BUDGETS: readonly JsonObject[] = [
  {
    name: 'Platform team',
    state: 'warn',
    spent_usd: '412.09',
    amount_usd: '500',
    used_percent: '82.4',
    period: { since: '2026-11-01', until: '2026-11-30' },
    message: 'will pass $500.00 on 25 November at this pace',
    file: 'rimuru.config.ts',
    line: 12,
  },
  {
    name: 'Experiments',
    state: 'alarm',
    spent_usd: '63.2',
    amount_usd: '50',
    used_percent: '126.4',
    period: { since: '2026-11-16', until: '2026-11-22' },
    message: '$13.20 over its amount',
    file: 'rimuru.config.ts',
    line: 18,
  },
  {
    name: 'CI',
    state: 'unknown',
    spent_usd: '0',
    amount_usd: '20',
    used_percent: null,
    period: { since: '2026-11-20', until: '2026-11-20' },
    message: 'no data for 3 days',
    file: 'rimuru.config.ts',
    line: 24,
  },
]

export const DIGEST: Notification = {
  title: 'AI coding agents on 20 November: $41.27, 2.1 times the usual',
  message: '$41.27 on 2026-11-20\nBudget "Platform team" is at 82.4 %.',
  level: 'warning',
  idempotency_key: 'daily-report-2026-11-20-5f0c',
  files: [],
  metadata: {
    kind: 'digest',
    job: 'daily-report',
    period: { since: '2026-11-20', until: '2026-11-20', timezone: 'Europe/Berlin' },
    url: 'https://example.com/reports/daily-report/2026-11-20?a=1&b=2',
    report_path: 'reports/daily-report/2026-11-20/report.html',
    budgets: BUDGETS,
  },
}
