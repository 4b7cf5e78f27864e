import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { highestReached, reaches, usedPercent } from '../../src/budgets/thresholds.ts'
import { anyCost, usd } from '../helpers/daily-costs.ts'

describe('a threshold', () => {
  it.each([80, 62.5, 0.01, 33.3, 100, 1e-7])(
    'of %f percent is reached at exactly that, and not a digit before',
    (percent) => {
      const amount = usd('1000')
      const exactly = (amount * BigInt(Math.round(percent * 1e7))) / 10n ** 9n
      expect(reaches(exactly, amount, percent)).toBe(true)
      expect(reaches(exactly - 1n, amount, percent)).toBe(false)
    },
  )

  it('that falls between two digits is reached by the one above', () => {
    // 33.3 % of ten digits are 3.33.
    expect(reaches(3n, 10n, 33.3)).toBe(false)
    expect(reaches(4n, 10n, 33.3)).toBe(true)
  })

  it('is not reached by nothing', () => {
    expect(reaches(0n, 0n, 100)).toBe(false)
    expect(reaches(1n, 0n, 100)).toBe(true)
  })

  it('is the highest of those that are reached, whatever their order', () => {
    expect(highestReached(usd('62.5'), usd('100'), [90, 50, 62.5])).toBe(62.5)
    expect(highestReached(usd('49'), usd('100'), [90, 50, 62.5])).toBeNull()
    expect(highestReached(usd('200'), usd('100'), [])).toBeNull()
  })

  it.each([
    ['99.96', '99.9'],
    ['99.999999999999999999', '99.9'],
    ['100', '100.0'],
    ['99.94', '99.9'],
    ['79.96', '79.9'],
    ['80.04', '80.0'],
    ['62.46', '62.5'],
    ['62.49', '62.4'],
    ['119.97', '119.9'],
    ['0', '0.0'],
  ])('is not said to be reached a moment before: %s of 100 are %s %%', (spent, shown) => {
    const percents = spent === '62.46' ? [] : [62.5, 80, 120]
    expect(usedPercent(usd(spent), usd('100'), percents)).toBe(shown)
  })

  it('has no share of an amount of nothing', () => {
    expect(usedPercent(usd('1'), 0n, [80])).toBeNull()
  })

  it('in whole percent is reached where a hundred times the cost is that many times the amount', () => {
    fc.assert(
      fc.property(anyCost, anyCost, fc.integer({ min: 1, max: 200 }), (spent, amount, percent) => {
        expect(reaches(spent, amount, percent)).toBe(spent > 0n && spent * 100n >= amount * BigInt(percent))
      }),
    )
  })
})
