import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { nextSlot } from '../../src/scheduler/slots.ts'
import { onCalendar } from '../../src/cli/commands/schedule/on-calendar.ts'
import { jsonOf, runCli } from '../helpers/cli.ts'
import type { CliResult } from '../helpers/cli.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'

const NIGHTLY = "{ cron: '30 2 * * mon-fri', timezone: 'Europe/Berlin' }"
const WEEKLY = "'0 7 1,15 * mon'"

interface House {
  readonly home: string
  readonly repository: string
  readonly schedule: (...words: string[]) => Promise<CliResult>
  /** Where the programs of the machine are; each call of one is a line in `calls`. */
  readonly programs: string
  readonly calls: () => string[]
  readonly write: (name: string, schedule: string) => void
}

/** A repository whose path has all that needs quoting, in the home of somebody. */
function house(): House {
  const home = tempFolder()
  const repository = join(home, `it's 100% "my" $HOME`)
  const programs = join(home, 'programs')
  mkdirSync(programs)
  writeText(join(repository, 'rimuru.config.json'), '{ "version": 1, "timezone": "UTC" }')
  mkdirSync(join(repository, '.git'))
  // Not those of the machine that the test runs on.
  const env = { PATH: programs, CALLS: join(home, 'calls') }
  const write = (name: string, schedule: string): void =>
    void writeText(
      join(repository, 'jobs', `${name}.mjs`),
      `export default { period: 'yesterday', schedule: ${schedule} }`,
    )
  write('nightly', NIGHTLY)
  write('weekly', WEEKLY)
  return {
    home,
    repository,
    programs,
    write,
    schedule: (...words) => runCli(['schedule', ...words], { home, cwd: repository, env }),
    calls: () => (existsSync(env.CALLS) ? readFileSync(env.CALLS, 'utf8').trim().split('\n') : []),
  }
}

function program(folder: string, name: string, script: string): void {
  chmodSync(
    writeText(join(folder, name), `#!/bin/sh\nPATH=/usr/bin:/bin\necho "${name} $*" >> "$CALLS"\n${script}\n`),
    0o755,
  )
}

/** A crontab that is a file. */
function houseWithCron(): House & { readonly crontab: string } {
  const made = house()
  const crontab = join(made.home, 'crontab')
  program(
    made.programs,
    'crontab',
    `if [ "$1" = -l ]; then [ -e '${crontab}' ] || { echo 'no crontab for me' >&2; exit 1; }; cat '${crontab}'; else cat > '${crontab}'; fi`,
  )
  return { ...made, crontab }
}

describe('schedule install --cron', () => {
  it('puts a block beside what is there, replaces it, and takes it away', async () => {
    const { schedule, crontab, repository, write } = houseWithCron()
    const mine = '# mine\n0 1 * * * /bin/true % input\n'
    writeText(crontab, mine)
    expect((await schedule('install', '--cron')).code).toBe(0)
    const first = readFileSync(crontab, 'utf8')
    expect(first.startsWith(`${mine}# >>> rimuru ${repository}/rimuru.config.json >>>\n`)).toBe(true)
    expect(
      first
        .split('\n')
        .filter((line) => /^[\d*]/.test(line))
        .map((line) => line.split(' ').slice(0, 5).join(' ')),
    ).toEqual([
      '0 1 * * *',
      // The machine of the test is in UTC or not: the job of UTC has one time or several.
      expect.any(String),
      expect.any(String),
    ])
    expect((await schedule('install', '--cron')).stdout).toBe('crontab left as it is\n')
    expect(readFileSync(crontab, 'utf8')).toBe(first)
    write('monthly', "'0 8 1 * *'")
    expect((await schedule('install', '--cron')).stdout).toBe('crontab changed\n')
    expect(readFileSync(crontab, 'utf8')).toContain('\n# monthly: 0 8 1 * * UTC\n')
    expect(readFileSync(crontab, 'utf8').split('# >>> rimuru')).toHaveLength(2)
    expect((await schedule('uninstall', '--cron')).stdout).toBe('crontab changed\n')
    expect(readFileSync(crontab, 'utf8')).toBe(mine)
  })

  it('writes a line that a shell reads as it is meant', async () => {
    const { schedule, crontab, home, repository } = houseWithCron()
    await schedule('install', '--cron')
    const line = readFileSync(crontab, 'utf8')
      .split('\n')
      .find((each) => each.includes(' run ') || each.includes('--once'))!
    expect(line).not.toMatch(/[^\\]%/)
    // What cron does: five fields off, and backslashes before percent signs.
    const command = line
      .split(' ')
      .slice(5)
      .join(' ')
      .replaceAll(String.raw`\%`, '%')
    const shown = command.replace(process.execPath, `printf '%s\\n' ${process.execPath}`).replace(/ >> .*/, '')
    const words = spawnSync('/bin/sh', ['-c', shown], { encoding: 'utf8' }).stdout.trim().split('\n')
    expect(words[0]).toBe(process.execPath)
    expect(words[1]).toMatch(new RegExp(`^--env-file-if-exists=${home}/.local/share/rimuru/schedule/.*/secrets.env$`))
    expect(words.slice(-2)).toEqual(['--config', `${repository}/rimuru.config.json`])
  })

  it('changes nothing in a dry run', async () => {
    const { schedule, crontab, calls } = houseWithCron()
    const { code, stdout } = await schedule('install', '--cron', '--dry-run')
    expect(code).toBe(0)
    expect(stdout).toContain('crontab would be written:\n  # >>> rimuru ')
    expect(existsSync(crontab)).toBe(false)
    expect(calls()).toEqual(['crontab -l'])
  })

  it('does not write over a crontab that it cannot read', async () => {
    const { schedule, programs, calls } = house()
    program(programs, 'crontab', 'echo "you may not use this program" >&2; exit 1')
    const { code, stderr } = await schedule('install', '--cron')
    expect(code).toBe(1)
    expect(stderr).toContain('your crontab cannot be read: you may not use this program')
    expect(calls()).toEqual(['crontab -l'])
  })
})

describe('schedule install --systemd', () => {
  const unitsOf = (home: string): string => join(home, '.config/systemd/user')

  it('writes a service and a timer for each job and has them started, and takes them away', async () => {
    const { schedule, home, programs, calls } = house()
    program(programs, 'systemctl', '')
    expect((await schedule('install', '--systemd')).code).toBe(0)
    expect(readdirSync(unitsOf(home)).sort()).toEqual([
      'rimuru-nightly.service',
      'rimuru-nightly.timer',
      'rimuru-weekly.service',
      'rimuru-weekly.timer',
    ])
    expect(calls()).toEqual([
      'systemctl --user daemon-reload',
      'systemctl --user enable rimuru-nightly.timer rimuru-weekly.timer',
      'systemctl --user restart rimuru-nightly.timer rimuru-weekly.timer',
    ])
    expect((await schedule('uninstall', '--systemd')).code).toBe(0)
    expect(readdirSync(unitsOf(home))).toEqual([])
    expect(calls().slice(3)).toEqual([
      'systemctl --user disable --now rimuru-nightly.timer rimuru-weekly.timer',
      'systemctl --user daemon-reload',
    ])
    expect((await schedule('uninstall', '--systemd')).stderr).toBe('nothing is installed there\n')
  })

  it.runIf(spawnSync('systemd-analyze', ['--version']).status === 0)(
    'writes what systemd takes (needs systemd-analyze)',
    async () => {
      const { schedule, home } = house()
      await schedule('install', '--systemd')
      expect(readFileSync(join(unitsOf(home), 'rimuru-nightly.service'), 'utf8')).toContain(
        String.raw`"run" "nightly" "--config" "${home}/it's 100%% \"my\" $HOME/rimuru.config.json"`,
      )
      for (const unit of readdirSync(unitsOf(home))) {
        const { stderr } = spawnSync('systemd-analyze', ['verify', '--user', join(unitsOf(home), unit)], {
          encoding: 'utf8',
          env: { ...process.env, XDG_RUNTIME_DIR: home },
        })
        expect(stderr).not.toContain('rimuru-')
      }
    },
  )

  it('says what to call where there is no systemctl, and fails where it does not do it', async () => {
    const { schedule, programs } = house()
    const bare = await schedule('install', '--systemd')
    expect(bare).toMatchObject({ code: 0 })
    expect(bare.stderr).toContain('systemctl is not there: call it yourself: systemctl --user daemon-reload\n')
    program(programs, 'systemctl', 'echo "Failed to connect to bus" >&2; exit 1')
    const { code, stderr } = await schedule('install', '--systemd')
    expect(code).toBe(1)
    expect(stderr).toContain('Failed to connect to bus: call it yourself: systemctl --user daemon-reload\n')
  })

  it('leaves units of others, and removes those of jobs that are gone', async () => {
    const { schedule, home, programs, write } = house()
    program(programs, 'systemctl', '')
    await schedule('install', '--systemd')
    write('weekly', 'undefined')
    await schedule('install', '--systemd')
    expect(readdirSync(unitsOf(home)).sort()).toEqual(['rimuru-nightly.service', 'rimuru-nightly.timer'])
    const foreign = writeText(join(unitsOf(home), 'rimuru-weekly.timer'), '# rimuru: /elsewhere/rimuru.config.ts\n')
    write('weekly', WEEKLY)
    const { code, stderr } = await schedule('install', '--systemd')
    expect(code).toBe(1)
    expect(stderr).toContain(`the file is not of this schedule (${foreign})`)
    expect(readFileSync(foreign, 'utf8')).toBe('# rimuru: /elsewhere/rimuru.config.ts\n')
  })
})

describe('times of systemd', () => {
  it.runIf(spawnSync('systemd-analyze', ['--version']).status === 0).each([
    ['30 2 * * mon-fri', 'Europe/Berlin', '2026-10-24 00:00:00 UTC'],
    ['*/20 6,18 */10 * *', 'America/New_York', '2026-02-25 00:00:00 UTC'],
    ['0 0 29 2 *', 'UTC', '2026-01-01 00:00:00 UTC'],
    ['15 5 1-7 * */7', 'Asia/Kolkata', '2026-01-01 00:00:00 UTC'],
  ])('of %s in %s are those of the schedule', (cron, timezone, from) => {
    const [time] = onCalendar({ cron, timezone })
    const { stdout } = spawnSync('systemd-analyze', ['calendar', '--iterations=5', `--base-time=${from}`, time!], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, TZ: 'UTC' },
    })
    const theirs = [...stdout.matchAll(/(?:Next elapse|#\d): \w+ (\S+) (\S+) UTC/g)].map(
      ([, day, hour]) => `${day}T${hour}.000Z`,
    )
    const ours: string[] = []
    let at = Date.parse(from.replace(' UTC', 'Z').replace(' ', 'T'))
    while (ours.length < 5) ours.push(new Date((at = nextSlot({ cron, timezone }, at))).toISOString())
    expect(theirs).toEqual(ours)
  })
})

describe('schedule install --launchd', () => {
  it('writes agents that are well-formed and has them loaded, and takes them away', async () => {
    const { schedule, home, programs, calls } = house()
    program(programs, 'launchctl', '')
    expect((await schedule('install', '--launchd')).code).toBe(0)
    const folder = join(home, 'Library/LaunchAgents')
    const files = readdirSync(folder).map((name) => join(folder, name))
    expect(files.length).toBeGreaterThan(0)
    for (const file of files) {
      const check = 'import plistlib, sys; print(plistlib.load(open(sys.argv[1], "rb"))["ProgramArguments"][-1])'
      const { stdout } = spawnSync('python3', ['-c', check, file], { encoding: 'utf8' })
      expect(stdout).toBe(`${home}/it's 100% "my" $HOME/rimuru.config.json\n`)
      expect(calls()).toContain(`launchctl bootstrap gui/${process.getuid!()} ${file}`)
    }
    expect((await schedule('uninstall', '--launchd')).code).toBe(0)
    expect(readdirSync(folder)).toEqual([])
    expect(calls().at(-1)).toContain('launchctl bootout gui/')
  })

  it('refuses what would be more than a hundred entries', async () => {
    const { schedule, write } = house()
    write('often', "'*/5 8-20 * * 1-5'")
    const { code, stderr } = await schedule('install', '--launchd', '--dry-run')
    expect(code).toBe(2)
    expect(stderr).toContain('launchd cannot take the schedule of often: it would be 780 entries, more than 100')
  })
})

describe('schedule install --github', () => {
  it('writes the workflow at the root, and leaves one that was changed', async () => {
    const { schedule, repository } = house()
    expect((await schedule('install', '--github')).code).toBe(0)
    const file = join(repository, '.github/workflows/rimuru-nightly.yml')
    const text = readFileSync(file, 'utf8')
    expect(text).toContain("- cron: '30 2 * * mon-fri' # nightly")
    writeText(file, `${text}# mine\n`)
    for (const action of ['install', 'uninstall']) {
      const { code, stderr } = await schedule(action, '--github')
      expect(code).toBe(1)
      expect(stderr).toContain('was changed since it was written')
    }
    writeText(file, text)
    expect((await schedule('uninstall', '--github')).code).toBe(0)
    expect(existsSync(file)).toBe(false)
  })
})

describe('schedule install', () => {
  it('without a place says which fit', async () => {
    const { schedule, programs } = houseWithCron()
    program(programs, 'launchctl', '')
    const { code, stderr } = await schedule('install')
    expect(code).toBe(2)
    expect(stderr).toContain('schedule install does not say where')
    expect(stderr).toMatch(/fit for this machine: .*--launchd, --cron, --github/)
    expect((await schedule('install', '--cron', '--github')).code).toBe(2)
  })

  it('needs a config and a job with a schedule', async () => {
    const bare = await runCli(['schedule', 'install', '--systemd'])
    expect(bare).toMatchObject({ code: 2 })
    expect(bare.stderr).toContain('there is no config file here')
    const { schedule, write } = house()
    write('nightly', 'undefined')
    write('weekly', 'undefined')
    expect((await schedule('install', '--systemd')).stderr).toContain('no job has a schedule')
    write('nightly', "'0 25 * * *'")
    const { code, stderr } = await schedule('install', '--systemd')
    expect(code).toBe(2)
    expect(stderr).toContain('the schedule "0 25 * * *" has 25 as hour')
  })

  it('is one document with --json', async () => {
    const { home, repository } = house()
    const made = await jsonOf(['schedule', 'install', '--systemd', '--dry-run'], { home, cwd: repository })
    expect(made).toMatchObject({ schema_version: 1, kind: 'schedule-install', action: 'install', dry_run: true })
    expect((made.changes as unknown[]).length).toBe(4)
  })
})
