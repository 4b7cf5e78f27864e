import { expect, it } from 'vitest'
import { count } from '../../src/core/count.ts'

it('groups digits by three, as Intl does', () => {
  const values = [0, 7, 99, 100, 999, 1000, 12_345, 999_999, 1_000_000, 9_007_199_254_740_991, -5, -1234, -123_456]
  expect(values.map(count)).toEqual(values.map((value) => value.toLocaleString('en-US')))
})
