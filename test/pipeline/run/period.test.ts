import { describe, expect, it } from 'vitest'
import type { JobPeriod } from '../../../src/config/job-types.ts'
import { labelOf, periodOfRun } from '../../../src/pipeline/run/period.ts'
import type { PeriodOptions } from '../../../src/pipeline/run/period.ts'

/** A Saturday, half past five in the morning. */
const NOW = Date.parse('2026-11-21T05:30:00Z')

function spanOf(period: JobPeriod, given: Partial<PeriodOptions> & { weekStart?: number; monthStart?: number } = {}) {
  const { weekStart = 1, monthStart = 1, ...rest } = given
  const calendar = { timezone: 'UTC', weekStart, monthStart }
  return periodOfRun({ period, name: 'night' }, { calendar, now: NOW, date: null, lastUntil: null, ...rest })
}

const span = (since: string, until = since) => ({ since, until })

describe('a job of yesterday', () => {
  it('reports the day before, in its own zone', () => {
    expect(spanOf('yesterday')).toEqual(span('2026-11-20'))
    const honolulu = { timezone: 'Pacific/Honolulu', weekStart: 1, monthStart: 1 }
    expect(spanOf('yesterday', { calendar: honolulu })).toEqual(span('2026-11-19'))
    const kiritimati = { timezone: 'Pacific/Kiritimati', weekStart: 1, monthStart: 1 }
    expect(spanOf('yesterday', { calendar: kiritimati, now: Date.parse('2026-11-21T10:00:00Z') })).toEqual(
      span('2026-11-21'),
    )
  })

  it('is the same at every hour of a day, also where the clocks change', () => {
    const berlin = { timezone: 'Europe/Berlin', weekStart: 1, monthStart: 1 }
    const at = (time: string) => spanOf('yesterday', { calendar: berlin, now: Date.parse(time) })
    // The 25th of October 2026 has 25 hours there.
    expect(at('2026-10-24T22:00:00Z')).toEqual(span('2026-10-24'))
    expect(at('2026-10-25T22:59:59Z')).toEqual(span('2026-10-24'))
    expect(at('2026-10-25T23:00:00Z')).toEqual(span('2026-10-25'))
  })

  it('reports the day that it is told', () => {
    expect(spanOf('yesterday', { date: '2026-03-01' })).toEqual(span('2026-03-01'))
  })
})

describe('a day that is yet to come', () => {
  it.each(['yesterday', 'last-week', 'last-month', 'month-to-date', 'since-last-run'] as const)(
    'is refused by a job of %s, where today is not',
    (period) => {
      expect(() => spanOf(period, { date: '2026-11-22' })).toThrow(
        expect.objectContaining({
          code: 'E7001',
          message: '--date 2026-11-22 is yet to come',
          hint: 'name a day up to today, 2026-11-21',
        }),
      )
      expect(spanOf(period, { date: '2026-11-21' })).toMatchObject({ since: expect.any(String) as string })
    },
  )

  it('follows from the zone of the job', () => {
    const calendar = { timezone: 'Pacific/Kiritimati', weekStart: 1, monthStart: 1 }
    expect(spanOf('yesterday', { calendar, now: Date.parse('2026-11-21T10:00:00Z'), date: '2026-11-22' })).toEqual(
      span('2026-11-22'),
    )
  })
})

describe('a job of last week', () => {
  it('reports the week that is over, from its first day', () => {
    expect(spanOf('last-week')).toEqual(span('2026-11-09', '2026-11-15'))
    expect(spanOf('last-week', { weekStart: 7 })).toEqual(span('2026-11-08', '2026-11-14'))
    const monday = Date.parse('2026-11-23T00:00:00Z')
    expect(spanOf('last-week', { now: monday })).toEqual(span('2026-11-16', '2026-11-22'))
  })

  it('reports the week of the day that it is told', () => {
    expect(spanOf('last-week', { date: '2026-11-18' })).toEqual(span('2026-11-16', '2026-11-22'))
  })
})

describe('a job of last month', () => {
  it('reports the month that is over, of any length and from any first day', () => {
    expect(spanOf('last-month')).toEqual(span('2026-10-01', '2026-10-31'))
    expect(spanOf('last-month', { now: Date.parse('2028-03-01T00:00:00Z') })).toEqual(span('2028-02-01', '2028-02-29'))
    expect(spanOf('last-month', { monthStart: 15 })).toEqual(span('2026-10-15', '2026-11-14'))
    expect(spanOf('last-month', { now: Date.parse('2027-01-05T00:00:00Z') })).toEqual(span('2026-12-01', '2026-12-31'))
  })

  it('reports the month of the day that it is told', () => {
    expect(spanOf('last-month', { date: '2026-02-28' })).toEqual(span('2026-02-01', '2026-02-28'))
  })
})

describe('a job of the month to date', () => {
  it('reports from its first day up to today, or to the day that it is told', () => {
    expect(spanOf('month-to-date')).toEqual(span('2026-11-01', '2026-11-21'))
    expect(spanOf('month-to-date', { date: '2026-09-03' })).toEqual(span('2026-09-01', '2026-09-03'))
    expect(spanOf('month-to-date', { monthStart: 25 })).toEqual(span('2026-10-25', '2026-11-21'))
  })
})

describe('a job since its last run', () => {
  it('reports yesterday the first time, then what came since, up to yesterday', () => {
    expect(spanOf('since-last-run')).toEqual(span('2026-11-20'))
    expect(spanOf('since-last-run', { lastUntil: '2026-11-17' })).toEqual(span('2026-11-18', '2026-11-20'))
    expect(spanOf('since-last-run', { lastUntil: '2026-10-30', date: '2026-11-02' })).toEqual(
      span('2026-10-31', '2026-11-02'),
    )
  })

  it('reports the same again on the same day', () => {
    expect(spanOf('since-last-run', { lastUntil: '2026-11-20' })).toEqual(span('2026-11-20'))
  })
})

describe('a job of days of its own', () => {
  const own = { since: '2026-01-01', until: '2026-03-31' }

  it('reports them whenever it runs', () => {
    expect(spanOf(own)).toEqual(own)
  })

  it('takes no other day', () => {
    expect(() => spanOf(own, { date: '2026-02-01' })).toThrow(
      expect.objectContaining({
        code: 'E7001',
        message: 'the days of night are in its file, --date does not go with them',
        hint: 'leave out --date',
      }),
    )
  })
})

describe('the folder of a report', () => {
  const label = (since: string, until: string, period: JobPeriod = 'last-week', monthStart = 1): string =>
    labelOf({ since, until }, { period }, monthStart)

  it('is the day, the month, or both days', () => {
    expect(label('2026-11-19', '2026-11-19')).toBe('2026-11-19')
    expect(label('2026-02-01', '2026-02-28', 'last-month')).toBe('2026-02')
    expect(label('2026-11-09', '2026-11-15')).toBe('2026-11-09_2026-11-15')
    expect(label('2026-10-15', '2026-11-14', 'last-month', 15)).toBe('2026-10-15_2026-11-14')
    expect(label('2026-01-01', '2026-03-31')).toBe('2026-01-01_2026-03-31')
  })

  it('stays the same while a month goes on', () => {
    expect(label('2026-11-01', '2026-11-01', 'month-to-date')).toBe('2026-11')
    expect(label('2026-11-01', '2026-11-21', 'month-to-date')).toBe('2026-11')
    expect(label('2026-10-25', '2026-11-21', 'month-to-date', 25)).toBe('2026-10-25')
  })
})
