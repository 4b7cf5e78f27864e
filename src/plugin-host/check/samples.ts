import type { CostRecord, ExportOptions, Notification, Report, ReportSection, Session } from '../../plugin-sdk/types.ts'

/** What a plugin is tried with: everything that is legal and awkward. */

const TOKENS = {
  input_tokens: 1200,
  output_tokens: 340,
  cache_read_tokens: 50_000,
  cache_write_5m_tokens: 800,
  cache_write_1h_tokens: 0,
  reasoning_tokens: 120,
  total_tokens: 52_340,
}

const cost = (id: string, more: Partial<CostRecord>): CostRecord => ({
  id,
  session_id: 's1',
  agent_id: 'one-agent',
  model_name: 'claude-sonnet-4-5',
  provider: 'anthropic',
  recorded_at: '2026-03-29T00:59:59.999Z',
  requests: 1,
  web_searches: 0,
  service_tier: 'standard',
  project: 'shop',
  git_branch: 'main',
  host: 'build-1',
  user: 'dev',
  subagent: false,
  quality: 'exact',
  cost_usd: '0.012345678901234567',
  ...TOKENS,
  ...more,
})

export const COSTS: readonly CostRecord[] = [
  cost('r1', {}),
  cost('r2', {
    project: '=1+1',
    git_branch: 'a "quoted", name\nof <two> | lines & more',
    cost_usd: null,
    provider: null,
  }),
  cost('r3', { project: null, git_branch: null, model_name: 'modèle-漢字-🦔', cost_usd: '0', subagent: true }),
]

const session = (id: string, more: Partial<Session>): Session => ({
  id,
  agent_id: 'another-agent',
  parent_id: null,
  project: 'shop',
  git_branch: 'main',
  status: 'completed',
  started_at: '2026-03-29T00:59:59.999Z',
  ended_at: '2026-03-29T02:00:00.000Z',
  models: ['gpt-6-sol', 'gpt-5.6-luna'],
  requests: 2,
  cost_usd: '1234567.000000000000000001',
  unpriced_requests: 0,
  ...TOKENS,
  ...more,
})

export const SESSIONS: readonly Session[] = [
  session('s1', {}),
  session('s2', { parent_id: 's1', status: 'active', ended_at: null, project: '@sum', git_branch: 'x;y\t"z"' }),
  session('s3', { started_at: null, ended_at: null, project: null, git_branch: null, models: [], requests: 0 }),
]

const PERIOD = { since: '2026-03-29', until: '2026-03-29', timezone: 'Europe/Berlin' }

const MODELS: ReportSection = {
  id: 'models',
  title: 'By model',
  note: null,
  columns: [
    { key: 'name', label: 'Model', kind: 'text' },
    { key: 'requests', label: 'Requests', kind: 'integer' },
    { key: 'cost_usd', label: 'Cost', kind: 'usd' },
  ],
  rows: [],
  totals: null,
  chart: null,
}

export const EMPTY_REPORT: Report = {
  schema_version: 1,
  kind: 'report',
  title: 'A day without usage',
  job: null,
  period: PERIOD,
  figures: [{ id: 'cost', label: 'Cost', kind: 'usd', value: '0', note: null }],
  highlights: [],
  sections: [MODELS],
  totals: { requests: 0, total_tokens: 0, cost_usd: '0' },
  warnings: [],
  quality: { files_read: 0 },
  prices: { version: 'sha256:0', as_of: '2026-03-29' },
}

export const REPORT: Report = {
  ...EMPTY_REPORT,
  title: 'Costs of <a> & "b"',
  job: 'daily-report',
  figures: [{ id: 'cost', label: 'Cost', kind: 'usd', value: '12.345678', note: 'twice the usual' }],
  sections: [
    {
      ...MODELS,
      rows: [
        { name: 'gpt-6-sol | "x"', requests: 3, cost_usd: '12.345678' },
        { name: 'unknown-model', requests: 1, cost_usd: null },
      ],
      totals: { name: 'Total', requests: 4, cost_usd: '12.345678' },
    },
  ],
  totals: { requests: 4, total_tokens: 100, cost_usd: '12.345678' },
  warnings: ['No price is known for unknown-model: 1 request is not in the cost.'],
}

export const OPTIONS: ExportOptions = {
  include_headers: true,
  date_format: null,
  timezone: 'Europe/Berlin',
  fields: null,
  pretty: false,
}

export const NOTIFICATION: Notification = {
  title: 'A check of this notifier',
  message: 'Somebody has run `rimuru plugins check --send`.',
  level: 'info',
  metadata: { check: true },
  idempotency_key: 'rimuru-plugins-check',
  files: [],
}
