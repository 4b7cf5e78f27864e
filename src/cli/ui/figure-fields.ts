/** What a row of usage has in every format but a table, where some are added up. */
export const USAGE_FIELDS = [
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_5m_tokens',
  'cache_write_1h_tokens',
  'reasoning_tokens',
  'total_tokens',
  'cost_usd',
  'unpriced_requests',
  'unpriced_tokens',
] as const

export const FIGURE_FIELDS = ['requests', 'sessions', ...USAGE_FIELDS] as const
