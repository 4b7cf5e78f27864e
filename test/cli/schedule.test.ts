import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { jsonOf, runCli, startCli } from '../helpers/cli.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { recordOf } from '../helpers/homes.ts'
import { startReceiver } from '../helpers/receivers.ts'

/** A home with a repository in it, whose job runs at this time. */
function houseWith(schedule: string): { readonly home: string; readonly cwd: string } {
  const home = tempFolder()
  const cwd = join(home, 'reports')
  writeText(join(cwd, 'rimuru.config.json'), '{ "version": 1, "timezone": "Europe/Berlin" }')
  writeText(
    join(cwd, 'jobs/nightly.mjs'),
    `export default { period: 'yesterday', publish: false, schedule: '${schedule}' }`,
  )
  return { home, cwd }
}

/** Never in the minute that a test runs in. */
const LEAP = '0 0 29 2 *'

function start(house: { readonly home: string; readonly cwd: string }) {
  const child = startCli(['schedule'], house)
  onTestFinished(() => void child.kill('SIGKILL'))
  const said = text(child.stderr)
  const listening = new Promise<void>((resolve) =>
    child.stderr.on('data', (chunk: Buffer) => chunk.includes('nightly: ') && resolve()),
  )
  const code = new Promise<number | null>((resolve) => child.once('exit', resolve))
  return { child, said, listening, code }
}

describe('rimuru schedule', () => {
  it.each([
    ['SIGTERM', 0],
    ['SIGINT', 130],
  ] as const)('says what comes next and stops on %s', async (signal, exit) => {
    const { child, said, listening, code } = start(houseWith(LEAP))
    await listening
    child.kill(signal)
    expect(await code).toBe(exit)
    const lines = (await said).split('\n').map((line) => line.replace(/^\d{4}-\S+Z /, ''))
    expect(lines).toEqual([
      expect.stringMatching(/^nightly: 0 0 29 2 \* Europe\/Berlin, next 20\d\d-02-28T23:00:00.000Z$/),
      `stopped by ${signal}`,
      '',
    ])
  })

  it('is kept by one process for a config, and by another for another', async () => {
    const house = houseWith(LEAP)
    const first = start(house)
    await first.listening
    const second = await runCli(['schedule', '--once'], house)
    expect(second.code).toBe(1)
    expect(second.stderr).toContain(`the schedule is already kept by process ${first.child.pid}, since 20`)
    const other = houseWith(LEAP)
    const { code } = await runCli(['schedule', '--once'], { ...other, home: house.home })
    expect(code).toBe(0)
  })

  it('--once says so when nothing is due', async () => {
    const house = houseWith(LEAP)
    const { code, stdout, stderr } = await runCli(['schedule', '--once'], house)
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toMatch(/^nothing is due; next is nightly at 20\d\d-02-28T23:00:00.000Z\n$/)
    expect(await jsonOf(['schedule', '--once'], house)).toEqual({ schema_version: 1, kind: 'schedule', runs: [] })
  })

  it('--once makes up for a night that was missed, whatever other days somebody has reported since', async () => {
    const house = houseWith('0 0 * * *')
    writeText(
      join(house.home, '.claude/projects/-x/s.jsonl'),
      `${recordOf({ time: new Date(Date.now() - 36 * 3_600_000).toISOString() }, 1)}\n`,
    )
    const night = async () => (await jsonOf<{ runs: unknown[] }>(['schedule', '--once'], house)).runs
    expect(await night()).toEqual([])
    const [memory] = readdirSync(join(house.home, '.local/share/rimuru/schedule'))
    const path = join(house.home, '.local/share/rimuru/schedule', memory!, 'schedule.json')
    const before = readFileSync(path, 'utf8')
    const missed = before.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, new Date(Date.now() - 2 * 86_400_000).toISOString())
    expect(missed).not.toBe(before)
    writeText(path, missed)
    expect(await runCli(['run', 'nightly', '--date', '2026-11-01'], house)).toMatchObject({ code: 0 })
    expect(await night()).toHaveLength(1)
    writeText(path, missed)
    expect(await night()).toEqual([])
  })

  it('--once passes on to its runs that they have no network, and are strict', async () => {
    const house = houseWith('* * * * *')
    const receiver = await startReceiver()
    const config = { version: 1, timezone: 'UTC', plugins: { webhook: { config: { url: receiver.origin } } } }
    writeText(join(house.cwd, 'rimuru.config.json'), JSON.stringify(config))
    writeText(
      join(house.cwd, 'jobs/nightly.mjs'),
      `export default { period: 'yesterday', publish: false, notify: ['webhook'], schedule: '* * * * *' }`,
    )
    writeText(join(house.home, '.claude/projects/-x/s.jsonl'), 'damaged\n')
    const { code, stderr } = await runCli(['schedule', '--once', '--offline', '--strict'], house)
    expect(receiver.received).toEqual([])
    expect(stderr).toContain('nobody to tell')
    expect(code).toBe(4)
  })

  it('--once runs what is due, also beside a job with a mistake, and ends with the worst exit code', async () => {
    // Due in every minute, also in that of the test.
    const house = houseWith('* * * * *')
    const other = (name: string, more: string): string =>
      writeText(join(house.cwd, `jobs/${name}.mjs`), `export default { schedule: '* * * * *', ${more} }`)
    other('broken', "period: 'yesterdy'")
    const { code, stdout, stderr } = await runCli(['schedule', '--once', '--json'], house)
    expect(code).toBe(2)
    expect((JSON.parse(stdout) as { runs: unknown[] }).runs).toEqual([
      { job: 'nightly', scheduled_for: expect.stringMatching(/:00\.000Z$/), exit_code: 0 },
    ])
    expect(stderr).toContain('broken.mjs')
    expect(stderr).toMatch(/Z nightly: done after [\d.]+ s\n/)
    other('broken', "period: 'yesterday', export: ['no-such-plugin']")
    const next = await runCli(['schedule', '--once', '--job', 'broken'], house)
    expect(next.code).toBe(2)
    expect(next.stderr).toMatch(/Z broken: ended with exit code 2 after [\d.]+ s\n/)
  })

  it.each([
    [['--job', 'nigthly'], 'there is no job "nigthly", did you mean "nightly"?'],
    [['--cron'], '--cron is for install and uninstall'],
    [['--json'], 'a schedule that is kept has no document'],
    [['install', '--once'], '--once does not go with install'],
    [['uninstall', '--job', 'nightly'], '--job does not go with uninstall'],
    [['instal'], 'schedule has no action "instal", did you mean "install"?'],
  ])('%j is a mistake', async (words, sentence) => {
    const { code, stderr } = await runCli(['schedule', ...words], houseWith(LEAP))
    expect(code).toBe(2)
    expect(stderr).toContain(sentence)
  })

  it('needs a job with a schedule', async () => {
    const { code, stderr } = await runCli(['schedule'])
    expect(code).toBe(2)
    expect(stderr).toContain('no job has a schedule')
  })
})
