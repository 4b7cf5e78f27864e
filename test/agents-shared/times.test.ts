import { expect, it, onTestFinished } from 'vitest'
import { isTime, timeOfNumber } from '../../src/agents/_shared/times.ts'
import { recordedCost, timeOf } from '../../src/agents/_shared/tokens.ts'
import { dollarsOf, dollarsOfCents } from '../../src/agents/cursor/money.ts'

const T = Date.UTC(2026, 10, 1, 10)

it.each([
  ['seconds', T / 1000],
  ['milliseconds', T],
  ['microseconds', T * 1000],
  ['nanoseconds', BigInt(T) * 1_000_000n],
])('a number of %s is told by its size (FORMATS 1.5)', (_, value) => {
  expect(timeOfNumber(value)).toBe(T)
})

it.each([0, -5, Number.NaN, Number.POSITIVE_INFINITY, 1e300, '1793527200000', null])('%s is no time', (value) => {
  expect(timeOfNumber(value)).toBeNull()
})

it.each([
  ['2026-11-01T10:00:00.000Z'],
  ['2026-11-01T10:00Z'],
  ['2026-11-01 10:00:00'],
  ['2026-11-01T10:00:00'],
  ['2026-11-01 10:00:00 UTC'],
  ['2026-11-01 10:00:00+00:00'],
  ['2026-11-01T13:00:00.0001 +0300'],
  ['2026-11-01T03:00:00-07'],
])('%s is the same moment in every zone (FORMATS 1.5)', (text) => {
  const zone = process.env.TZ
  onTestFinished(() => void (zone === undefined ? delete process.env.TZ : (process.env.TZ = zone)))
  for (const other of ['UTC', 'Asia/Tokyo']) {
    process.env.TZ = other
    expect(timeOf(text)).toBe(T)
  }
})

it.each([
  '',
  '0',
  '12',
  'line 1',
  'Sun Nov 01 2026',
  '1793527200000',
  '2026-11-01T10',
  '2026-13-01',
  '+275760-01-01T00:00Z',
])('the text "%s" is no time', (text) => {
  expect(timeOf(text)).toBeNull()
})

it('a time that no report could write is none', () => {
  expect([isTime(-1), isTime(0), isTime(Date.UTC(9999, 11, 31)), isTime(Date.UTC(10_000, 0)), isTime(8.7e15)]).toEqual([
    false,
    true,
    true,
    false,
    false,
  ])
})

it('a recorded cost of more than a billion dollars is none: it would be more than the warehouse can add up', () => {
  expect([recordedCost(1e9), recordedCost(1.1e9), recordedCost(1e300)]).toEqual(['1000000000', null, null])
  expect([dollarsOf('$1,000,000,000'), dollarsOf('1000000001'), dollarsOf('9'.repeat(40))]).toEqual([
    '1000000000',
    null,
    null,
  ])
  expect([dollarsOfCents(1e11), dollarsOfCents(1.1e11), dollarsOfCents(1e300)]).toEqual(['100000000000e-2', null, null])
})
