import { expect, test } from 'vitest'
import { minutesOf } from '../../src/pricing/hours.ts'

// docs/prices.md, "The lock": nothing is priced from half a file, so hours that no clock shows make their line unreadable.
test('a span of hours ends with its day at the latest, and has minutes up to 59', () => {
  expect(minutesOf('16:30-00:30')).toEqual([990, 30])
  expect(minutesOf('00:59-23:59')).toEqual([59, 1439])
  expect(minutesOf('22:00-24:00')).toEqual([1320, 1440])
  for (const none of ['22:00-24:01', '25:00-26:00', '24:00-02:00', '00:60-02:00', '00:00-02:60', '9-17', ''])
    expect(minutesOf(none)).toBeNull()
})
