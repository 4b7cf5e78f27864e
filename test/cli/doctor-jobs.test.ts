import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { JobConfig } from '../../src/config/job-types.ts'
import type { Check } from '../../src/core/checks.ts'
import type { DoctorDocument } from '../../src/reports/doctor.ts'
import { writeText } from '../helpers/folders.ts'
import { homeWith } from '../helpers/homes.ts'
import { jobRepository, notifierOf } from '../helpers/job-repository.ts'
import type { JobRepository } from '../helpers/job-repository.ts'

const DAY = '2026-03-01'
const NIGHT: JobConfig = { period: 'yesterday', export: ['markdown'] }
const home = (): string => homeWith([{ time: `${DAY}T10:00:00Z` }])

/** What stands under Jobs, without those that are in order. */
async function jobChecks({ rimuru }: JobRepository): Promise<{ code: number | null; checks: Check[] }> {
  const { code, stdout } = await rimuru(['doctor', '--json'])
  const { checks } = JSON.parse(stdout) as DoctorDocument
  return { code, checks: checks.filter(({ section }) => section === 'Jobs') }
}

it('tells of each job when it runs, how it went, and where it commits', async () => {
  const there = jobRepository({ home: home(), jobs: { night: { ...NIGHT, schedule: '30 5 * * *' } } })
  const before = await jobChecks(there)
  expect(before).toMatchObject({ code: 0, checks: [{ name: 'night', status: 'ok' }] })
  expect(before.checks[0]!.detail).toBe(`30 5 * * * UTC, has not run yet, commits to main in ${there.root}`)
  await there.run(['night', '--date', DAY])
  expect((await jobChecks(there)).checks[0]!.detail).toMatch(/, ran at \d{4}-\d\d-\d\d \d\d:\d\d: ok, commits to main/)
})

it('leaves jobs alone that only come with the program', async () => {
  const { checks } = await jobChecks(jobRepository({ home: home() }))
  expect(checks).toMatchObject([{ name: 'jobs', status: 'ok', detail: expect.stringContaining('none of your own') }])
})

it('finds jobs that cannot run, and says where and what to do', async () => {
  const there = jobRepository({
    home: home(),
    jobs: {
      minute: { ...NIGHT, schedule: '61 * * * *' },
      misspelt: { ...NIGHT, export: ['markdwn'] },
      mistaken: { ...NIGHT, notify: ['csv'] },
      off: { ...NIGHT, export: ['markdown', 'gone'] },
      unread: { period: 'yesterdy' } as unknown as JobConfig,
    },
    config: { plugins: { gone: { enabled: false } } },
  })
  const { code, checks } = await jobChecks(there)
  expect(code).toBe(1)
  const file = (name: string): string => join(there.root, 'jobs', `${name}.ts`)
  expect(checks.map(({ name, status, detail, hint }) => [name, status, detail, hint])).toEqual([
    ['minute', 'fail', `${file('minute')}: the schedule "61 * * * *" has 61 as minute`, expect.any(String)],
    ['misspelt', 'fail', `${file('misspelt')}: export: there is no plugin "markdwn"`, 'did you mean markdown?'],
    [
      'mistaken',
      'fail',
      `${file('mistaken')}: notify: csv is no notifier, it is of the kind exporter`,
      'rimuru plugins list shows which there are of each kind',
    ],
    ['off', 'ok', expect.any(String), null],
    ['unread', 'fail', expect.stringMatching(/unread\.ts: period: .* did you mean "yesterday"\?$/), expect.any(String)],
  ])
})

it('tells of the last run where it failed, with the reason', async () => {
  const there = jobRepository({ home: home(), jobs: { night: NIGHT } })
  const { record } = await there.run(['night', '--date', DAY])
  writeText(join(there.root, 'reports/night', DAY, 'report.md'), 'mine\n')
  expect((await there.run(['night', '--date', DAY])).code).toBe(1)
  const failed = (await jobChecks(there)).checks
  expect(failed).toMatchObject([{ name: 'night', status: 'warn' }])
  expect(failed[0]!.detail).toMatch(/^its last run, at .*, failed: changed by hand/)
  expect(failed[0]!.hint).toMatch(/^rimuru runs show [0-9a-f]{8} says more$/)
  expect(failed[0]!.hint).not.toContain(record.run_id.slice(0, 8))
})

it('tells of a run that found nothing to report from', async () => {
  const there = jobRepository({ home: homeWith([]), jobs: { night: NIGHT } })
  rmSync(join(there.home, '.claude'), { recursive: true })
  expect((await there.run(['night'])).record.status).toBe('unknown')
  const { checks } = await jobChecks(there)
  expect(checks[0]).toMatchObject({ status: 'warn', detail: expect.stringContaining('found nothing to report from') })
})

it('tells of what may not have arrived, until it was sent again', async () => {
  const teller = notifierOf('teller', 'return { delivered: globalThis.process.env.WELL === "1", unknown: true }')
  const manifest = '[permissions]\nenv = ["WELL"]\n'
  const there = jobRepository({
    home: home(),
    plugins: [{ ...teller, manifest }],
    jobs: { night: { ...NIGHT, notify: ['teller'] } },
    config: { plugins: { teller: { grants: { env: ['WELL'] } } } },
  })
  expect((await there.run(['night', '--date', DAY])).code).toBe(5)
  expect((await jobChecks(there)).checks).toMatchObject([
    {
      name: 'night',
      status: 'warn',
      detail: 'what it sent may not have arrived',
      hint: 'if it did not arrive: rimuru run night --resend, with the --date it was for',
      items: [`teller: digest of ${DAY}`],
    },
  ])
  expect((await there.run(['night', '--date', DAY, '--resend'], { WELL: '1' })).code).toBe(0)
  expect((await jobChecks(there)).checks).toMatchObject([{ name: 'night', status: 'ok' }])
})

it('finds that git would refuse, by how the job publishes', async () => {
  const there = jobRepository({
    home: home(),
    jobs: {
      commit: NIGHT,
      files: { ...NIGHT, publish: { mode: 'files' } },
      none: { ...NIGHT, publish: false },
      pull: { ...NIGHT, publish: { mode: 'pull-request' } },
      push: { ...NIGHT, publish: { mode: 'push' } },
    },
  })
  there.git('checkout', '-q', '--detach')
  const detached = (await jobChecks(there)).checks.map(({ name, status }) => `${name} ${status}`)
  expect(detached).toEqual(['commit fail', 'files ok', 'none ok', 'pull fail', 'push fail'])
  there.git('remote', 'add', 'origin', 'https://git.example.com/reports.git')
  const { checks } = await jobChecks(there)
  expect(checks.map(({ name, status }) => `${name} ${status}`)).toEqual([
    'commit fail',
    'files ok',
    'none ok',
    'pull ok',
    'push fail',
  ])
  expect(checks[0]).toMatchObject({
    detail: `cannot commit in ${there.root}: HEAD is detached: a commit would belong to no branch`,
    hint: 'check out a branch with git switch',
  })
  there.git('checkout', '-q', 'main')
  there.git('remote', 'rename', 'origin', 'elsewhere')
  const push = (await jobChecks(there)).checks.find(({ name }) => name === 'push')
  expect(push).toMatchObject({
    status: 'fail',
    detail: `cannot push: ${there.root} has no remote origin`,
    hint: 'git remote add origin ADDRESS, or name another as publish.remote',
  })
})

it('takes a broken budget for a matter of its owner, and one that nobody can tell for a fault', async () => {
  const there = jobRepository({
    home: home(),
    config: {
      budgets: [
        { name: 'tight', amount: '0.000001', period: 'month' },
        { name: 'stale', amount: 100, period: 'month', staleAfterDays: 1 },
      ],
    },
  })
  const { code, checks } = await jobChecks(there)
  expect(code).toBe(0)
  expect(checks.filter(({ name }) => name.startsWith('budget')).map(({ name, status }) => [name, status])).toEqual([
    ['budget tight', 'ok'],
    ['budget stale', 'warn'],
  ])
})
