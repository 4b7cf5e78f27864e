import { expect, test } from 'vitest'
import type { JobConfig, JobPeriod } from '../../src/config/job-types.ts'
import type { RunDocument } from '../../src/pipeline/run/record.ts'
import { jsonOf } from '../helpers/cli.ts'
import { tempFolder } from '../helpers/folders.ts'
import { madeNight } from './night.ts'
import type { Night } from './night.ts'

const jobOf = (period: JobPeriod): JobConfig => ({ period, export: ['markdown'], publish: { mode: 'files' } })

interface Planned {
  readonly days: string
  readonly folder: string
}

/** What a run would report, and into which folder. */
async function planOf({ options }: Night, job: string, ...args: readonly string[]): Promise<Planned> {
  const document = await jsonOf<RunDocument>(['run', job, '--dry-run', ...args], { ...options, state: tempFolder() })
  const page = document.outputs.find(({ path }) => path.endsWith('report.md'))!
  return { days: `${document.period!.since} ${document.period!.until}`, folder: page.path.split('/')[1]! }
}

test('each period has its days and its folder: by --date, by the first day of week and month, or by the clock', async () => {
  const night = madeNight({ repository: false, config: { monthStart: 7, weekStart: 'sunday' } })
  const periods = ['yesterday', 'last-week', 'last-month', 'month-to-date'] as const
  for (const period of periods) night.writeJob(jobOf(period), period)
  night.writeJob(jobOf({ since: '2026-11-02', until: '2026-11-18' }), 'explicit')
  const yesterday = (): string => new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)

  const before = yesterday()
  const [planned, explicit, clock, refused] = await Promise.all([
    Promise.all(periods.map((period) => planOf(night, period, '--date', '2026-11-19'))),
    planOf(night, 'explicit'),
    planOf(night, 'yesterday'),
    night.run('run', 'explicit', '--date', '2026-11-19'),
  ])

  expect(planned).toEqual([
    { days: '2026-11-19 2026-11-19', folder: '2026-11-19' },
    { days: '2026-11-15 2026-11-21', folder: '2026-11-15_2026-11-21' },
    { days: '2026-11-07 2026-12-06', folder: '2026-11-07_2026-12-06' },
    { days: '2026-11-07 2026-11-19', folder: '2026-11-07' },
  ])
  expect(explicit).toEqual({ days: '2026-11-02 2026-11-18', folder: '2026-11-02_2026-11-18' })
  expect([before, yesterday()]).toContain(clock.folder)
  expect(refused.code).toBe(2)
  expect(refused.stderr).toContain('error E7001: the days of explicit are in its file, --date does not go with them')
})

test('a calendar month has its name', async () => {
  const night = madeNight({ repository: false })
  night.writeJob(jobOf('last-month'))

  const plan = await planOf(night, 'nightly', '--date', '2026-11-03')

  expect(plan).toEqual({ days: '2026-11-01 2026-11-30', folder: '2026-11' })
})
