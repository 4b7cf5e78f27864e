import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openMemory } from '../../src/scheduler/memory.ts'
import { runDueOnce, runScheduler } from '../../src/scheduler/scheduler.ts'
import type { RunEnd, ScheduledJob, SchedulerOptions } from '../../src/scheduler/types.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'

const NIGHTLY: ScheduledJob = { name: 'nightly', cron: '0 6 * * *', timezone: 'Europe/Berlin' }
const HOURLY: ScheduledJob = { name: 'hourly', cron: '0 * * * *', timezone: 'UTC' }

interface World {
  readonly options: SchedulerOptions
  /** Started runs: the job, its slot, and when. */
  readonly runs: string[]
  readonly lines: string[]
  now: number
}

interface WorldOptions {
  readonly jobs: readonly ScheduledJob[]
  readonly at: string
  /** The scheduler is told to stop then. */
  readonly until?: string
  /** At this moment the machine sleeps until that one. */
  readonly sleep?: readonly [string, string]
  readonly folder?: string
  readonly reportedAt?: SchedulerOptions['reportedAt']
  readonly end?: RunEnd
  readonly runMinutes?: number
}

const short = (instant: number): string => new Date(instant).toISOString().slice(0, 16)

/** Days that pass in a moment. */
function world(given: WorldOptions): World {
  const stop = new AbortController()
  const runs: string[] = []
  const lines: string[] = []
  const made: World = { runs, lines, now: Date.parse(`${given.at}Z`), options: null! }
  const until = given.until ? Date.parse(`${given.until}Z`) : Infinity
  const [from, to] = (given.sleep ?? []).map((moment) => Date.parse(`${moment}Z`))
  const log = (line: string): void => void lines.push(line)
  const pass = (milliseconds: number): void => {
    made.now += milliseconds
    if (from !== undefined && to !== undefined && made.now >= from && made.now < to) made.now = to
    if (made.now >= until) stop.abort('SIGTERM')
  }
  const options: SchedulerOptions = {
    jobs: given.jobs,
    memory: openMemory(given.folder ?? tempFolder(), { pid: 1, since: given.at }, log),
    start(job, slot) {
      runs.push(`${job.name} ${short(slot)} at ${short(made.now)}`)
      pass((given.runMinutes ?? 0) * 60_000)
      return { ended: Promise.resolve(given.end ?? { code: 0, signal: null }), stop: () => undefined }
    },
    reportedAt: given.reportedAt ?? (() => Promise.resolve(null)),
    log,
    clock: {
      now: () => made.now,
      pause: async (milliseconds) => pass(milliseconds),
    },
    stop: stop.signal,
  }
  return Object.assign(made, { options })
}

async function live(given: WorldOptions): Promise<World> {
  const made = world(given)
  await runScheduler(made.options)
  return made
}

async function once(given: WorldOptions): Promise<World> {
  const made = world(given)
  await runDueOnce(made.options)
  return made
}

describe('a scheduler', () => {
  it('runs each slot in its minute, across the change of the clocks', async () => {
    const { runs } = await live({ jobs: [NIGHTLY], at: '2026-03-27T12:00:30', until: '2026-03-30T12:00' })
    expect(runs).toEqual([
      'nightly 2026-03-28T05:00 at 2026-03-28T05:00',
      'nightly 2026-03-29T04:00 at 2026-03-29T04:00',
      'nightly 2026-03-30T04:00 at 2026-03-30T04:00',
    ])
  })

  it('has missed nothing when it first sees a job, but takes the slot of that minute', async () => {
    expect((await live({ jobs: [NIGHTLY], at: '2026-11-21T05:01', until: '2026-11-21T12:00' })).runs).toEqual([])
    expect((await live({ jobs: [NIGHTLY], at: '2026-11-21T05:00:40', until: '2026-11-21T12:00' })).runs).toEqual([
      'nightly 2026-11-21T05:00 at 2026-11-21T05:00',
    ])
  })

  it('wakes up with the machine and makes up for the newest slot, once', async () => {
    const { runs, lines } = await live({
      jobs: [NIGHTLY],
      at: '2026-11-01T12:00',
      sleep: ['2026-11-02T20:00', '2026-11-05T09:13'],
      until: '2026-11-06T12:00',
    })
    expect(runs).toEqual([
      'nightly 2026-11-02T05:00 at 2026-11-02T05:00',
      'nightly 2026-11-05T05:00 at 2026-11-05T09:13',
      'nightly 2026-11-06T05:00 at 2026-11-06T05:00',
    ])
    expect(lines).toContain('nightly: catches up on the slot of 2026-11-05T05:00:00.000Z, earlier ones are left out')
  })

  it('runs jobs of the same slot one after the other, the older slot first', async () => {
    const { runs } = await live({
      jobs: [HOURLY, { ...NIGHTLY, timezone: 'UTC', cron: '30 5 * * *' }],
      at: '2026-11-21T05:10',
      until: '2026-11-21T06:30',
      sleep: ['2026-11-21T05:20', '2026-11-21T06:05'],
      runMinutes: 3,
    })
    expect(runs).toEqual([
      'nightly 2026-11-21T05:30 at 2026-11-21T06:05',
      'hourly 2026-11-21T06:00 at 2026-11-21T06:08',
    ])
  })

  it('runs a job whose run outlasts its next slots once for them, when it has ended', async () => {
    const { runs } = await live({ jobs: [HOURLY], at: '2026-11-21T04:30', until: '2026-11-21T09:00', runMinutes: 130 })
    expect(runs).toEqual(['hourly 2026-11-21T05:00 at 2026-11-21T05:00', 'hourly 2026-11-21T07:00 at 2026-11-21T07:10'])
  })

  it('goes on after a run that failed', async () => {
    const { runs, lines } = await live({
      jobs: [HOURLY],
      at: '2026-11-21T04:30',
      until: '2026-11-21T06:10',
      end: { code: 3, signal: null },
    })
    expect(runs).toHaveLength(2)
    expect(lines.filter((line) => line === 'hourly: ended with exit code 3 after 0.0 s')).toHaveLength(2)
  })
})

describe('what was missed while no scheduler was there', () => {
  /** It has run on this day, and comes back at that moment. */
  async function comeBack(at: string, given: Partial<WorldOptions> = {}): Promise<World> {
    const folder = given.folder ?? tempFolder()
    await once({ jobs: [NIGHTLY], at: '2026-11-10T05:00', folder })
    return once({ jobs: [NIGHTLY], at, folder, ...given })
  }

  it('is made up for once, the newest alone', async () => {
    const folder = tempFolder()
    expect((await comeBack('2026-11-13T04:00', { folder })).runs).toEqual([
      'nightly 2026-11-12T05:00 at 2026-11-13T04:00',
    ])
    expect((await once({ jobs: [NIGHTLY], at: '2026-11-13T04:30', folder })).runs).toEqual([])
  })

  it('is left alone when somebody has made the same report since', async () => {
    const at = (moment: string): Partial<WorldOptions> => ({
      reportedAt: (_, slot) => Promise.resolve(slot === Date.parse('2026-11-12T05:00Z') ? Date.parse(moment) : null),
    })
    expect((await comeBack('2026-11-12T08:00', at('2026-11-12T07:00Z'))).runs).toEqual([])
    expect((await comeBack('2026-11-12T08:00', at('2026-11-12T04:59Z'))).runs).toHaveLength(1)
  })

  it('is made up for where the history cannot be read', async () => {
    expect(
      (await comeBack('2026-11-12T08:00', { reportedAt: () => Promise.reject(new Error('locked')) })).runs,
    ).toHaveLength(1)
  })

  it('is left out when it is older than a week', async () => {
    const weekly: ScheduledJob = { name: 'weekly', cron: '0 6 2 * *', timezone: 'UTC' }
    const folder = tempFolder()
    await once({ jobs: [weekly], at: '2026-10-20T00:00', folder })
    const { runs, lines } = await once({ jobs: [weekly], at: '2026-11-09T06:01', folder })
    expect(runs).toEqual([])
    expect(lines).toEqual([
      'weekly: the slot of 2026-11-02T06:00:00.000Z was missed more than 7 days ago and is left out',
    ])
    await once({ jobs: [weekly], at: '2026-11-20T00:00', folder })
    expect((await once({ jobs: [weekly], at: '2026-12-09T05:59', folder })).runs).toHaveLength(1)
  })

  it('is nothing for a job that was given another schedule', async () => {
    expect((await comeBack('2026-11-12T08:00', { jobs: [{ ...NIGHTLY, cron: '30 6 * * *' }] })).runs).toEqual([])
  })

  it('is nothing where the memory is broken, and the memory is whole again', async () => {
    const folder = tempFolder()
    writeText(join(folder, 'schedule.json'), '{"version": 1, "jobs": {"nightly"')
    expect((await once({ jobs: [NIGHTLY], at: '2026-11-12T08:00', folder })).runs).toEqual([])
    expect((await once({ jobs: [NIGHTLY], at: '2026-11-13T08:00', folder })).runs).toHaveLength(1)
    expect(JSON.parse(readFileSync(join(folder, 'schedule.json'), 'utf8'))).toEqual({
      version: 1,
      holder: { pid: 1, since: '2026-11-13T08:00' },
      jobs: { nightly: { schedule: '0 6 * * * Europe/Berlin', handled: '2026-11-13T05:00:00.000Z' } },
    })
  })

  it('is found again after a clock that was a year ahead', async () => {
    const folder = tempFolder()
    await once({ jobs: [NIGHTLY], at: '2027-11-10T05:00', folder })
    expect((await once({ jobs: [NIGHTLY], at: '2026-11-12T08:00', folder })).runs).toEqual([])
    expect((await once({ jobs: [NIGHTLY], at: '2026-11-13T05:00', folder })).runs).toHaveLength(1)
  })
})
