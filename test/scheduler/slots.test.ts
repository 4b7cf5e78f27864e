import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatCron, parseCron } from '../../src/scheduler/cron.ts'
import { checkSchedule, nextSlot, previousSlot } from '../../src/scheduler/slots.ts'

const iso = (instant: number): string => new Date(instant).toISOString().replace(':00.000Z', 'Z')

/** The slots after a moment, one after the other. */
function slots(cron: string, timezone: string, after: string, count: number): string[] {
  const found: string[] = []
  for (let at = Date.parse(after); found.length < count; found.push(iso(at))) at = nextSlot({ cron, timezone }, at)
  return found
}

const before = (cron: string, timezone: string, at: string): string =>
  iso(previousSlot({ cron, timezone }, Date.parse(at)))

describe('slots', () => {
  it('come at the hour of the zone, summer and winter', () => {
    expect(slots('0 6 * * *', 'Europe/Berlin', '2026-03-27T12:00Z', 3)).toEqual([
      '2026-03-28T05:00Z',
      '2026-03-29T04:00Z',
      '2026-03-30T04:00Z',
    ])
    expect(slots('0 6 * * *', 'America/New_York', '2026-10-31T00:00Z', 3)).toEqual([
      '2026-10-31T10:00Z',
      '2026-11-01T11:00Z',
      '2026-11-02T11:00Z',
    ])
    expect(slots('30 5 * * *', 'Asia/Kolkata', '2026-01-01T00:00Z', 2)).toEqual([
      '2026-01-02T00:00Z',
      '2026-01-03T00:00Z',
    ])
  })

  it('that the clocks skip in spring come when they go on', () => {
    expect(slots('30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00Z', 2)).toEqual([
      '2026-03-29T01:00Z',
      '2026-03-30T00:30Z',
    ])
    expect(slots('15 2 * * *', 'America/New_York', '2026-03-07T12:00Z', 2)).toEqual([
      '2026-03-08T07:00Z',
      '2026-03-09T06:15Z',
    ])
  })

  it('of every quarter of the skipped hour are one', () => {
    expect(slots('*/15 1-3 * * *', 'Europe/Berlin', '2026-03-29T00:40Z', 3)).toEqual([
      '2026-03-29T00:45Z',
      '2026-03-29T01:00Z',
      '2026-03-29T01:15Z',
    ])
  })

  it('that the clocks show twice in autumn come once, the first time', () => {
    expect(slots('30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00Z', 2)).toEqual([
      '2026-10-25T00:30Z',
      '2026-10-26T01:30Z',
    ])
    expect(slots('0 * * * *', 'America/New_York', '2026-11-01T04:30Z', 3)).toEqual([
      '2026-11-01T05:00Z',
      '2026-11-01T07:00Z',
      '2026-11-01T08:00Z',
    ])
  })

  it('are found from between the two times that the clocks show them', () => {
    // 02:10 in Berlin, the second time.
    expect(slots('30 2 * * *', 'Europe/Berlin', '2026-10-25T01:10Z', 1)).toEqual(['2026-10-26T01:30Z'])
    expect(before('30 2 * * *', 'Europe/Berlin', '2026-10-25T01:10Z')).toBe('2026-10-25T00:30Z')
  })

  it('survive a zone that skipped a whole day', () => {
    expect(slots('0 6 * * *', 'Pacific/Apia', '2011-12-29T17:00Z', 2)).toEqual([
      '2011-12-30T10:00Z',
      '2011-12-30T16:00Z',
    ])
  })

  it('are exclusive forwards and inclusive backwards', () => {
    expect(slots('0 6 * * *', 'UTC', '2026-11-21T06:00Z', 1)).toEqual(['2026-11-22T06:00Z'])
    expect(before('0 6 * * *', 'UTC', '2026-11-21T06:00Z')).toBe('2026-11-21T06:00Z')
    expect(before('0 6 * * *', 'UTC', '2026-11-21T05:59:59.999Z')).toBe('2026-11-20T06:00Z')
  })

  it('take either day where both are named, and both where one is a step', () => {
    // 2026-11-01 is a Sunday.
    expect(slots('0 0 13 * fri', 'UTC', '2026-11-01T00:00Z', 4)).toEqual([
      '2026-11-06T00:00Z',
      '2026-11-13T00:00Z',
      '2026-11-20T00:00Z',
      '2026-11-27T00:00Z',
    ])
    expect(slots('0 0 13 * mon', 'UTC', '2026-11-10T00:00Z', 2)).toEqual(['2026-11-13T00:00Z', '2026-11-16T00:00Z'])
    expect(slots('0 0 */2 * mon', 'UTC', '2026-11-01T00:00Z', 2)).toEqual(['2026-11-09T00:00Z', '2026-11-23T00:00Z'])
  })

  it('of a leap day are years apart', () => {
    expect(slots('0 0 29 2 *', 'UTC', '2026-01-01T00:00Z', 2)).toEqual(['2028-02-29T00:00Z', '2032-02-29T00:00Z'])
    expect(before('0 0 29 2 *', 'UTC', '2026-01-01T00:00Z')).toBe('2024-02-29T00:00Z')
  })
})

const CRON = fc
  .tuple(
    fc.constantFrom('0', '30', '*/15', '*', '5,59', '0-10/5'),
    fc.constantFrom('2', '*', '0', '23', '1-3', '*/6'),
    fc.constantFrom('*', '1', '29', '31', '*/2', '10-20'),
    fc.constantFrom('*', '3', '10,11', 'jan-mar'),
    fc.constantFrom('*', 'mon', 'sat-sun', '1-5'),
  )
  .map((fields) => fields.join(' '))
  .filter((cron) => !/ (31) (3|10,11) /.test(cron))
const ZONE = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/Havana')
const MOMENT = fc.integer({ min: Date.parse('2024-01-01'), max: Date.parse('2028-01-01') })

describe('any schedule', () => {
  it('has no slot between one and the next', () => {
    fc.assert(
      fc.property(CRON, ZONE, MOMENT, (cron, timezone, at) => {
        const schedule = { cron, timezone }
        const [previous, next] = [previousSlot(schedule, at), nextSlot(schedule, at)]
        expect(previous).toBeLessThanOrEqual(at)
        expect(next).toBeGreaterThan(at)
        expect(nextSlot(schedule, previous)).toBe(next)
        expect(previousSlot(schedule, next - 1)).toBe(previous)
        expect(previousSlot(schedule, next)).toBe(next)
      }),
      { numRuns: 150 },
    )
  })

  it('means the same in numbers', () => {
    fc.assert(
      fc.property(CRON, (cron) => {
        expect(parseCron(formatCron(parseCron(cron)))).toEqual(parseCron(cron))
      }),
    )
    expect(formatCron(parseCron('*/30 2-4 */10 jan-mar mon'))).toBe('0,30 2,3,4 */31,11,21,31 1,2,3 1')
    expect(formatCron(parseCron('0 0 2 * */3'))).toBe('0 0 2 * */7,3,6')
  })
})

describe('a schedule that makes no sense', () => {
  const said = (cron: string, timezone = 'UTC'): string => {
    try {
      checkSchedule({ cron, timezone }, 'jobs/nightly.ts')
    } catch (error) {
      const { message, hint, where } = error as Error & { hint: string; where: string }
      return `${message} (${where}): ${hint}`
    }
    return 'fine'
  }

  it.each([
    ['* * * *', 'the schedule "* * * *" has 4 fields'],
    ['0 0 6 * * *', 'leave out the seconds'],
    ['@daily', 'write its five fields: 0 0 * * *'],
    ['61 6 * * *', 'has 61 as minute (jobs/nightly.ts): a minute is a number from 0 to 59'],
    ['0 24 * * *', 'has 24 as hour'],
    ['0 6 * * mno', 'has "mno" as day of week, did you mean "mon"?'],
    ['0 6 0 * *', 'has 0 as day of month'],
    ['0 22-2 * * *', 'write it as two: 22-23,0-2'],
    ['*/0 6 * * *', 'has a step of 0 in its minute'],
    ['0 6 1--3 * *', 'has "1--3" as day of month'],
    ['0 6, * * *', 'has "" as hour'],
    ['0 6 30 2 *', 'names a day that no such month has'],
  ])('%s says so', (cron, sentence) => {
    expect(said(cron)).toContain(sentence)
  })

  it('has a zone that does not exist', () => {
    expect(said('0 6 * * *', 'Europe/Berln')).toContain(
      '"Europe/Berln" is not an IANA time zone, did you mean "Europe/Berlin"?',
    )
    expect(said('0 6 * * *', '+02:00')).toContain('is not an IANA time zone')
  })
})
