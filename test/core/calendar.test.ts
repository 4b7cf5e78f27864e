import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '../../src/core/days.ts'
import { dayCount, daysFrom, weekdayOf } from '../../src/core/calendar.ts'
import { anyDay } from '../helpers/daily-costs.ts'

describe('the weekday of a day', () => {
  it.each([
    ['2026-11-16', 1],
    ['2026-11-21', 6],
    ['2026-11-22', 7],
    ['2024-02-29', 4],
  ])('of %s is %i', (day, weekday) => {
    expect(weekdayOf(day)).toBe(weekday)
  })

  it('moves on by one a day and starts again after Sunday', () => {
    fc.assert(fc.property(anyDay, (day) => weekdayOf(addDays(day, 1)) === (weekdayOf(day) % 7) + 1))
  })
})

describe('days from one to another', () => {
  it('include both, over the end of February', () => {
    expect(daysFrom('2028-02-28', '2028-03-01')).toEqual(['2028-02-28', '2028-02-29', '2028-03-01'])
    expect(dayCount('2028-02-28', '2028-03-01')).toBe(3)
  })

  it('are one for a day alone and none backwards', () => {
    expect(daysFrom('2026-11-21', '2026-11-21')).toEqual(['2026-11-21'])
    expect(daysFrom('2026-11-21', '2026-11-20')).toEqual([])
    expect(dayCount('2026-11-21', '2026-10-20')).toBe(0)
  })
})
