import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { budgetPeriod } from '../../src/budgets/period.ts'
import { addDays } from '../../src/core/days.ts'
import { dayCount } from '../../src/core/calendar.ts'
import { anyDay } from '../helpers/daily-costs.ts'

const MONDAY = { weekStart: 1 }
const month = (monthStart: number) => ({ period: 'month', monthStart }) as const
const week = { period: 'week', monthStart: 1 } as const

describe('the period of a budget', () => {
  it('of a day is the day', () => {
    expect(budgetPeriod({ period: 'day', monthStart: 15 }, '2026-11-21', MONDAY)).toEqual({
      since: '2026-11-21',
      until: '2026-11-21',
    })
  })

  it.each([
    [1, '2026-11-16', '2026-11-22'],
    [6, '2026-11-21', '2026-11-27'],
    [7, '2026-11-15', '2026-11-21'],
  ])('of a week that starts on day %i is %s to %s', (weekStart, since, until) => {
    expect(budgetPeriod(week, '2026-11-21', { weekStart })).toEqual({ since, until })
  })

  it.each([
    [1, '2026-11-21', '2026-11-01', '2026-11-30'],
    [1, '2028-02-10', '2028-02-01', '2028-02-29'],
    [15, '2026-11-14', '2026-10-15', '2026-11-14'],
    [15, '2026-11-15', '2026-11-15', '2026-12-14'],
    [28, '2027-01-27', '2026-12-28', '2027-01-27'],
    [28, '2026-12-31', '2026-12-28', '2027-01-27'],
    [28, '2027-03-01', '2027-02-28', '2027-03-27'],
  ])('of a month from the %ith that contains %s is %s to %s', (monthStart, day, since, until) => {
    expect(budgetPeriod(month(monthStart), day, MONDAY)).toEqual({ since, until })
  })

  it('contains the day, is the same for every day in it, and the next one follows at once', () => {
    const anyPeriod = fc.record({
      period: fc.constantFrom('day' as const, 'week' as const, 'month' as const),
      monthStart: fc.integer({ min: 1, max: 28 }),
    })
    fc.assert(
      fc.property(anyPeriod, anyDay, fc.integer({ min: 1, max: 7 }), (budget, day, weekStart) => {
        const { since, until } = budgetPeriod(budget, day, { weekStart })
        expect(since <= day && day <= until).toBe(true)
        expect(budgetPeriod(budget, since, { weekStart })).toEqual({ since, until })
        expect(budgetPeriod(budget, until, { weekStart })).toEqual({ since, until })
        expect(budgetPeriod(budget, addDays(until, 1), { weekStart }).since).toBe(addDays(until, 1))
        const lengths = { day: [1], week: [7], month: [28, 29, 30, 31] }
        expect(lengths[budget.period]).toContain(dayCount(since, until))
      }),
    )
  })
})
