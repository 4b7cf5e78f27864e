import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { JobConfig } from '../../src/config/job-types.ts'
import type { RunRow } from '../../src/warehouse/runs.ts'
import { printRunDetails, printRuns } from '../../src/cli/ui/runs-table.ts'
import { runCli } from '../helpers/cli.ts'
import { writeText } from '../helpers/folders.ts'
import { homeWith } from '../helpers/homes.ts'
import { hookOf, jobRepository, notifierOf } from '../helpers/job-repository.ts'

const DAY = '2026-03-01'
const NIGHT: JobConfig = { period: 'yesterday', export: ['markdown'] }
const home = (): string => homeWith([{ time: `${DAY}T10:00:00Z` }, { time: '2026-03-02T10:00:00Z' }])

interface Listed {
  readonly runs: readonly { readonly run_id: string; readonly job: string; readonly cost_usd: string | null }[]
}

it('a run whose end cannot be stored says so, although all that it was for is done', async () => {
  // As on a full disk: from the last thing on that a run asks anybody its files grow no further.
  const full = hookOf(
    'full',
    "process.getBuiltinModule('child_process').execFileSync('prlimit', ['--pid', `${process.ppid}`, '--fsize=1'])",
  )
  const there = jobRepository({
    home: home(),
    plugins: [full],
    jobs: { night: { ...NIGHT, hooks: [{ plugin: 'full', on: ['MetricsExport'] }] } },
  })
  const { code, stderr } = await there.rimuru(['run', 'night', '--date', DAY])
  expect(stderr).toMatch(/^the history does not know how this run ended: the warehouse cannot be read or written: /m)
  expect(stderr).toMatch(
    /^error E1001: the warehouse cannot be read or written: .*\n {2}check the disk, then run again$/m,
  )
  expect(code).toBe(1)
  expect(there.git('log', '--format=%s').split('\n')).toHaveLength(2)
})

describe('runs list', () => {
  it('has the newest first, of all jobs or of one, as many as asked for', async () => {
    const there = jobRepository({ home: home(), jobs: { night: NIGHT, other: NIGHT } })
    const first = (await there.run(['night', '--date', DAY])).record.run_id
    const second = (await there.run(['other', '--date', DAY])).record.run_id
    const third = (await there.run(['night', '--date', '2026-03-02'])).record.run_id
    const ids = async (...args: readonly string[]): Promise<string[]> => {
      const { stdout } = await there.rimuru(['runs', 'list', '--json', ...args])
      return (JSON.parse(stdout) as Listed).runs.map(({ run_id: id }) => id)
    }
    expect(await ids()).toEqual([third, second, first])
    expect(await ids('--job', 'night')).toEqual([third, first])
    expect(await ids('--last', '2')).toEqual([third, second])
    const { stdout } = await there.rimuru(['runs'])
    const [heading, , row] = stdout.split('\n')
    expect(heading).toMatch(/^Run +Job +Period +Started +Took +Status +Cost$/)
    expect(row).toMatch(
      new RegExp(
        `^${third.slice(0, 8)}  night  2026-03-02  \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d +[\\d.]+ s  ok +<\\$0\\.01$`,
      ),
    )
  })

  it.each(['0', '-3'])('takes no %s for a number of runs', async (last) => {
    const { code, stderr } = await runCli(['runs', 'list', `--last=${last}`])
    expect(code).toBe(2)
    expect(stderr).toContain('error E7001: --last takes a number of runs from 1 on')
  })

  it('says so where none has run yet, or none of a job', async () => {
    expect(await runCli(['runs'])).toEqual({
      code: 0,
      stdout: 'No job has run yet. `rimuru run daily-report` runs one.\n',
      stderr: '',
    })
    const { stdout } = await runCli(['runs', '--job', 'night'])
    expect(stdout).toBe('There is no run of night. `rimuru jobs` lists the jobs.\n')
    expect(JSON.parse((await runCli(['runs', '--json'])).stdout)).toEqual({ schema_version: 1, kind: 'runs', runs: [] })
  })
})

describe('runs show', () => {
  it('has all that a run did, by the start of its id', async () => {
    const there = jobRepository({
      home: home(),
      plugins: [notifierOf('teller', 'return { delivered: false, detail: "nobody was there" }')],
      jobs: { night: { ...NIGHT, notify: ['teller'] } },
      config: { budgets: [{ name: 'tight', amount: '0.001', period: 'day' }] },
    })
    const { record } = await there.run(['night', '--date', DAY])
    const { code, stdout } = await there.rimuru(['runs', 'show', record.run_id.slice(0, 8)])
    expect(code).toBe(0)
    expect(stdout).toContain(`Run      ${record.run_id}\nJob      night\nPeriod   ${DAY}\n`)
    expect(stdout).toContain('\nStatus   alarm, exit 3\nCost     <$0.01, 1 request\n')
    expect(stdout).toMatch(/^alarm: tight has reached its alarm /m)
    expect(stdout).toContain('\nfailed: teller, digest: nobody was there\n')
    expect(stdout).toMatch(/^\nSteps\nStep +Status +Took {2}What it did$/m)
    expect(stdout).toMatch(/^Looking for data +ok +\d+ ms {2}1 file of Claude Code$/m)
    expect(stdout).toMatch(/^teller +digest +failed +nobody was there$/m)
    expect(stdout).toMatch(new RegExp(`^night/${DAY}/report\\.md +\\d+ +[\\d.]+ k?B {2}new$`, 'm'))
    const { stdout: json } = await there.rimuru(['runs', 'show', record.run_id, '--json'])
    expect(JSON.parse(json)).toEqual(record)
  })

  it('has why a run failed', async () => {
    const there = jobRepository({ home: home(), jobs: { night: NIGHT } })
    await there.run(['night', '--date', DAY])
    writeText(join(there.root, 'reports/night', DAY, 'report.md'), 'mine\n')
    const { record } = await there.run(['night', '--date', DAY])
    const { stdout } = await there.rimuru(['runs', 'show', record.run_id])
    expect(stdout).toContain('\nStatus   failed, exit 1\n')
    expect(stdout).toMatch(/^error E8001: changed by hand, so it is not overwritten: /m)
  })

  it('needs the start of one id', async () => {
    const missing = await runCli(['runs', 'show'])
    expect(missing).toMatchObject({ code: 2, stdout: '' })
    expect(missing.stderr).toContain('runs show is missing its id\n  rimuru runs list shows the ids there are')
    const unknown = await runCli(['runs', 'show', 'abc'])
    expect(unknown).toMatchObject({ code: 1, stdout: '' })
    expect(unknown.stderr).toContain('no run begins with "abc"')
  })
})

describe('a run that was cut off', () => {
  const row: RunRow = {
    id: '5b2904ba-90c6-4fde-9125-4576692d56d8',
    job: 'night',
    since: '2026-03-01',
    until: '2026-03-07',
    startedAt: Date.parse('2026-03-08T04:30:00Z'),
    endedAt: null,
    status: 'interrupted',
    exitCode: null,
    outputs: {},
    record: null,
  }

  const printed = (print: (io: { out(text: string): void; outColour: boolean; width: number | null }) => void) => {
    let text = ''
    print({ out: (piece) => void (text += piece), outColour: false, width: null })
    return text
  }

  it('has no end and no cost in the list', () => {
    const text = printed((io) => printRuns([row], null, 'Europe/Berlin', io))
    expect(text.split('\n')[2]).toBe(
      '5b2904ba  night  2026-03-01 to 2026-03-07  2026-03-08 05:30     –  interrupted     –',
    )
    expect(text.split('\n').slice(3)).toEqual(['times in Europe/Berlin', ''])
  })

  it('is shown with what is known of it', () => {
    expect(printed((io) => printRunDetails(row, {}, 'UTC', io))).toBe(`Run      5b2904ba-90c6-4fde-9125-4576692d56d8
Job      night
Period   2026-03-01 to 2026-03-07
Started  2026-03-08 04:30 UTC
Took     –
Status   interrupted
Cost     –
`)
  })

  it('with bad data under --strict has its exit code, which its status does not tell', () => {
    const strict = { ...row, status: 'ok', exitCode: 4 } as const
    expect(printed((io) => printRuns([strict], null, 'UTC', io))).toContain('  ok (4)  ')
    expect(printed((io) => printRuns([{ ...strict, status: 'alarm', exitCode: 3 }], null, 'UTC', io))).toContain(
      '  alarm  ',
    )
  })
})

it('neither the name of a job nor what a plugin says turns round, colours or forges a line', async () => {
  const job = 'night\u001B[31m\u202E'
  const there = jobRepository({
    home: home(),
    plugins: [notifierOf('loud', "return { delivered: false, detail: 'no\\u202E\\nreport   elsewhere.md' }")],
    jobs: { [job]: { ...NIGHT, notify: ['loud'] } },
  })
  const { stdout, stderr } = await there.rimuru(['run', job, '--date', DAY])
  expect(stdout).toContain('\nfailed   loud, digest: no\ufffd report   elsewhere.md\n')
  expect(stdout).toContain(`report   reports/night\ufffd[31m\ufffd/${DAY}/report.md\n`)
  const { runs } = JSON.parse((await there.rimuru(['runs', 'list', '--json'])).stdout) as Listed
  const shown = await there.rimuru(['runs', 'show', runs[0]!.run_id])
  expect(shown.stdout).toContain('night\ufffd[31m\ufffd\n')
  expect(stdout + stderr + shown.stdout).not.toMatch(/[^\P{Cc}\n]|\u202E/u)
})
