import { describe, expect, it } from 'vitest'
import { formatMoney } from '../../../src/core/money.ts'
import { dollars, shortDollars, tickTexts } from '../../../src/reports/charts/amounts.ts'
import { lengthOf, niceScale } from '../../../src/reports/charts/scale.ts'
import { escaped, shortened, textWidth } from '../../../src/reports/charts/text.ts'
import { renderer, usd } from './svg.ts'

describe('the axis', () => {
  it.each([
    ['0', '$0'],
    ['0.0031', '$0 $0.001 $0.002 $0.003 $0.004'],
    ['0.3', '$0 $0.10 $0.20 $0.30'],
    ['2', '$0 $0.50 $1.00 $1.50 $2.00'],
    ['6', '$0 $2 $4 $6'],
    ['7.01', '$0 $2.50 $5.00 $7.50'],
    ['95', '$0 $25 $50 $75 $100'],
    ['801', '$0 $250 $500 $750 $1,000'],
    ['5100', '$0 $2,000 $4,000 $6,000'],
    ['9000', '$0 $2.5k $5.0k $7.5k $10.0k'],
    ['100000', '$0 $25k $50k $75k $100k'],
    ['100000.01', '$0 $50k $100k $150k'],
    ['990000', '$0 $0.25M $0.50M $0.75M $1.00M'],
    ['1e9', '$0 $250M $500M $750M $1,000M'],
  ])('to $%s has the ticks %s', (largest, ticks) => {
    expect(tickTexts(niceScale(usd(largest))).join(' ')).toBe(ticks)
  })

  it('holds any amount with three to five ticks and wastes at most a third', () => {
    for (let amount = 11n; amount < 10n ** 24n; amount = (amount * 13n) / 11n) {
      const { top, step, ticks } = niceScale(amount)
      expect(ticks.length).toBeGreaterThanOrEqual(3)
      expect(ticks.length).toBeLessThanOrEqual(5)
      expect([ticks[0], ticks.at(-1)]).toEqual([0n, top])
      expect(ticks.every((tick, index) => tick === step * BigInt(index))).toBe(true)
      expect(top >= amount).toBe(true)
      if (amount > 20n) expect(top * 2n <= amount * 3n, formatMoney(amount)).toBe(true)
    }
  })

  it('measures to a tenth of a pixel, however large the amounts are', () => {
    expect(lengthOf(1n, 3n, 200)).toBe(66.7)
    expect(lengthOf(usd('33333333333.333333333333333333'), usd('100000000000'), 200)).toBe(66.7)
    expect(lengthOf(0n, 1n, 200)).toBe(0)
  })
})

describe('an amount', () => {
  it.each([
    ['0', '$0.00', '$0.00'],
    ['0.000000000000000001', '$0.000000000000000001', '$0.000000000000000001'],
    ['0.00421', '$0.0042', '$0.0042'],
    ['0.00996', '$0.01', '$0.01'],
    ['0.005', '$0.005', '$0.005'],
    ['0.01', '$0.01', '$0.01'],
    ['999.994', '$999.99', '$999.99'],
    ['1234.565', '$1,234.56', '$1,235'],
    ['1234567.899', '$1,234,567.90', '$1,234,568'],
  ])('of %s is written %s, and %s where there is little room', (amount, full, short) => {
    expect([dollars(usd(amount)), shortDollars(usd(amount))]).toEqual([full, short])
  })
})

describe('a text', () => {
  it('is at most as wide as it is taken for', () => {
    const texts = [
      'claude-opus-4-5-20251101',
      'MMMWWW',
      '$1,234.56 (100.0%)',
      'iiillljjj...',
      'GitHub Copilot CLI',
      'Ønskeægåß',
      '–…@#&',
    ]
    for (const text of texts) {
      const svg = `<svg xmlns="http://www.w3.org/2000/svg"><text y="50" font-family="Roboto" font-size="100">${escaped(text)}</text></svg>`
      expect(renderer(svg).getBBox()!.width, text).toBeLessThanOrEqual(textWidth(text, 100))
    }
  })

  it('is cut in the middle, between whole signs', () => {
    expect(shortened('claude-opus', 1000, 10)).toBe('claude-opus')
    expect(shortened('aaaaaaaaaabbbbbbbbbb', 66 * 8 + 100, 100)).toBe('aaaa…bbbb')
    const cut = shortened('😀'.repeat(30), 200, 10)
    expect(cut).toMatch(/^(😀)+…(😀)+$/u)
    expect(textWidth(cut, 10)).toBeLessThanOrEqual(200)
    expect(shortened('abc', 1, 10)).toBe('…')
  })
})
