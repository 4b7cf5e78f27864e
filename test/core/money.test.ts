import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { divideHalfEven, formatMoney, parseMoney, roundMoney, scaleMoney } from '../../src/core/money.ts'

const ONE = 10n ** 18n
const money = fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n })
const positive = fc.bigInt({ min: 1n, max: 10n ** 20n })

describe('parseMoney', () => {
  it.each([
    ['0', 0n],
    ['1', ONE],
    ['-1', -ONE],
    ['+1.50', (ONE * 3n) / 2n],
    ['.5', null],
    ['5.', 5n * ONE],
    ['0.003625', 3_625_000_000_000_000n],
    ['3e-07', 300_000_000_000n],
    ['3E-7', 300_000_000_000n],
    ['1.25e+2', 125n * ONE],
    [' 2 ', 2n * ONE],
    ['0.000000000000000001', 1n],
    ['99999999999999999999', 99_999_999_999_999_999_999n * ONE],
  ])('reads %j', (text, value) => {
    expect(parseMoney(text)).toBe(value)
  })

  it.each(['', ' ', 'abc', '1,5', '$1', '1e', 'e5', '--1', '0x10', 'NaN', 'Infinity', '1_000', '1e99999'])(
    'refuses %j',
    (text) => {
      expect(parseMoney(text)).toBeNull()
    },
  )

  it('refuses a number too large to be money, but not a zero however it is written', () => {
    expect(parseMoney('1e9999')).toBeNull()
    expect(parseMoney('0e9999')).toBe(0n)
  })

  it('rounds what has more than eighteen places half to even', () => {
    expect(parseMoney('0.0000000000000000005')).toBe(0n)
    expect(parseMoney('0.0000000000000000015')).toBe(2n)
    expect(parseMoney('0.0000000000000000025')).toBe(2n)
    expect(parseMoney('0.00000000000000000251')).toBe(3n)
    expect(parseMoney('-0.0000000000000000015')).toBe(-2n)
    expect(parseMoney('5e-19')).toBe(0n)
    expect(parseMoney('1e-9999')).toBe(0n)
  })

  it('passes no number through a binary float', () => {
    expect(parseMoney('0.1')! + parseMoney('0.2')!).toBe(parseMoney('0.3'))
  })
})

describe('formatMoney', () => {
  it.each([
    [0n, '0'],
    [ONE, '1'],
    [-ONE / 2n, '-0.5'],
    [1n, '0.000000000000000001'],
    [10n * ONE, '10'],
    [123_456_789n * ONE + ONE / 4n, '123456789.25'],
  ])('writes %s as %j', (value, text) => {
    expect(formatMoney(value)).toBe(text)
  })

  it('writes what parseMoney reads back, without exponent or trailing zeros', () => {
    fc.assert(
      fc.property(money, (value) => {
        const text = formatMoney(value)
        expect(parseMoney(text)).toBe(value)
        expect(text).toMatch(/^-?(0|[1-9]\d*)(\.\d*[1-9])?$/)
      }),
    )
  })

  it('writes the shortest form of any decimal that was read', () => {
    const decimal = fc
      .tuple(fc.bigInt({ min: 0n, max: 10n ** 15n }), fc.integer({ min: 0, max: 17 }))
      .map(([digits, places]) => {
        const text = digits.toString().padStart(places + 1, '0')
        return places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`
      })
    fc.assert(
      fc.property(
        decimal,
        (text) => formatMoney(parseMoney(text)!) === (text.includes('.') ? text.replace(/\.?0+$/, '') : text),
      ),
    )
  })
})

describe('roundMoney', () => {
  it.each([
    ['1.005', 2, '1.00'],
    ['1.015', 2, '1.02'],
    ['1.0151', 2, '1.02'],
    ['-1.015', 2, '-1.02'],
    ['2.5', 0, '2'],
    ['3.5', 0, '4'],
    ['0', 6, '0.000000'],
    ['0.9999999', 6, '1.000000'],
    ['12.3', 18, '12.300000000000000000'],
  ])('rounds %s to %i places: %s', (text, places, rounded) => {
    expect(roundMoney(parseMoney(text)!, places)).toBe(rounded)
  })

  it('is never further off than half of the last place', () => {
    fc.assert(
      fc.property(money, fc.integer({ min: 0, max: 18 }), (value, places) => {
        const off = parseMoney(roundMoney(value, places))! - value
        expect((off < 0n ? -off : off) * 2n <= 10n ** BigInt(18 - places)).toBe(true)
      }),
    )
  })
})

describe('scaleMoney', () => {
  it('is exact where the result fits, and rounds half to even once where it does not', () => {
    expect(scaleMoney(ONE, 11n, 10n)).toBe((ONE * 11n) / 10n)
    expect(scaleMoney(1n, 1n, 2n)).toBe(0n)
    expect(scaleMoney(3n, 1n, 2n)).toBe(2n)
    expect(scaleMoney(5n, 1n, 2n)).toBe(2n)
    expect(scaleMoney(-3n, 1n, 2n)).toBe(-2n)
  })

  it('brings a value back that was multiplied', () => {
    fc.assert(fc.property(money, positive, (value, by) => scaleMoney(scaleMoney(value, by, 1n), 1n, by) === value))
  })

  it('does not depend on how the ratio is written', () => {
    fc.assert(
      fc.property(
        money,
        positive,
        positive,
        positive,
        (value, n, d, by) => scaleMoney(value, n * by, d * by) === scaleMoney(value, n, d),
      ),
    )
  })
})

describe('divideHalfEven', () => {
  it('finds the nearest whole number, of two equally near ones the even one', () => {
    fc.assert(
      fc.property(money, positive, (value, divisor) => {
        const quotient = divideHalfEven(value, divisor)
        const off = value - quotient * divisor
        const twice = (off < 0n ? -off : off) * 2n
        expect(twice <= divisor).toBe(true)
        if (twice === divisor) expect(quotient % 2n).toBe(0n)
      }),
    )
  })

  it('treats signs alike', () => {
    fc.assert(
      fc.property(money, positive, (value, divisor) => {
        const result = divideHalfEven(value, divisor)
        expect(divideHalfEven(-value, divisor)).toBe(-result)
        expect(divideHalfEven(value, -divisor)).toBe(-result)
      }),
    )
  })
})
