import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deviationOf, medianOf, percentOf, spreadOf, squareRoot, timesOf } from '../../../src/reports/digest/stats.ts'
import { anyCost, usd } from '../../helpers/daily-costs.ts'

describe('the median', () => {
  it('is the one in the middle, whatever the order', () => {
    expect(medianOf([usd('9'), usd('1'), usd('4')])).toBe(usd('4'))
    expect(medianOf([usd('10'), usd('9'), usd('2'), usd('100'), usd('11')])).toBe(usd('10'))
  })

  it('is the mean of the middle two of an even count, half to even', () => {
    expect(medianOf([usd('1'), usd('4'), usd('2'), usd('100')])).toBe(usd('3'))
    expect(medianOf([0n, 1n])).toBe(0n)
    expect(medianOf([1n, 2n])).toBe(2n)
  })

  it('of nothing is 0', () => {
    expect(medianOf([])).toBe(0n)
  })

  it('has as many values at or below it as at or above', () => {
    fc.assert(
      fc.property(fc.array(anyCost, { minLength: 1, maxLength: 20 }), (values) => {
        const median = medianOf(values)
        const [below, above] = [values.filter((value) => value < median), values.filter((value) => value > median)]
        expect(Math.max(below.length, above.length) * 2).toBeLessThanOrEqual(values.length)
      }),
    )
  })
})

describe('the median distance from the median', () => {
  it('is not moved by one wild value', () => {
    const values = [usd('10'), usd('12'), usd('11'), usd('9'), usd('5000')]
    expect(medianOf(values)).toBe(usd('11'))
    // Distances: 1, 1, 0, 2, 4989.
    expect(deviationOf(values, usd('11'))).toBe(usd('1'))
    expect(spreadOf(usd('1'))).toBe(usd('1.4826'))
  })
})

describe('the square root', () => {
  it.each([
    [0n, 0n],
    [1n, 1n],
    [2n, 1n],
    [3n, 1n],
    [4n, 2n],
    [99n, 9n],
    [10n ** 40n, 10n ** 20n],
  ])('of %d is %d', (value, root) => {
    expect(squareRoot(value)).toBe(root)
  })

  it('is the largest number whose square is not above', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 60n }), (value) => {
        const root = squareRoot(value)
        expect(root ** 2n <= value && (root + 1n) ** 2n > value).toBe(true)
      }),
    )
  })
})

describe('percent and times', () => {
  it.each([
    ['624', '1000', '62.4'],
    ['1', '3', '33.3'],
    ['-1', '3', '-33.3'],
    ['1', '8', '12.5'],
    ['0', '7', '0.0'],
    ['-0.0001', '7', '0.0'],
    ['0.12345', '100', '0.1'],
    ['1.25', '1000', '0.1'],
    ['1.75', '1000', '0.2'],
    ['2.5', '1000', '0.2'],
    ['12', '0.5', '2400.0'],
    // Something is left of each.
    ['499.998', '500', '99.9'],
    ['-499.998', '500', '-99.9'],
    ['79.96', '100', '80.0'],
    ['0.04', '100', '0.0'],
    ['-0.04', '100', '0.0'],
    ['500', '500', '100.0'],
    ['500.3', '500', '100.1'],
  ])('%s of %s is %s %%', (part, whole, percent) => {
    expect(percentOf(usd(part), usd(whole))).toBe(percent)
  })

  it('have nothing to say of nothing', () => {
    expect(percentOf(usd('1'), 0n)).toBeNull()
    expect(timesOf(usd('1'), 0n)).toBeNull()
  })

  it('tell how many times one is the other', () => {
    expect(timesOf(usd('42'), usd('10'))).toBe('4.2')
    expect(timesOf(usd('30'), usd('10.5'))).toBe('2.9')
  })
})
