import { describe, expect, it } from 'vitest'
import { paceOf } from '../../src/budgets/pace.ts'
import { usd } from '../helpers/daily-costs.ts'

const november = { since: '2026-11-01', until: '2026-11-30' }
/** Of 300 in 30 days the even share of 10 days is 100. */
const pace = (spent: string, through = '2026-11-10') => paceOf(usd(spent), usd('300'), november, through)

describe('the pace', () => {
  it.each([
    ['100', 'on pace'],
    ['100.4', 'on pace'],
    ['112', '12 % ahead'],
    ['250', '150 % ahead'],
    ['70', '30 % behind'],
    ['0', '100 % behind'],
  ])('of %s is %s', (spent, words) => {
    expect(pace(spent)).toBe(words)
  })

  it('is not told before the first day is over, nor after the last', () => {
    expect(pace('0', '2026-10-31')).toBeNull()
    expect(pace('300', '2026-11-30')).toBeNull()
    expect(pace('300', '2026-12-05')).toBeNull()
    expect(pace('290', '2026-11-29')).toBe('on pace')
  })

  it('of a budget of nothing is not told', () => {
    expect(paceOf(usd('1'), 0n, november, '2026-11-10')).toBeNull()
  })
})
