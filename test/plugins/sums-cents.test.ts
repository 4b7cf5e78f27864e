import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { centsOf } from '../../plugins/_shared/cents.ts'
import { dollars, inDollars, shown } from '../../plugins/_shared/format.ts'
import { formatMoney, parseMoney } from '../../src/core/money.ts'
import type { ReportColumn } from '../../src/plugin-sdk/types.ts'

const CENT = 10n ** 16n
const COST: ReportColumn = { key: 'cost', label: 'Cost', kind: 'usd' }

const sumOf = (values: readonly bigint[]): bigint => values.reduce((sum, value) => sum + value, 0n)

const shownOf = (costs: readonly (string | null)[], total: string | null) => {
  const section = {
    columns: [COST],
    rows: costs.map((cost) => ({ cost })),
    totals: total === null ? null : { cost: total },
  }
  const cents = centsOf(section)
  return [...costs.map((_, i) => cents.row(i, 'cost')), cents.total('cost')].map((each) =>
    each === null ? null : Number(each),
  )
}

describe('cents of a column', () => {
  it('go to those that lost most by rounding down, so that the column adds up', () => {
    // Rounded each for itself it would be 33 + 33 + 33 of 100, and 1 + 1 + 1 of 2.
    expect(shownOf(['0.3333', '0.3333', '0.3334'], '1')).toEqual([33, 33, 34, 100])
    expect(shownOf(['0.006', '0.006', '0.006'], '0.018')).toEqual([1, 1, 0, 2])
    expect(shownOf(['6.898298955', '0.0097135', null], '6.9080124550')).toEqual([690, 1, null, 691])
  })

  it('are rounded half to even where nothing has to add up, or does not', () => {
    expect(shownOf(['0.005', '0.015', '-0.025', '1'], null)).toEqual([0, 2, -2, 100, null])
    expect(shownOf(['0.006', '0.006'], '5')).toEqual([1, 1, 500])
  })

  it('add up to a total that is rounded, each less than a cent from what it is', () => {
    const amount = fc.option(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }))
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1, maxLength: 30 }), (amounts) => {
        const rows = amounts.map((value) => ({ cost: value === null ? null : formatMoney(value) }))
        const exact = sumOf(amounts.map((value) => value ?? 0n))
        const cents = centsOf({ columns: [COST], rows, totals: { cost: formatMoney(exact) } })
        const each = amounts.map((_, i) => cents.row(i, 'cost'))
        expect(sumOf(each.map((value) => value ?? 0n))).toBe(cents.total('cost'))
        for (const [i, value] of amounts.entries()) {
          if (value === null) expect(each[i]).toBeNull()
          else expect(size(each[i]! * CENT - value)).toBeLessThan(CENT)
        }
        expect(size(cents.total('cost')! * CENT - exact)).toBeLessThanOrEqual(CENT / 2n)
      }),
      { numRuns: 500 },
    )
  })

  it('add up across a row too, where a column is the difference of others', () => {
    const columns: ReportColumn[] = [
      { ...COST, key: 'part', difference_of: ['change', 'rest'] },
      { ...COST, key: 'change', difference_of: ['after', 'before'] },
      ...['before', 'after', 'rest'].map((key) => ({ ...COST, key })),
    ]
    const amount = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n })
    fc.assert(
      fc.property(fc.array(fc.tuple(amount, amount, amount), { minLength: 2, maxLength: 9 }), (rows) => {
        const all = [...rows, [0, 1, 2].map((i) => sumOf(rows.map((row) => row[i]!)))]
        const table = all.map(([before = 0n, after = 0n, rest = 0n]) => ({
          before: formatMoney(before),
          after: formatMoney(after),
          rest: formatMoney(rest),
          change: formatMoney(after - before),
          part: formatMoney(after - before - rest),
        }))
        const cents = centsOf({ columns, rows: table.slice(0, -1), totals: table.at(-1)! })
        for (const i of all.keys()) {
          const at = (key: string): bigint => (i < rows.length ? cents.row(i, key)! : cents.total(key)!)
          expect(at('after') - at('before')).toBe(at('change'))
          expect(at('part') + at('rest')).toBe(at('change'))
        }
        for (const { key } of columns) expect(sumOf(rows.map((_, i) => cents.row(i, key)!))).toBe(cents.total(key))
      }),
      { numRuns: 300 },
    )
  })
})

const size = (value: bigint): bigint => (value < 0n ? -value : value)

describe('an amount as people read it', () => {
  it('is dollars and cents, and never nothing when it is something', () => {
    const amounts = ['0', '0.005', '0.015', '1234567.891', '-0.92', '0.000001', '-0.000001', '-1234.565']
    expect(amounts.map(dollars)).toEqual([
      '$0.00',
      '<$0.01',
      '$0.02',
      '$1,234,567.89',
      '−$0.92',
      '<$0.01',
      '−<$0.01',
      '−$1,234.56',
    ])
  })

  it('of a change has a sign', () => {
    expect(['5.78', '0', '0.001', '-0.92'].map((text) => inDollars(parseMoney(text)! / CENT, text, true))).toEqual([
      '+$5.78',
      '$0.00',
      '+<$0.01',
      '−$0.92',
    ])
  })

  it('stands beside numbers that are no amounts, to the last digit', () => {
    expect(['18655.395', '77', '0.25', null].map((number) => shown(number, 'decimal'))).toEqual([
      '18,655.395',
      '77',
      '0.25',
      '–',
    ])
  })

  it('stands beside days with their weekday', () => {
    expect(['2026-11-19', '2024-02-29', '17 others'].map((day) => shown(day, 'date'))).toEqual([
      'Thu, 19 Nov 2026',
      'Thu, 29 Feb 2024',
      '17 others',
    ])
  })
})
