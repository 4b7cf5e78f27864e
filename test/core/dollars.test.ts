import { expect, it } from 'vitest'
import { dollarsOf } from '../../src/core/dollars.ts'
import { parseMoney } from '../../src/core/money.ts'

it.each([
  ['0', '$0.00'],
  ['0.0000004', '<$0.01'],
  ['-0.0000004', '<$0.01'],
  // Half to even.
  ['0.005', '<$0.01'],
  ['0.0050001', '$0.01'],
  ['0.015', '$0.02'],
  ['499.998', '$500.00'],
  ['1000000000', '$1,000,000,000.00'],
])('%s is %s for people', (amount, text) => {
  expect(dollarsOf(parseMoney(amount)!)).toBe(text)
})
