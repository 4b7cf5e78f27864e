import { expect, test } from 'vitest'
import { perMillion, rateAt, sku } from './book.ts'

const on = (model: string, day: string, prompt = 1, rest = {}) => perMillion(rateAt(sku(model, rest), prompt, day))

// FORMATS 8.4 (7): a call is priced by its own time.

test('Sonnet 4.5 has the long tier until the 1M beta was retired, and one price for every size since (FORMATS 2.7)', () => {
  expect(on('claude-sonnet-4-5', '2025-10-01', 200_001)).toBe('6/22.5/7.5/12/0.6')
  expect(on('claude-sonnet-4-5', '2025-10-01', 200_000)).toBe('3/15/3.75/6/0.3')
  expect(on('claude-sonnet-4-5', '2026-04-30T23:59:59.999Z', 200_001)).toBe('6/22.5/7.5/12/0.6')
  expect(on('claude-sonnet-4-5', '2026-05-01T00:00:00.000Z', 200_001)).toBe('3/15/3.75/6/0.3')
  expect(on('claude-sonnet-4-5', '2026-11-20', 900_000)).toBe('3/15/3.75/6/0.3')
})

test('Sonnet 4 has the long tier from August 2025 (FORMATS 2.7)', () => {
  expect(on('claude-sonnet-4-20250514', '2025-07-31', 200_001)).toBe('3/15/3.75/6/0.3')
  expect(on('claude-sonnet-4-20250514', '2025-08-15', 200_001)).toBe('6/22.5/7.5/12/0.6')
  expect(on('claude-sonnet-4-20250514', '2026-11-20', 200_001)).toBe('3/15/3.75/6/0.3')
})

test('the history of the baseline is kept below what the overlay lists', () => {
  expect(on('claude-sonnet-4-6', '2026-03-12', 200_001)).toBe('6/22.5/7.5/12/0.6')
  expect(on('claude-sonnet-4-6', '2026-03-13', 200_001)).toBe('3/15/3.75/6/0.3')
  expect(on('deepseek-v4-flash', '2026-08-16')).toBe('0.14/0.28/0.14/0.14/0.0028')
  expect(on('deepseek-v4-flash', '2026-08-17')).toBe('0.22/0.66/0.22/0.22/0.007')
  expect(on('deepseek-v4-flash', '2026-09-22')).toBe('0.15/0.6/0.15/0.15/0.003')
})

test('gpt-5.6-sol was dearer before its price cut (FORMATS appendix C)', () => {
  expect(on('gpt-5.6-sol', '2026-08-20T23:59:59.999Z')).toBe('5/30/6.25/6.25/0.5')
  expect(on('gpt-5.6-sol', '2026-08-21T00:00:00.000Z')).toBe('4/20/5/5/0.4')
  expect(on('gpt-5.6-sol', '2026-08-01', 1, { tier: 'priority' })).toBe('10/60/12.5/12.5/1')
})

test('the first price known holds for all earlier usage', () => {
  expect(on('o3', '1970-01-01')).toBe('10/40/10/10/0.5')
  expect(on('o3', '2025-06-09T23:59:59.999Z')).toBe('10/40/10/10/0.5')
  expect(on('o3', '2025-06-10T00:00:00.000Z')).toBe('2/8/2/2/0.5')
})

test('a price that is announced for later holds from its day', () => {
  expect(on('gemini-3.8-flash', '2026-12-31')).toBe('0.75/3.75/0.75/0.75/0.075')
  expect(on('gemini-3.8-flash', '2027-01-01')).toBe('1.5/7.5/1.5/1.5/0.15')
})
