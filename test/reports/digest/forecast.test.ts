import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '../../../src/core/days.ts'
import { forecast } from '../../../src/reports/digest/forecast.ts'
import { anyCost, anyDay, dailyFrom, usd } from '../../helpers/daily-costs.ts'

/** Eight weeks from a Monday to Sunday 2026-11-15. Mondays cost 1 to 8, other working days 2, Saturdays 0, Sundays 1. */
const FIRST = '2026-09-21'
const days = dailyFrom(
  FIRST,
  Array.from({ length: 8 }, (_, week) => [`${week + 1}`, '2', '2', '2', '2', '0', '1']).flat(),
)
const sunday = { days, first: FIRST, since: '2026-11-15', through: '2026-11-15' }

describe('a forecast', () => {
  it('adds to what was spent the median of each weekday to come', () => {
    // Monday: median 4.5, MAD 2. Tuesday: always 2. Interval: 1.2816 x 1.4826 x 2 = 3.80020032.
    expect(forecast({ ...sunday, until: '2026-11-17' })).toEqual({
      spent: usd('1'),
      low: usd('3.70'),
      mid: usd('7.50'),
      high: usd('11.30'),
    })
  })

  it('widens with the square root of the days that vary', () => {
    // Two Mondays: 3.80020032 x 1.41421356 = 5.374...
    expect(forecast({ ...sunday, until: '2026-11-23' })).toEqual({
      spent: usd('1'),
      low: usd('13.63'),
      mid: usd('19'),
      high: usd('24.37'),
    })
  })

  it('learns from the last eight weeks alone', () => {
    const older = new Map([...days, ['2026-09-14', usd('1000')], ['2026-09-15', usd('1000')]])
    expect(forecast({ ...sunday, days: older, first: '2026-09-14', until: '2026-11-17' })).toEqual(
      forecast({ ...sunday, until: '2026-11-17' }),
    )
  })

  it('of a period that is over is what was spent, to the last digit and without history', () => {
    const exact = usd('1.234567890123456789')
    const short = new Map([
      ['2026-11-14', exact],
      ['2026-11-16', usd('7')],
    ])
    const over = { spent: exact, low: exact, mid: exact, high: exact }
    for (const through of ['2026-11-15', '2026-11-20']) {
      expect(forecast({ days: short, first: null, since: '2026-11-14', through, until: '2026-11-15' })).toEqual(over)
    }
  })

  it('of a period that has not begun is medians only', () => {
    expect(forecast({ ...sunday, since: '2026-11-17', until: '2026-11-18' })).toEqual({
      spent: 0n,
      low: usd('4'),
      mid: usd('4'),
      high: usd('4'),
    })
  })

  it('needs fourteen days since the first usage', () => {
    const at = (first: string | null) => forecast({ ...sunday, first, until: '2026-11-30' })
    expect(at('2026-11-02')).not.toBeNull()
    expect(at('2026-11-03')).toBeNull()
    expect(at(null)).toBeNull()
  })

  it('is never below what was spent, also where the interval would be', () => {
    const wild = dailyFrom(
      '2026-11-02',
      Array.from({ length: 14 }, (_, index) => (index < 7 ? '0' : '100')),
    )
    const result = forecast({
      days: wild,
      first: '2026-11-02',
      since: '2026-11-15',
      through: '2026-11-15',
      until: '2026-11-16',
    })
    // Monday: median 50, MAD 50, interval 95.
    expect(result).toEqual({ spent: usd('100'), low: usd('100'), mid: usd('150'), high: usd('245.01') })
  })

  it('counts the day under way with what it has cost, and more where that is usual', () => {
    const until = '2026-11-17'
    expect(forecast({ ...sunday, until, soFar: usd('2') })).toMatchObject({ spent: usd('3'), mid: usd('7.50') })
    expect(forecast({ ...sunday, until, soFar: usd('20') })).toMatchObject({ spent: usd('21'), mid: usd('23') })
    expect(forecast({ ...sunday, until: '2026-11-15', soFar: usd('20') })).toMatchObject({ spent: usd('1') })
  })

  it('keeps its order, and does not change with what comes later', () => {
    const history = fc.array(anyCost, { minLength: 14, maxLength: 70 })
    fc.assert(
      fc.property(anyDay, history, fc.nat(40), fc.nat(40), anyCost, (first, costs, back, ahead, later) => {
        const known = new Map(costs.map((cost, index) => [addDays(first, index), cost]))
        const through = addDays(first, costs.length - 1)
        const input = { days: known, first, since: addDays(through, -back), through, until: addDays(through, ahead) }
        const result = forecast(input)!
        expect(result.spent <= result.low && result.low <= result.mid && result.mid <= result.high).toBe(true)
        expect(forecast({ ...input, days: new Map([...known, [addDays(through, 1), later]]) })).toEqual(result)
      }),
    )
  })

  it('of a steady cost is that cost on every day, without an interval', () => {
    const cents = fc.bigInt({ min: 0n, max: 10n ** 8n }).map((count) => count * 10n ** 16n)
    fc.assert(
      fc.property(anyDay, cents, fc.integer({ min: 14, max: 60 }), fc.nat(40), (first, cost, length, ahead) => {
        const through = addDays(first, length - 1)
        const steady = new Map(Array.from({ length }, (_, index) => [addDays(first, index), cost]))
        const result = forecast({ days: steady, first, since: first, through, until: addDays(through, ahead) })!
        const total = cost * BigInt(length + ahead)
        expect(result).toEqual({ spent: cost * BigInt(length), low: total, mid: total, high: total })
      }),
    )
  })
})
