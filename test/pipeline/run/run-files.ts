import type { RunFile } from '../../../src/pipeline/run/record-file.ts'

const FIGURES = {
  requests: 3,
  sessions: 1,
  input_tokens: 30,
  output_tokens: 3,
  cache_read_tokens: 0,
  cache_write_5m_tokens: 0,
  cache_write_1h_tokens: 0,
  reasoning_tokens: 0,
  total_tokens: 33,
  cost_usd: '1.5',
  unpriced_requests: 0,
  unpriced_tokens: 0,
}

/** What a run of a day leaves beside its report. */
export function runFile(since: string, given: Partial<RunFile> = {}, figures: Partial<typeof FIGURES> = {}): RunFile {
  return {
    schema_version: 1,
    kind: 'report-run',
    job: 'night',
    title: 'A day',
    period: { since, until: since, timezone: 'UTC' },
    config: 'sha256:1',
    prices: { version: 'sha256:2', as_of: '2026-11-20' },
    inputs: { requests: 3, sha256: '3' },
    totals: { ...FIGURES, ...figures },
    budgets: [],
    restated: [],
    subscriptions: [],
    quality: {
      files_seen: 0,
      files_read: 0,
      files_failed: [],
      lines_bad: 0,
      records_quarantined: 0,
      duplicates_removed: 0,
      not_understood: [],
      unpriced_models: [],
      blind_spots: [],
    },
    outputs: [{ path: 'report.md', media_type: 'text/markdown', rows: 0, sha256: '4' }],
    seal: '',
    ...given,
  }
}

export const budgetOf = (name: string, state: string): RunFile['budgets'][number] => ({
  name,
  state: state as 'ok',
  period: { since: '2026-11-01', until: '2026-11-30' },
  amount_usd: '10',
  spent_usd: '8',
  used_percent: '80',
  message: `${name} is ${state}`,
})
