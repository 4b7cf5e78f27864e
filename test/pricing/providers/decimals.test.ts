import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { product, shifted } from '../../../src/pricing/providers/_shared/decimals.ts'
import { jsonOf } from '../../../src/pricing/providers/_shared/json.ts'

describe('a decimal', () => {
  it('is moved by powers of ten without losing a digit', () => {
    const cases: readonly (readonly [string, number, string | null])[] = [
      ['3e-07', 6, '0.3'],
      ['3.75e-6', 6, '3.75'],
      ['0.000003', 6, '3'],
      ['8.333333333333334e-08', 6, '0.08333333333333334'],
      ['1.5', 0, '1.5'],
      ['15', 6, '15000000'],
      ['1E2', 0, '100'],
      ['000.500', 0, '0.5'],
      ['0', 6, '0'],
      ['0.000e-9', 6, '0'],
      [' 7 ', 0, '7'],
    ]
    expect(cases.map(([text, places]) => shifted(text, places))).toEqual(cases.map(([, , wanted]) => wanted))
  })

  it('is none where the text is no number of an imaginable size', () => {
    const none = ['', 'NaN', 'Infinity', '-1', '+1', '1,5', '0x10', '.5', '1e', '1e999', '1e-40', '9'.repeat(41), '1 2']
    expect(none.map((text) => shifted(text, 0))).toEqual(none.map(() => null))
  })

  it('is the same number as in whole units', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 10n), fc.integer({ min: -11, max: 3 }), (digits, exponent) => {
        const text = shifted(`${digits}e${exponent}`, 0)
        // 1e-11 and 13 places are as far as a price goes.
        fc.pre(text !== null)
        const [whole = '', fraction = ''] = text.split('.')
        expect(BigInt(whole + fraction.padEnd(24, '0'))).toBe(digits * 10n ** BigInt(exponent + 24))
      }),
    )
  })

  it('is multiplied exactly', () => {
    expect([product('2.5', '2'), product('30', '1.5'), product('0.3', '0.1'), product('0.075', '1.8')]).toEqual([
      '5',
      '45',
      '0.03',
      '0.135',
    ])
    expect([product('0', '2'), product('1000', '1000')]).toEqual(['0', '1000000'])
  })
})

describe('JSON of prices', () => {
  it('gives numbers as the text that stands there, and strings as they are', () => {
    expect(jsonOf('\uFEFF{"a": 3e-07, "b": [1.50, -2], "c": "see 1, 2 and \\"3\\"", "4": true, "\\\\": 5E+1}')).toEqual(
      {
        a: '3e-07',
        b: ['1.50', '-2'],
        c: 'see 1, 2 and "3"',
        4: true,
        '\\': '5E+1',
      },
    )
  })

  it('is otherwise what JSON is', () => {
    const asText = (_key: string, value: unknown): unknown =>
      typeof value === 'number' ? JSON.stringify(value) : value
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(jsonOf(text)).toEqual(JSON.parse(text, asText))
      }),
    )
  })

  it('is none where JSON is none', () => {
    for (const text of ['', '{', '{"a": NaN}', '<!DOCTYPE html>', '{"a": 1', '"\\"', '{"a": Infinity}', '{"a" 1}']) {
      expect(() => jsonOf(text)).toThrow(/^no JSON, it begins with "/)
    }
  })
})
