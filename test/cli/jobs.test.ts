import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { JobConfig } from '../../src/config/job-types.ts'
import { asNobody } from '../helpers/children.ts'
import { runCli } from '../helpers/cli.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { homeWith } from '../helpers/homes.ts'
import { jobRepository } from '../helpers/job-repository.ts'

const DAY = '2026-03-01'
const NIGHT: JobConfig = { description: 'What a day cost', period: 'yesterday', export: ['markdown'] }
const home = (): string => homeWith([{ time: `${DAY}T10:00:00Z` }])

interface Listed {
  readonly jobs: readonly { readonly name: string; readonly last_run: { readonly status: string } | null }[]
}

describe('jobs list', () => {
  it('shows those of the config before those that come with the program, with their last run', async () => {
    const there = jobRepository({
      home: home(),
      jobs: {
        'daily-report': { ...NIGHT, schedule: { cron: '0 4 * * *', timezone: 'Asia/Tokyo' } },
        quarter: { period: { since: '2026-01-01', until: '2026-03-31' } },
      },
    })
    await there.run(['daily-report', '--date', DAY])

    const { code, stdout } = await there.rimuru(['jobs'])

    expect(code).toBe(0)
    expect(stdout.split('\n')[0]).toMatch(/^Job +Period +Schedule +Last run +What for$/)
    expect(stdout).toMatch(
      /^daily-report +yesterday +0 4 \* \* \* Asia\/Tokyo +\d{4}-\d\d-\d\d \d\d:\d\d ok +What a day cost$/m,
    )
    expect(stdout).toMatch(/^quarter +2026-01-01 to 2026-03-31 +– +never$/m)
    expect(stdout).toMatch(/^weekly-digest +last-week +0 6 \* \* 1 UTC +never /m)
    const { jobs } = JSON.parse((await there.rimuru(['jobs', '--json'])).stdout) as Listed
    expect(jobs.map(({ name }) => name)).toEqual([
      'budget-check',
      'daily-report',
      'monthly-close',
      'quarter',
      'weekly-digest',
    ])
    expect(jobs[1]).toMatchObject({
      path: join(there.root, 'jobs/daily-report.ts'),
      last_run: { status: 'ok', exit_code: 0 },
    })
  })

  it('tells the time of the last run by the clock of whoever looks', async () => {
    const there = jobRepository({ home: home(), jobs: { night: NIGHT } })
    const { record } = await there.run(['night', '--date', DAY])
    const format = new Intl.DateTimeFormat('sv-SE', {
      timeZone: 'Asia/Tokyo',
      dateStyle: 'short',
      timeStyle: 'short',
    })
    const { stdout } = await there.rimuru(['jobs'], { TZ: 'Asia/Tokyo' })
    expect(stdout).toContain(`${format.format(Date.parse(record.started_at))} ok`)
    expect(stdout.endsWith('\nlast runs in Asia/Tokyo\n')).toBe(true)
  })

  it('leaves out columns where there is no room, and never breaks a line', async () => {
    const there = jobRepository({ home: home() })
    const { stdout } = await there.rimuru(['jobs'], { COLUMNS: '50' })
    expect(stdout.split('\n')[0]).toBe('Job            Period         Last run')
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(50)
  })

  it('names a plugin of a job that is not there, or is no such plugin', async () => {
    const jobs = { export: { ...NIGHT, export: ['markdwn'] }, notify: { ...NIGHT, notify: ['csv'] } }
    const there = jobRepository({ home: home(), jobs })
    const { code, stdout } = await there.rimuru(['jobs'])
    expect(code).toBe(2)
    expect(stdout.trimEnd().split('\n').slice(-2)).toEqual([
      `export: export: there is no plugin "markdwn", did you mean markdown? (${join(there.root, 'jobs/export.ts')})`,
      'notify: notify: csv is no notifier, it is of the kind exporter, ' +
        `rimuru plugins list shows which there are of each kind (${join(there.root, 'jobs/notify.ts')})`,
    ])
  })

  it('shows what is wrong with a job beside the others, and exits 2', async () => {
    const jobs = { minute: { ...NIGHT, schedule: '61 * * * *' }, night: { ...NIGHT, schedule: '0 5 * * *' } }
    const there = jobRepository({ home: home(), jobs })
    const problem = `minute: the schedule "61 * * * *" has 61 as minute (${join(there.root, 'jobs/minute.ts')})`
    const list = await there.rimuru(['jobs'])
    expect(list.code).toBe(2)
    expect(list.stdout).toMatch(/^minute +– +– +broken$/m)
    expect(list.stdout).toMatch(/^night +yesterday /m)
    expect(list.stdout.trimEnd().split('\n').at(-1)).toBe(problem)
    const next = await there.rimuru(['jobs', 'next'])
    expect(next.code).toBe(2)
    expect(next.stdout).toMatch(/^night +\d/m)
    expect(next.stdout.trimEnd().split('\n').at(-1)).toBe(problem)
  })
})

describe('jobs next', () => {
  it('has the first one first, each by the clock of its own zone', async () => {
    const jobs = {
      soon: { ...NIGHT, schedule: { cron: '* * * * *', timezone: 'Asia/Tokyo' } },
      whenever: NIGHT,
    }
    const { stdout } = await jobRepository({ home: home(), jobs }).rimuru(['jobs', 'next'])
    const [heading, , ...rows] = stdout.trimEnd().split('\n')
    expect(heading).toMatch(/^Job +Next +In {2}Schedule$/)
    const at = rows.findIndex((row) => row.startsWith('soon '))
    expect(rows[at]).toMatch(/^soon +\d{4}-\d\d-\d\d \d\d:\d\d +[01] min {2}\* \* \* \* \* Asia\/Tokyo$/)
    // Another may have its time in the same minute.
    for (const row of rows.slice(0, at)) expect(row).toMatch(/ [01] min /)
    expect(stdout).not.toContain('whenever')
  })
})

describe('run', () => {
  it('without a job says which there are', async () => {
    const { code, stdout, stderr } = await runCli(['run'])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toBe(
      'error E7001: run is missing its job\n  jobs: budget-check, daily-report, monthly-close, weekly-digest\n',
    )
  })

  it('of a job that is not there says which was meant', async () => {
    const there = jobRepository({ home: home(), jobs: { night: NIGHT } })
    const { code, stdout, stderr } = await there.rimuru(['run', 'nihgt'])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toBe(
      `error E3001: there is no job "nihgt", did you mean "night"? (${join(there.root, 'jobs')})\n` +
        '  jobs: budget-check, daily-report, monthly-close, night, weekly-digest\n',
    )
  })

  it('of a job with a plugin that is not there names the file of the job', async () => {
    const there = jobRepository({ home: home(), jobs: { night: { ...NIGHT, export: ['markdwn'] } } })
    const { code, stderr } = await there.rimuru(['run', 'night'])
    expect(code).toBe(2)
    expect(stderr.split('\n')[0]).toBe(
      `error E3001: there is no plugin "markdwn", did you mean "markdown"? (${join(there.root, 'jobs/night.ts')})`,
    )
  })

  it('tells what it did on stderr, and what it found on stdout, without anything that moves', async () => {
    const there = jobRepository({ home: home(), jobs: { night: NIGHT } })
    const { code, stdout, stderr } = await there.rimuru(['run', 'night', '--date', DAY])
    expect(code).toBe(0)
    for (const moving of ['\r', '\u001B']) expect(stderr).not.toContain(moving)
    expect(stderr.split('\n').map((line) => line.slice(0, 19).trimEnd())).toEqual([
      '✔ Looking for data',
      '✔ Reading logs',
      '✔ Pricing',
      '✔ Adding up',
      '✔ Writing files',
      '✔ Publishing',
      '○ Telling',
      '',
    ])
    expect(stdout).toBe(`<$0.01 on ${DAY}, 1 request\nreport   reports/night/${DAY}/report.md\n`)
  })

  it('says in the end what a budget and a star are about', async () => {
    const there = jobRepository({
      home: homeWith([{ time: `${DAY}T10:00:00Z` }, { time: `${DAY}T11:00:00Z`, model: 'made-up-model' }]),
      jobs: { night: { ...NIGHT, publish: false } },
      config: { budgets: [{ name: 'tight', amount: '0.001', period: 'day' }] },
    })
    const { code, stdout, stderr } = await there.rimuru(['run', 'night', '--date', DAY])
    expect(code).toBe(3)
    expect(stderr).toMatch(/Adding up +<\$0\.01\*, 2 requests, tight alarm/)
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      `<$0.01* on ${DAY}, 2 requests`,
      '* leaves out 1 request without a known price',
    ])
    expect(stdout).toMatch(/^alarm {4}tight has reached its alarm /m)
  })

  it('lists what a dry run would write, and writes nothing', async () => {
    const there = jobRepository({ home: home(), jobs: { night: NIGHT } })
    const { code, stdout } = await there.rimuru(['run', 'night', '--date', DAY, '--dry-run'])
    expect(code).toBe(0)
    expect(stdout).toMatch(new RegExp(`^night/${DAY}/report\\.md +\\d+ +[\\d.]+ k?B {2}new$`, 'm'))
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('A dry run: nothing was written, committed or sent.')
    expect(there.git('status', '--short')).toBe('')
  })
})

describe('a folder of jobs', () => {
  /** One that a child of nobody may stand in. */
  const openFolder = (): string => {
    const folder = tempFolder()
    chmodSync(folder, 0o777)
    return folder
  }

  it.each(['jobs', 'plugins'])('that may not be read is an error that names it: %s', async (name) => {
    const home = openFolder()
    mkdirSync(join(home, name))
    chmodSync(join(home, name), 0)
    const { code, stdout, stderr } = await runCli([name], { home, user: asNobody() })
    expect({ code, stdout }).toEqual({ code: name === 'jobs' ? 2 : 1, stdout: '' })
    expect(stderr).toContain(`the ${name} cannot be read: permission denied (${join(home, name)})`)
  })

  it('of plugins that may not be read is a line for doctor, which goes on', async () => {
    const home = openFolder()
    mkdirSync(join(home, 'plugins'))
    chmodSync(join(home, 'plugins'), 0)
    const { code, stdout, stderr } = await runCli(['doctor'], { home, user: asNobody() })
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
    expect(stdout).toMatch(/ {2}fail {2}plugins +/)
    expect(stdout).toContain(`${join(home, 'plugins')}: the plugins cannot be read: permission denied`)
    expect(stdout).toContain('\nPrices\n')
  })

  it('that is a link to nothing is an error, also for doctor, and a file of that name is none', async () => {
    const home = openFolder()
    symlinkSync('moved', join(home, 'jobs'))
    const { code, stderr } = await runCli(['run', 'daily-report'], { home })
    expect(code).toBe(2)
    expect(stderr).toContain('error E3001: the jobs cannot be read: symbolic link: no such file or folder')
    expect((await runCli(['doctor'], { home })).stdout).toMatch(/fail {2}jobs .*the jobs cannot be read/)

    rmSync(join(home, 'jobs'))
    writeText(join(home, 'jobs'), 'a program of somebody')
    expect((await runCli(['jobs'], { home })).stdout).toContain('daily-report')
  })
})
