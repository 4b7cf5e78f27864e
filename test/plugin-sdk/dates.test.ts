import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { formatTime } from '../../src/plugin-sdk/dates.ts'

const TIME = '2026-03-29T00:59:59.005Z'

it.each([
  ['UTC', null, TIME],
  ['Europe/Berlin', null, '2026-03-29T01:59:59.005+01:00'],
  ['Asia/Kolkata', null, '2026-03-29T06:29:59.005+05:30'],
  ['America/New_York', null, '2026-03-28T20:59:59.005-04:00'],
  ['UTC', '%Y-%m-%d %H:%M:%S', '2026-03-29 00:59:59'],
  ['Europe/Berlin', '%d.%m.%y %e %I:%M %p %z', '29.03.26 29 01:59 AM +0100'],
  ['UTC', '%a %A %b %B %j', 'Sun Sunday Mar March 088'],
  ['Europe/Berlin', '%F %T.%f %Z %s %%', '2026-03-29 01:59:59.005000 Europe/Berlin 1774745999 %'],
  ['UTC', 'no directive', 'no directive'],
])('a time in %s after %s', (timezone, date_format, shown) => {
  expect(formatTime(TIME, { timezone, date_format })).toBe(shown)
})

it('an hour later the clocks have changed', () => {
  const options = { timezone: 'Europe/Berlin', date_format: '%H:%M %z' }
  expect(formatTime('2026-03-29T01:00:00.000Z', options)).toBe('03:00 +0200')
  expect(formatTime('2026-10-25T00:59:59.000Z', options)).toBe('02:59 +0200')
  expect(formatTime('2026-10-25T01:00:00.000Z', options)).toBe('02:00 +0100')
})

it.each(['%Q', '%', '%é'])('a directive that is unknown is named with those there are: %s', (date_format) => {
  expect(() => formatTime(TIME, { timezone: 'UTC', date_format })).toThrow(
    /^date_format: %.* is not known, there are %Y %y/,
  )
})

it('is what the system makes of it, in every zone and at every time', () => {
  const zones = ['Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Apia', 'UTC']
  const time = fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true })
  fc.assert(
    fc.property(time, fc.constantFrom(...zones), (at, timezone) => {
      const parts = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'medium' })
      expect(formatTime(at.toISOString(), { timezone, date_format: '%Y-%m-%d %H:%M:%S' })).toBe(parts.format(at))
    }),
  )
})

it('has the directives of date(1)', () => {
  const format = '%Y %y %m %d %e %H %I %M %S %p %b %B %a %A %j %s %F %T %z'
  const env = { TZ: 'America/New_York', LC_ALL: 'C', PATH: process.env.PATH }
  const told = execFileSync('date', ['-d', TIME, `+${format}`], { env, encoding: 'utf8' }).trim()
  expect(formatTime(TIME, { timezone: 'America/New_York', date_format: format })).toBe(told)
})
