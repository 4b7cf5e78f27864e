import { describe, expect, it } from 'vitest'
import { calendarIntervals } from '../../src/cli/commands/schedule/calendar-intervals.ts'
import { machineTimes } from '../../src/cli/commands/schedule/machine-times.ts'
import { onCalendar } from '../../src/cli/commands/schedule/on-calendar.ts'

const NOW = Date.parse('2026-11-21T00:00Z')

const times = (zone: string, ...jobs: (readonly [string, string])[]): string[] =>
  machineTimes(
    jobs.map(([cron, timezone], i) => ({ name: `job${i}`, cron, timezone })),
    zone,
    NOW,
  ).map(
    ({ cron, jobs: all, exact }) => `${cron} ${exact ? 'exactly' : 'perhaps'} ${all.map(({ name }) => name).join(' ')}`,
  )

describe('the times of a machine', () => {
  it('are those of the job where its zone is, under whatever name, that of the machine', () => {
    expect(times('Europe/Berlin', ['30 5 * * mon', 'Europe/Berlin'])).toEqual(['30 5 * * 1 exactly job0'])
    expect(times('Etc/UTC', ['*/30 5 1 jan *', 'UTC'])).toEqual(['0,30 5 1 1 * exactly job0'])
  })

  it('are all that may be right where it is another', () => {
    expect(times('UTC', ['0 6 * * mon', 'Europe/Berlin'])).toEqual(['0 4,5 * * * perhaps job0'])
    expect(times('UTC', ['30 0 * * *', 'Europe/Berlin'])).toEqual(['30 22,23 * * * perhaps job0'])
    expect(times('UTC', ['0 22 * * *', 'America/New_York'])).toEqual(['0 2,3 * * * perhaps job0'])
    expect(times('Europe/Berlin', ['0 6 * * *', 'Asia/Kolkata'])).toEqual(['30 1,2 * * * perhaps job0'])
    // Both change their clocks, weeks apart.
    expect(times('America/New_York', ['0 6 * * *', 'Europe/Berlin'])).toEqual(['0 0,1 * * * perhaps job0'])
  })

  it('are those of the day where its clocks are more than a day behind', () => {
    expect(times('Pacific/Pago_Pago', ['0 0 * * *', 'Pacific/Kiritimati'])).toEqual(['0 23 * * * perhaps job0'])
    expect(times('Pacific/Kiritimati', ['30 23 * * *', 'Pacific/Pago_Pago'])).toEqual(['30 0 * * * perhaps job0'])
  })

  it('of several jobs of other zones are looked at together', () => {
    expect(
      times('UTC', ['0 6 * * *', 'Europe/Berlin'], ['0 3 * * *', 'UTC'], ['0,30 6 * * *', 'Asia/Kolkata']),
    ).toEqual(['0 3 * * * exactly job1', '30 0 * * * perhaps job0 job2', '0 1,4,5 * * * perhaps job0 job2'])
  })
})

describe('intervals of launchd', () => {
  it('are each combination of what is named', () => {
    expect(calendarIntervals(['0,30 6 * * 1,5'], 'job')).toEqual([
      { Weekday: 1, Hour: 6, Minute: 0 },
      { Weekday: 1, Hour: 6, Minute: 30 },
      { Weekday: 5, Hour: 6, Minute: 0 },
      { Weekday: 5, Hour: 6, Minute: 30 },
    ])
    expect(calendarIntervals(['* * * * *'], 'job')).toEqual([{}])
  })

  it('take either day where both are named, and cannot take both', () => {
    expect(calendarIntervals(['0 6 1 * 1'], 'job')).toEqual([
      { Day: 1, Hour: 6, Minute: 0 },
      { Weekday: 1, Hour: 6, Minute: 0 },
    ])
    expect(() => calendarIntervals(['0 6 */15 * 1'], 'job')).toThrow('wants a day of the month and a weekday at once')
  })
})

describe('times of systemd', () => {
  it('name the zone, and are two where either day is enough', () => {
    expect(onCalendar({ cron: '5 6 * * *', timezone: 'Europe/Berlin' })).toEqual(['*-*-* 06:05:00 Europe/Berlin'])
    expect(onCalendar({ cron: '*/30 6 1,15 3 mon', timezone: 'UTC' })).toEqual([
      '*-03-01,15 06:00,30:00 UTC',
      'Mon *-03-* 06:00,30:00 UTC',
    ])
  })
})
