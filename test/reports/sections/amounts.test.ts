import { describe, expect, it } from 'vitest'
import {
  addUp,
  amountsOfRow,
  dearestFirst,
  mergedRows,
  NOTHING,
  shortened,
} from '../../../src/reports/sections/amounts.ts'

const FIGURES = {
  requests: 1,
  sessions: 1,
  input_tokens: 2,
  output_tokens: 3,
  cache_write_5m_tokens: 4,
  cache_write_1h_tokens: 5,
  cache_read_tokens: 6,
  reasoning_tokens: 1,
  total_tokens: 20,
  cost_usd: '0.5',
  unpriced_requests: 0,
  unpriced_tokens: 0,
}
const named = (name: string, cost: string | null, tokens = 0) => ({
  ...NOTHING,
  name,
  cost_usd: cost,
  total_tokens: tokens,
})

describe('the amounts of a row', () => {
  it('have both kinds of cache writes in one', () => {
    expect(amountsOfRow(FIGURES)).toEqual({
      requests: 1,
      input_tokens: 2,
      output_tokens: 3,
      cache_write_tokens: 9,
      cache_read_tokens: 6,
      total_tokens: 20,
      cost_usd: '0.5',
      unpriced_requests: 0,
    })
  })

  it('have a cost only where something has a price, or nothing was asked', () => {
    expect(amountsOfRow({ ...FIGURES, cost_usd: '0', unpriced_requests: 1 }).cost_usd).toBeNull()
    expect(amountsOfRow({ ...FIGURES, requests: 2, unpriced_requests: 1 }).cost_usd).toBe('0.5')
    expect(amountsOfRow({ ...FIGURES, requests: 0, cost_usd: '0' }).cost_usd).toBe('0')
  })

  it('add up, each for itself', () => {
    const row = { ...amountsOfRow(FIGURES), unpriced_requests: 7 }
    expect(addUp(row, row)).toEqual({
      requests: 2,
      input_tokens: 4,
      output_tokens: 6,
      cache_write_tokens: 18,
      cache_read_tokens: 12,
      total_tokens: 40,
      cost_usd: '1',
      unpriced_requests: 14,
    })
  })

  it('add up to a cost that is not known only where none is', () => {
    expect(addUp(named('a', null), named('b', null)).cost_usd).toBeNull()
    expect(addUp(named('a', null), named('b', '0')).cost_usd).toBe('0')
  })
})

it('puts the dearest first, then what has most tokens, then by name', () => {
  const rows = [named('d', null, 1), named('b', '0', 2), named('c', '0', 2), named('a', '3'), named('e', '10')]
  expect(rows.toSorted(dearestFirst).map(({ name }) => name)).toEqual(['e', 'a', 'b', 'c', 'd'])
})

it('sums up what comes after the first rows, but never a single one', () => {
  const rows = [named('a', '5'), named('b', '2'), named('c', '1')]
  expect(shortened(rows, 2)).toEqual(rows)
  expect(shortened(rows, 1)).toEqual([named('a', '5'), named('2 others', '3')])
})

it('takes projects of one name for one, and those without a name too', () => {
  const rows = ['/code/app', '/old/app', null].map((project) => ({ project, ...FIGURES }))
  expect(mergedRows(rows, 'project').map(({ name, requests }) => [name, requests])).toEqual([
    ['app', 2],
    ['none', 1],
  ])
})
