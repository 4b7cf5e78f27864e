import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '../../../src/core/days.ts'
import { weekdayOf } from '../../../src/core/calendar.ts'
import { costBetween, sameWeekday } from '../../../src/reports/digest/same-weekday.ts'
import { anyCost, anyDay, dailyFrom, usd, weeklyFrom } from '../../helpers/daily-costs.ts'

const LIMITS = { most: 8, least: 4 }
const MONDAY = '2026-11-16'

describe('what a weekday usually costs', () => {
  it('is the median of the same weekdays before it', () => {
    const mondays = weeklyFrom('2026-10-19', ['3', '1', '100', '2', '999'])
    expect(sameWeekday(mondays, MONDAY, '2026-10-19', LIMITS)).toEqual({ median: usd('2.5'), count: 4 })
  })

  it('counts a day without usage as 0, but none before the first day of usage', () => {
    const days = new Map([
      ['2026-10-15', usd('1')],
      ['2026-11-09', usd('6')],
      ['2026-11-02', usd('4')],
    ])
    // Mondays since then: 19 and 26 October without usage, 2 and 9 November.
    expect(sameWeekday(days, MONDAY, '2026-10-15', LIMITS)).toEqual({ median: usd('2'), count: 4 })
  })

  it('is unknown while there are fewer than four', () => {
    const days = new Map([['2026-10-20', usd('1')]])
    expect(sameWeekday(days, MONDAY, '2026-10-20', LIMITS)).toBeNull()
    expect(sameWeekday(days, MONDAY, '2026-10-19', LIMITS)).toEqual({ median: 0n, count: 4 })
    expect(sameWeekday(days, MONDAY, null, LIMITS)).toBeNull()
  })

  it('looks back on eight at most', () => {
    const days = weeklyFrom('2026-09-14', ['1000', '1', '1', '1', '1', '2', '2', '2', '2'])
    expect(sameWeekday(days, MONDAY, '2026-09-14', LIMITS)).toEqual({ median: usd('1.5'), count: 8 })
  })

  it('takes no notice of the day itself, of later ones and of other weekdays', () => {
    fc.assert(
      fc.property(anyDay, anyCost, fc.integer({ min: -70, max: 70 }), (day, cost, offset) => {
        const other = addDays(day, offset)
        const first = addDays(day, -100)
        const days = weeklyFrom(addDays(day, -56), ['1', '2', '3', '4', '5', '6', '7', '8'])
        if (offset < 0 && weekdayOf(other) === weekdayOf(day)) return
        days.set(other, cost)
        expect(sameWeekday(days, day, first, LIMITS)).toEqual({ median: usd('4.5'), count: 8 })
      }),
    )
  })
})

describe('the cost between two days', () => {
  it('includes both', () => {
    const days = dailyFrom('2026-11-01', ['1', '2', '4', '8'])
    expect(costBetween(days, '2026-11-02', '2026-11-03')).toBe(usd('6'))
    expect(costBetween(days, '2026-11-05', '2026-11-09')).toBe(0n)
  })
})
