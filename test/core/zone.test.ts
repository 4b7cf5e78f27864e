import { expect, it } from 'vitest'
import { dayStart, offsetOf, offsetSpans } from '../../src/core/zone.ts'

const HOUR = 3_600_000

it.each([
  // The clocks go back from 01:00 to 00:00: the day begins with the first of the two midnights.
  ['Atlantic/Azores', '2026-10-25', '2026-10-25T00:00Z'],
  ['America/Havana', '2026-11-01', '2026-11-01T04:00Z'],
  // They go back to the day before: it is 23 o'clock twice.
  ['America/Santiago', '2026-04-05', '2026-04-05T04:00Z'],
  // They skip midnight.
  ['America/Santiago', '2026-09-06', '2026-09-06T04:00Z'],
  ['Asia/Beirut', '2026-03-29', '2026-03-28T22:00Z'],
  // A day that was left out begins and ends with the next one.
  ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00Z'],
  ['Asia/Kathmandu', '2026-11-01', '2026-10-31T18:15Z'],
  ['UTC', '2026-11-01', '2026-11-01T00:00Z'],
])('knows when a day begins: %s, %s', (zone, day, moment) => {
  expect(new Date(dayStart(zone, day)).toISOString().replace(':00.000Z', 'Z')).toBe(moment)
})

it('finds every change of a zone, also of one that changes four times a year', () => {
  const [from, to] = [Date.UTC(2024, 0, 1), Date.UTC(2027, 0, 1)]
  for (const zone of ['Africa/Casablanca', 'Europe/Berlin', 'Australia/Lord_Howe', 'America/Vancouver']) {
    const spans = offsetSpans(zone, from, to)
    for (let at = from; at < to; at += HOUR) {
      expect(spans.find(({ until }) => at < until)?.offset, `${zone} ${at}`).toBe(offsetOf(zone, at))
    }
  }
})
