import { expect, it } from 'vitest'
import { billingOf, dollarsOf } from '../../../src/agents/copilot/billing.ts'

it.each([
  ['of a usage record', { cost: 0.33 }, 0.33],
  ['of the metrics of a model', { requests: { count: 5, cost: 2 }, cost: 9 }, 2],
  ['of a span', { 'github.copilot.cost': 1 }, 1],
  ['that are none', { cost: 0 }, 0],
  ['that are not said', {}, null],
  ['that cannot be', { cost: -1 }, null],
])('tells the premium requests %s (FORMATS 5.6)', (_, fields, expected) => {
  expect(billingOf(fields).premiumRequests).toBe(expected)
})

it.each([
  ['of a usage record', { totalNanoAiu: 7 }, 7],
  ['of what it says of the usage of Copilot', { copilotUsage: { totalNanoAiu: 7 } }, 7],
  ['of a row of the store', { total_nano_aiu: 7 }, 7],
  ['of a span', { 'github.copilot.nano_aiu': 7 }, 7],
  ['that are no credits', { totalNanoAiu: 0 }, null],
  ['that are not said', { totalNanoAiu: null }, null],
  ['that are less than one', { totalNanoAiu: -7 }, null],
  ['that no number can be', { totalNanoAiu: 1e300 }, null],
])('tells the credits %s (FORMATS 5.6)', (_, fields, expected) => {
  expect(billingOf(fields).nanoCredits).toBe(expected)
})

it.each([
  [1, '0.00000000001'],
  [1_000_000_000, '0.01'],
  [200_000_000_000, '2'],
  [123_456_789_012_345, '1234.56789012345'],
  [null, null],
  [1e300, null],
])('makes dollars of %s billionths of a credit: a credit is a cent (FORMATS 5.6)', (nano, dollars) => {
  expect(dollarsOf(nano)).toBe(dollars)
})
