import { expect, it } from 'vitest'
import { count, plural } from '../../src/core/count.ts'

it('groups digits by three, as Intl does', () => {
  const values = [0, 7, 99, 100, 999, 1000, 12_345, 999_999, 1_000_000, 9_007_199_254_740_991, -5, -1234, -123_456]
  expect(values.map(count)).toEqual(values.map((value) => value.toLocaleString('en-US')))
})

it('has a word for one and another for all else', () => {
  expect([0, 1, 2, 1200].map((value) => plural(value, 'file'))).toEqual(['0 files', '1 file', '2 files', '1,200 files'])
  expect([1, 2].map((value) => plural(value, 'line is', 'lines are'))).toEqual(['1 line is', '2 lines are'])
})
