import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '../../src/core/days.ts'
import { dayCount, daysFrom, monthOf, spanName, weekdayOf, weekOf } from '../../src/core/calendar.ts'
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

describe('the week of a day', () => {
  it.each([
    ['2026-11-15', 1, '2026-11-09', '2026-11-15'],
    ['2026-11-16', 1, '2026-11-16', '2026-11-22'],
    ['2026-11-14', 7, '2026-11-08', '2026-11-14'],
    ['2026-11-15', 7, '2026-11-15', '2026-11-21'],
  ])('%s, where weeks begin on day %i', (day, weekStart, since, until) => {
    expect(weekOf(day, weekStart)).toEqual({ since, until })
  })
})

describe('the month of a day', () => {
  it.each([
    ['2028-02-29', 1, '2028-02-01', '2028-02-29'],
    ['2026-12-07', 7, '2026-12-07', '2027-01-06'],
    ['2027-01-06', 7, '2026-12-07', '2027-01-06'],
  ])('%s, where months begin on day %i', (day, monthStart, since, until) => {
    expect(monthOf(day, monthStart)).toEqual({ since, until })
  })
})

describe('the name of a span of days', () => {
  it.each([
    ['2026-11-19', '2026-11-19', 'Thursday, 19 November 2026'],
    ['2026-11-01', '2026-11-30', 'November 2026'],
    ['2026-11-01', '2026-11-29', '1 to 29 November 2026'],
    ['2026-11-02', '2026-11-30', '2 to 30 November 2026'],
    ['2026-11-30', '2026-12-06', '30 November to 6 December 2026'],
    ['2026-12-28', '2027-01-03', '28 December 2026 to 3 January 2027'],
    ['2026-11-01', '2027-11-30', '1 November 2026 to 30 November 2027'],
  ])('from %s to %s is %s', (since, until, name) => {
    expect(spanName({ since, until })).toBe(name)
  })
})
