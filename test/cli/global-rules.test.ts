import { COMMANDS } from '../../src/cli/commands.ts'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { jsonOf, runCli } from '../helpers/cli.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { DEMO_HOME, homeWith, recordOf } from '../helpers/homes.ts'

const ESCAPE = '\u001B'
const home = (): string =>
  homeWith([{ time: '2026-11-01T10:00:00Z' }, { time: '2026-11-02T10:00:00Z', model: 'made-up-model' }])
const DEMO = { home: DEMO_HOME }

/** Runs the program as `"$@"` of a line of the shell. */
function inShell(script: string, line: string) {
  const command = [process.execPath, join(import.meta.dirname, '../../src/bin.js'), ...line.split(' ')]
  const env = { PATH: process.env.PATH, HOME: home() }
  return spawnSync('sh', ['-c', script, 'sh', ...command], { env, encoding: 'utf8' })
}

describe('streams', () => {
  it('prints a report on stdout and nothing beside it', async () => {
    const { code, stdout, stderr } = await runCli(['costs'], { home: home() })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('2026-11-01')
  })

  it.each(['costs', 'daily', 'weekly', 'monthly', 'session', 'blocks'])(
    'prints exactly one document with %s --json',
    async (command) => {
      const { code, stdout, stderr } = await runCli([command, '--json'], { home: home() })
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(JSON.parse(stdout)).toMatchObject({ schema_version: 1, kind: 'costs', totals: { requests: 2 } })
      expect(stdout.endsWith('}\n')).toBe(true)
    },
  )

  it('uses no colour and shows no progress where there is no terminal', async () => {
    const { stdout, stderr } = await runCli(['costs'], { ...DEMO, state: tempFolder() })
    expect(stdout + stderr).not.toContain(ESCAPE)
    expect(stderr).toBe('')
  })

  it('obeys NO_COLOR, FORCE_COLOR and the flags, the flags first', async () => {
    const folder = home()
    const coloured = async (args: readonly string[], env: Record<string, string>): Promise<boolean> =>
      (await runCli(['costs', ...args], { home: folder, env })).stdout.includes(ESCAPE)
    expect(await coloured([], { FORCE_COLOR: '1' })).toBe(true)
    expect(await coloured([], { FORCE_COLOR: '0' })).toBe(false)
    expect(await coloured([], { NO_COLOR: '1', FORCE_COLOR: '1' })).toBe(false)
    expect(await coloured(['--color'], { NO_COLOR: '1' })).toBe(true)
    expect(await coloured(['--no-color'], { FORCE_COLOR: '1' })).toBe(false)
    expect(await coloured([], { TERM: 'dumb' })).toBe(false)
    expect(await coloured(['--color=false'], { FORCE_COLOR: '1' })).toBe(false)
    expect(await coloured(['--no-color', '--color'], {})).toBe(true)
  })

  it('has no warning of Node where NO_COLOR and FORCE_COLOR are both set', async () => {
    for (const args of [['costs', '--json'], ['frobnicate'], ['--help'], ['--version']]) {
      const { stderr } = await runCli(args, { env: { NO_COLOR: '1', FORCE_COLOR: '1' } })
      expect(stderr).not.toContain('Warning')
      expect(stderr).not.toContain(ESCAPE)
    }
  })

  it('never colours what a program reads', async () => {
    const folder = home()
    for (const format of ['json', 'csv', 'md', 'ndjson']) {
      const { stdout } = await runCli(['costs', '--format', format], { home: folder, env: { FORCE_COLOR: '1' } })
      expect(stdout).not.toContain(ESCAPE)
    }
  })

  it.skipIf(process.platform !== 'linux').each(['costs --json', '--version'])(
    'says so where a result cannot be written: %s',
    (line) => {
      const { status, stderr } = inShell('"$@" > /dev/full', line)
      expect(status).toBe(1)
      expect(stderr).toBe('error E8001: the result cannot be written: no space left on the disk (stdout)\n')
    },
  )

  it.skipIf(process.platform === 'win32').each(['costs --json', '--version'])(
    'says nothing where whoever read it has gone: %s',
    (line) => {
      // Started only when nobody reads the pipe any more.
      const { status, stderr } = inShell('{ sleep 0.3; "$@"; echo "code $?" >&2; } | true', line)
      expect({ status, stderr }).toEqual({ status: 0, stderr: 'code 0\n' })
    },
  )

  it('lets no name in a log move the cursor or break a line', async () => {
    const name = 'a\u001B[31mb\u0007\nc'
    const folder = homeWith([{ time: '2026-11-01T10:00:00Z', model: name, branch: name, cwd: `/p/${name}` }])
    for (const args of [
      ['costs', '--by', 'project,branch,model'],
      ['sessions', 'show', 'session'],
      ['explain'],
      ['models', 'show', name],
    ]) {
      const { code, stdout } = await runCli(args, { home: folder, env: { NO_COLOR: '1' } })
      expect(code).toBe(0)
      expect(stdout).toContain('a\ufffd[31mb\ufffd\ufffdc')
      for (const sign of [ESCAPE, '\u0007', '\nc']) expect(stdout).not.toContain(sign)
    }
    const { stdout } = await runCli(['costs', '--by', 'branch', '--format', 'md'], { home: folder })
    expect(stdout).toContain('| a\ufffd\\[31mb\ufffd c |')
  })
})

describe('the same input', () => {
  it('gives the same bytes cold, warm and in another state folder', async () => {
    const first = tempFolder()
    const args = ['costs', '--by', 'day,project,model', '--json']
    const cold = await runCli(args, { ...DEMO, state: first })
    const warm = await runCli(args, { ...DEMO, state: first })
    const other = await runCli(args, { ...DEMO, state: tempFolder() })
    expect(cold.code).toBe(0)
    expect(warm.stdout).toBe(cold.stdout)
    expect(other.stdout).toBe(cold.stdout)
  })
})

describe('a wrong command line', () => {
  const cases: readonly (readonly [args: readonly string[], says: RegExp])[] = [
    [['cost'], /unknown command "cost", did you mean "costs"\?/],
    [['frobnicate'], /unknown command "frobnicate"/],
    [['costs', '--sinse', '2026-11-01'], /unknown flag --sinse, did you mean --since\?/],
    [['costs', 'extra'], /"extra" is one word too many/],
    [['costs', '--since', '2026-02-30'], /--since is not a day: "2026-02-30"/],
    [['costs', '--until', 'today'], /--until is not a day: "today"/],
    [['costs', '--since', '2026-11-02', '--until', '2026-11-01'], /--since 2026-11-02 is after --until 2026-11-01/],
    [['costs', '--last', '0'], /--last/],
    [['costs', '--last', 'week'], /--last/],
    [['costs', '--last', '800000'], /--last takes a number of days from 1 to 36525/],
    [['costs', '--since', '2026-1118'], /--since is not a day: "2026-1118"/],
    [['costs', '--project', ''], /--project needs a value/],
    [['costs', '--agent', 'codex', '--agent', ''], /--agent needs a value/],
    [['costs', '--by', ','], /--by needs a value/],
    [['costs', '--no-since'], /unknown flag --no-since/],
    [['costs', '--no-by'], /unknown flag --no-by/],
    [['costs', '--since.x', '1'], /unknown flag --since\.x, did you mean --since\?/],
    [['costs', '--group-by', 'day'], /unknown flag --group-by, did you mean --by\?/],
    [['costs', '-x'], /unknown flag -x/],
    [['sql', ' '], /the query is empty/],
    [['sessions', 'show', 'x', '--format', 'csv'], /a session is not shown as csv/],
    [['costs', '--json', '--format', 'csv'], /--json does not go with --format csv/],
    [['sessions', '-j', '--format', 'table'], /--json does not go with --format table/],
    [['costs', '--last', '7', '--since', '2026-11-01'], /--last does not go with --since/],
    [['costs', '--timezone', 'Europe/Berlim'], /"Europe\/Berlim", did you mean "Europe\/Berlin"\?/],
    [['costs', '-z', '+02:00'], /not a known zone/],
    [['costs', '--agent', 'codecs'], /no agent "codecs", did you mean "codex"\?/],
    [['costs', '--agent', 'claude'], /no agent "claude", did you mean "claude-code"\?/],
    [['costs', '--format', 'jsn'], /--format does not know "jsn", did you mean "json"\?/],
    [['costs', '--format', 'html'], /--format does not know "html"/],
    [['costs', '--by', 'modle'], /--by does not know "modle", did you mean "model"\?/],
    [['costs', '--since'], /--since needs a value/],
    [['sql'], /something is missing: rimuru sql <query>/],
    [['restore', '--force', 'x'], /unknown flag --force/],
    [['restore', '--yse', 'x'], /unknown flag --yse, did you mean --yes\?/],
    [['backup', '--yes', 'x'], /unknown flag --yes/],
    [['sql', '--jso', 'select 1'], /unknown flag --jso, did you mean --json\?/],
    [['sql', '-x', 'select 1'], /unknown flag -x/],
    [['sql', '--json'], /something is missing: rimuru sql <query>/],
    [['costs', '--no-jsn'], /unknown flag --no-jsn/],
    [['costs', '-jx'], /unknown flag -x/],
    [['costs', '-5'], /"-5" is one word too many/],
    [['--json'], /there is no command/],
    [['version'], /unknown command "version", did you mean --version\?/],
    [['help', 'costs'], /unknown command "help", did you mean --help\?/],
    [['--version', '--json'], /--version stands alone/],
    [['costs', '-V'], /-V stands alone/],
    [['costs', '-zEurope/Berlim'], /"Europe\/Berlim", did you mean "Europe\/Berlin"\?/],
    [['costs', '--timezone', 'UTC', '--timezone', 'Asia/Tokyo'], /--timezone was given more than once/],
  ]

  it.each(cases)('%j is refused in one sentence', async (args, says) => {
    const { code, stdout, stderr } = await runCli(args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    const [sentence = '', ...rest] = stderr.trimEnd().split('\n')
    expect(sentence).toMatch(/^error E7001: /)
    expect(sentence).toMatch(says)
    // What to do, indented, and never a stack trace.
    expect(rest.length).toBeLessThanOrEqual(1)
    expect(rest.every((line) => line.startsWith('  '))).toBe(true)
  })

  it('has its flags before the command or after it, as scripts have them', async () => {
    const folder = home()
    const flags = ['--json', '--offline', '--by', 'day', '-z', 'Asia/Tokyo']
    const before = await runCli([...flags, 'costs', '--last', '9999'], { home: folder })
    const after = await runCli(['costs', ...flags, '--last', '9999'], { home: folder })
    expect(before).toMatchObject({ code: 0, stderr: '' })
    expect(before).toEqual(after)
    // The short one's value may stand right behind it.
    const joined = flags.join(' ').replace('-z ', '-z').split(' ')
    expect(await runCli(['costs', ...joined, '--last', '9999'], { home: folder })).toEqual(after)
    // A value is no command.
    expect((await runCli(['--project', 'costs', 'daily', '--json'], { home: folder })).stdout).toContain('"rows": []')
  })

  it('shows where it happened only with --debug', async () => {
    const shown = async (...flags: string[]): Promise<boolean> =>
      /^\s+at /m.test((await runCli(['costs', '--since', 'x', ...flags])).stderr)
    expect(await shown()).toBe(false)
    expect(await shown('--debug')).toBe(true)
    expect(await shown('--debug=true')).toBe(true)
    expect(await shown('--debug=false')).toBe(false)
    expect(await shown('--debug', '--no-debug')).toBe(false)
  })
})

describe.skipIf(process.platform === 'win32')('in a folder that is gone', () => {
  it.each(['costs', 'costs --json', '--help', 'frobnicate'])('says so, and what to do: %s', (line) => {
    const { status, stdout, stderr } = inShell(`cd "${tempFolder()}" && mkdir x && cd x && rmdir ../x && "$@"`, line)
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr).toBe(
      'error E8001: the folder you are in cannot be used: no such file or folder\n  change to a folder that exists, then run it again\n',
    )
  })

  it('still says its version', () => {
    const { status, stderr } = inShell(`cd "${tempFolder()}" && mkdir x && cd x && rmdir ../x && "$@"`, '--version')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })
})

describe('help and version', () => {
  it('says its version in any folder', async () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
      version: string
    }
    expect(await runCli(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
  })

  it('prints help on stdout, also without any word', async () => {
    for (const args of [['--help'], [], ['costs', '--help']]) {
      const { code, stdout, stderr } = await runCli(args)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(stdout).toContain('rimuru')
    }
    expect((await runCli(['--help'])).stdout).toContain('rimuru --version')
  })

  it('shows examples that can be copied, each in one line', async () => {
    for (const { usage, examples = [] } of COMMANDS) {
      if (examples.length === 0) continue
      const { stdout } = await runCli([usage.split(' ')[0]!, '--help'])
      for (const [line] of examples) expect(stdout).toContain(`  ${line}  `)
    }
  })
})

describe('config', () => {
  const inFolder = (content: string, name = 'rimuru.config.json'): string => {
    const folder = tempFolder()
    writeText(join(folder, name), content)
    return folder
  }

  it.each([
    ['broken', '{ "version": 1, ', /could not be loaded/],
    ['unknown key', '{ "version": 1, "timezon": "UTC" }', /timezon: unknown key, did you mean "timezone"\?/],
    [
      'part of a key',
      '{ "version": 1, "sources": { "claude": {} } }',
      /sources\.claude: unknown key, did you mean "claude-code"\?/,
    ],
    ['newer', '{ "version": 99 }', /version: this Rimuru reads version 1, the file has 99/],
    ['wrong value', '{ "version": 1, "weekStart": "mon" }', /weekStart/],
    ['no version', '{}', /version: missing/],
    ['empty', '', /empty/],
  ])('%s: exit 2 with the path of the file', async (_, content, says) => {
    const cwd = inFolder(content)
    const { code, stdout, stderr } = await runCli(['costs'], { cwd })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^error E3001: /)
    expect(stderr).toMatch(says)
    expect(stderr).toContain(join(cwd, 'rimuru.config.json'))
  })

  it('that is named and missing is an error, by flag and by variable', async () => {
    const byFlag = await runCli(['costs', '--config', '/nowhere/rimuru.config.ts'])
    expect(byFlag).toMatchObject({ code: 2, stdout: '' })
    expect(byFlag.stderr).toMatch(/--config.*\/nowhere\/rimuru\.config\.ts/)
    const byVariable = await runCli(['costs'], { env: { RIMURU_CONFIG: '/nowhere/x.json' } })
    expect(byVariable).toMatchObject({ code: 2, stdout: '' })
    expect(byVariable.stderr).toMatch(/RIMURU_CONFIG.*\/nowhere\/x\.json/)
  })

  it('of RIMURU_CONFIG counts before the one in the folder, --config before both, and the timezone flag before all', async () => {
    const cwd = inFolder('{ "version": 1, "timezone": "Asia/Tokyo" }')
    const variable = join(inFolder('{ "version": 1, "timezone": "Europe/Berlin" }'), 'rimuru.config.json')
    const flag = join(
      inFolder("export default { version: 1, timezone: 'America/Lima' }", 'rimuru.config.ts'),
      'rimuru.config.ts',
    )
    const zone = async (args: readonly string[], env: Record<string, string>): Promise<string> =>
      (await jsonOf<{ period: { timezone: string } }>(['costs', ...args], { cwd, env })).period.timezone
    expect(await zone([], {})).toBe('Asia/Tokyo')
    expect(await zone([], { RIMURU_CONFIG: variable })).toBe('Europe/Berlin')
    expect(await zone(['--config', flag], { RIMURU_CONFIG: variable })).toBe('America/Lima')
    expect(await zone(['--config', flag, '-z', 'UTC'], {})).toBe('UTC')
  })

  it.each([
    ['costs', ['--last', '30', '--json']],
    ['doctor', ['--json']],
  ])('is not needed where TZ is set to nothing: %s', async (command, flags) => {
    const { code, stdout, stderr } = await runCli([command, ...flags], { home: home(), env: { TZ: '' } })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).not.toContain('Etc/Unknown')
  })

  it('is not needed: without one TZ decides on the zone', async () => {
    const document = await jsonOf(['costs'], { env: { TZ: 'Pacific/Apia' } })
    expect(document).toMatchObject({ period: { timezone: 'Pacific/Apia' } })
  })
})

describe('without any data', () => {
  it('succeeds, says so, and names the places it looked at', async () => {
    const empty = tempFolder()
    const { code, stdout, stderr } = await runCli(['costs'], { home: empty })
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toMatch(/^No usage data found/)
    expect(stderr).toContain(join(empty, '.claude'))
    expect(stderr).toContain(join(empty, '.codex'))
  })

  it('prints the empty document', async () => {
    expect(await jsonOf(['costs'])).toMatchObject({
      schema_version: 1,
      kind: 'costs',
      period: { since: null, until: null, timezone: 'UTC' },
      by: ['day'],
      rows: [],
      totals: { requests: 0, sessions: 0, total_tokens: 0, cost_usd: '0', unpriced_requests: 0 },
      quality: { files_seen: 0, files_read: 0, files_failed: [], blind_spots: [] },
    })
  })

  it('prints the headings of a CSV and nothing of an NDJSON', async () => {
    expect((await runCli(['costs', '--format', 'csv'])).stdout).toMatch(/^day,requests,[^\n]*\r\n$/)
    expect((await runCli(['costs', '--format', 'ndjson'])).stdout).toBe('')
  })

  it('says that filters left nothing, which is something else', async () => {
    const { code, stderr } = await runCli(['costs', '--branch', 'nothing'], { home: home() })
    expect(code).toBe(0)
    expect(stderr).toMatch(/^No usage found .*filters/)
  })

  it('says that nothing could be read, where no filter is to blame', async () => {
    const folder = tempFolder()
    writeText(join(folder, '.claude/projects/-work/x.jsonl'), '{garbage\n{more\n')
    for (const args of [['costs'], ['explain'], ['sessions'], ['models']]) {
      const { code, stdout, stderr } = await runCli(args, { home: folder })
      expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
      expect(stderr).toMatch(/^No usage found\.\n2 bad lines · see rimuru doctor · /)
    }
  })

  it('tells of a folder that a variable names and that is not there', async () => {
    const { code, stdout } = await runCli(['costs', '--json'], { env: { CLAUDE_CONFIG_DIR: '/nowhere' } })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ quality: { files_failed: [{ path: '/nowhere' }] } })
    expect((await runCli(['costs', '--strict'], { env: { CLAUDE_CONFIG_DIR: '/nowhere' } })).code).toBe(4)
  })
})

describe('--strict', () => {
  it('exits 4 after the whole report when something could not be priced', async () => {
    const folder = home()
    const loose = await runCli(['costs'], { home: folder })
    const strict = await runCli(['costs', '--strict'], { home: folder })
    expect([loose.code, strict.code]).toEqual([0, 4])
    expect(strict.stdout).toBe(loose.stdout)
    expect(strict.stdout).toContain('made-up-model')
  })

  it('exits 4 when a line could not be read, and 0 when all is well', async () => {
    const good = homeWith([{ time: '2026-11-01T10:00:00Z' }])
    expect((await runCli(['costs', '--strict'], { home: good })).code).toBe(0)
    const bad = homeWith([])
    writeText(
      join(bad, '.claude/projects/-work/x.jsonl'),
      `${recordOf({ time: '2026-11-01T10:00:00Z' }, 1)}\nnot json\n`,
    )
    const { code, stdout } = await runCli(['costs', '--strict', '--json'], { home: bad })
    expect(code).toBe(4)
    expect(JSON.parse(stdout)).toMatchObject({ totals: { requests: 1 }, quality: { lines_bad: 1 } })
  })

  it('does not stand in the way of a wrong command line, which is 2', async () => {
    expect((await runCli(['costs', '--strict', '--since', 'x'], { home: home() })).code).toBe(2)
  })
})
