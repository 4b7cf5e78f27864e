import type { Io } from '../../io.ts'
import { toCsv, toMarkdown } from '../formats.ts'
import type { ExplainWriter } from './writer.ts'

const FIELDS = [
  'time',
  'agent',
  'session_id',
  'identity',
  'model',
  'tier',
  'speed',
  'geo',
  'requests',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_5m_tokens',
  'cache_write_1h_tokens',
  'reasoning_tokens',
  'web_searches',
  'subagent',
  'quality',
  'rule',
  'price_source',
  'price_date',
  'recorded_cost_usd',
  'cost_usd',
  'file',
  'offset',
] as const

const RATES = ['input', 'output', 'cache_read', 'cache_write_5m', 'cache_write_1h', 'web_search'] as const

/** Formats with a line for each record. */
export function listWriter(format: 'csv' | 'md' | 'ndjson', io: Io): ExplainWriter {
  const columns = [...FIELDS, ...RATES.map((rate) => `rate_${rate}`)]
  const heading = (render: typeof toCsv): string => render({ columns, rows: [] })
  if (format === 'csv') io.out(heading(toCsv))
  if (format === 'md') io.out(heading(toMarkdown))
  return {
    record(record) {
      if (format === 'ndjson') return io.out(`${JSON.stringify(record)}\n`)
      const render = format === 'csv' ? toCsv : toMarkdown
      const rows = [[...FIELDS.map((field) => record[field]), ...RATES.map((rate) => record.rates?.[rate] ?? null)]]
      // The heading of a single row is left out again: it stands at the top already.
      io.out(render({ columns, rows }).slice(heading(render).length))
    },
    end: () => undefined,
  }
}
