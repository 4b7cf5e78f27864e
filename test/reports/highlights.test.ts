import { expect, it } from 'vitest'
import { highlightsOf } from '../../src/reports/highlights.ts'
import { NOTHING } from '../../src/reports/sections/amounts.ts'

it.each([
  ['0.1', 0, 'First use of a-model: $0.10.'],
  // The agent has recorded a cost of some of them.
  ['0.1', 9, 'First use of a-model: at least $0.10.'],
  ['0.0000004', 0, 'First use of a-model: <$0.01.'],
  [null, 10, 'First use of a-model.'],
])('the first use of a model at %s with %i requests without a price', (cost, unpriced, text) => {
  const model = { ...NOTHING, name: 'a-model', requests: 10, cost_usd: cost, unpriced_requests: unpriced }
  const found = { budgets: [], restated: [], anomalies: [], newModels: [model], movers: null }
  expect(highlightsOf(found)).toEqual([{ level: 'info', text }])
})
