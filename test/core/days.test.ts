import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, dayIn, isTimezone, parseDay } from '../../src/core/days.ts'
import { RimuruError } from '../../src/core/errors.ts'

describe('parseDay', () => {
  it('takes both spellings', () => {
    expect(parseDay('2026-11-01', '--since')).toBe('2026-11-01')
    expect(parseDay('20261101', '--since')).toBe('2026-11-01')
    expect(parseDay('2024-02-29', '--since')).toBe('2024-02-29')
  })

  it.each([
    '',
    'yesterday',
    '2026-1-1',
    '2026-02-30',
    '2026-13-01',
    '2023-02-29',
    '2026-00-10',
    '2026-11-01T00:00',
    '01.11.2026',
    '202611011',
  ])('refuses %j and names the flag and the text', (text) => {
    expect(() => parseDay(text, '--until')).toThrow(RimuruError)
    expect(() => parseDay(text, '--until')).toThrow(`--until is not a day: "${text}"`)
  })
})

describe('dayIn', () => {
  it('is the day on the wall calendar of the zone', () => {
    const moment = Date.parse('2026-03-28T23:30:00Z')
    expect(dayIn('UTC', moment)).toBe('2026-03-28')
    expect(dayIn('Europe/Berlin', moment)).toBe('2026-03-29')
    expect(dayIn('America/Los_Angeles', moment)).toBe('2026-03-28')
  })

  it('changes at midnight also on the days when clocks are moved', () => {
    const berlin = (text: string): string => dayIn('Europe/Berlin', Date.parse(text))
    expect([berlin('2026-03-29T21:59:59Z'), berlin('2026-03-29T22:00:00Z')]).toEqual(['2026-03-29', '2026-03-30'])
    expect([berlin('2026-10-25T22:59:59Z'), berlin('2026-10-25T23:00:00Z')]).toEqual(['2026-10-25', '2026-10-26'])
  })

  it('knows zones at the far ends of the day, and one that skipped a whole day', () => {
    expect(dayIn('Pacific/Kiritimati', Date.parse('2026-11-01T10:00:00Z'))).toBe('2026-11-02')
    expect(dayIn('Pacific/Pago_Pago', Date.parse('2026-11-01T10:59:59Z'))).toBe('2026-10-31')
    // Samoa had no 30 December 2011.
    expect(dayIn('Pacific/Apia', Date.parse('2011-12-30T09:59:59Z'))).toBe('2011-12-29')
    expect(dayIn('Pacific/Apia', Date.parse('2011-12-30T10:00:00Z'))).toBe('2011-12-31')
  })
})

describe('addDays', () => {
  it('crosses months, years and leap days', () => {
    expect(addDays('2026-10-31', 1)).toBe('2026-11-01')
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31')
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29')
  })

  it('is undone by its opposite', () => {
    const days = fc.date({ min: new Date('1990-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(days, fc.integer({ min: -5000, max: 5000 }), (date, n) => {
        const day = date.toISOString().slice(0, 10)
        expect(addDays(addDays(day, n), -n)).toBe(day)
      }),
    )
  })
})

describe('isTimezone', () => {
  it('knows the names of zones and nothing else', () => {
    expect(['UTC', 'Europe/Berlin', 'Pacific/Apia', 'Etc/GMT+3'].filter((name) => !isTimezone(name))).toEqual([])
    // Offsets know no daylight saving time.
    expect(['', 'Mars/Olympus', '+02:00', '-0500', 'Berlin', 'europe berlin'].filter(isTimezone)).toEqual([])
  })
})
