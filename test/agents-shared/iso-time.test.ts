import fc from 'fast-check'
import { expect, test } from 'vitest'
import { timeOfIso } from '../../src/agents/_shared/iso-time.ts'

test('reads every time it takes as Date.parse does', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }),
      (date) => {
        const time = timeOfIso(date.toISOString())
        expect(time ?? date.getTime()).toBe(date.getTime())
      },
    ),
    { numRuns: 2000 },
  )
})

test('leaves to Date.parse what is written otherwise, or is no time', () => {
  const digits = fc.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/)
  fc.assert(
    fc.property(fc.oneof(digits, fc.string({ minLength: 24, maxLength: 24 }), fc.string()), (text) => {
      const time = timeOfIso(text)
      if (time !== null) expect(time).toBe(Date.parse(text))
    }),
    { numRuns: 2000 },
  )
})

test.each([
  '2026-02-29T00:00:00.000Z',
  '2026-11-20T24:00:00.000Z',
  '2026-11-20T17:53:14Z',
  '2026-11-20T17:53:14.104+01:00',
])('does not take %s', (text) => expect(timeOfIso(text)).toBeNull())

test('takes the days of nearly every month', () => {
  expect(timeOfIso('2026-11-20T17:53:14.104Z')).toBe(Date.UTC(2026, 10, 20, 17, 53, 14, 104))
  expect(timeOfIso('1970-01-01T00:00:00.000Z')).toBe(0)
})
