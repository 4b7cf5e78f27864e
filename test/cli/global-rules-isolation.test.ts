import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readdirSync, symlinkSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { AGENTS } from '../../src/agents/list.ts'
import { asNobody } from '../helpers/children.ts'
import { jsonOf, runCli } from '../helpers/cli.ts'
import { listing, tempFolder, writeText } from '../helpers/folders.ts'
import { demoHome, homeWith, recordOf } from '../helpers/homes.ts'
import { ROOT } from '../helpers/imports.ts'

interface Costs {
  readonly totals: { readonly requests: number }
  readonly quality: { readonly files_read: number; readonly files_failed: readonly { path: string; reason: string }[] }
}

const COMMAND = [process.execPath, join(ROOT, 'src/bin.js')]

describe('HOME', () => {
  it('is all that decides what is read: neither the working folder nor another home gets in', async () => {
    const mine = homeWith([{ time: '2026-11-01T10:00:00Z' }])
    const other = homeWith([{ time: '2026-11-01T10:00:00Z' }, { time: '2026-11-01T11:00:00Z' }])
    const { totals } = await jsonOf<Costs>(['costs'], { home: mine, cwd: other })
    expect(totals.requests).toBe(1)
    const elsewhere = await jsonOf<Costs>(['costs'], { home: other, cwd: mine })
    expect(elsewhere.totals.requests).toBe(2)
  })

  it('is enough: no file outside of it is read, and nothing but the state is written', async () => {
    const home = demoHome()
    const state = tempFolder()
    // The search for a config goes up to the root of the repository, which this makes the home.
    writeText(join(home, '.git/HEAD'), '')
    const free = await runCli(['costs', '--json'], { home, state: tempFolder() })
    const fenced = await runCli(['costs', '--json'], {
      home,
      state,
      nodeOptions: [
        '--permission',
        '--allow-addons',
        '--allow-worker',
        `--allow-fs-read=${home}`,
        `--allow-fs-read=${ROOT}`,
        `--allow-fs-read=${state}`,
        `--allow-fs-write=${state}`,
        '--disable-warning=SecurityWarning',
      ],
    })
    expect(fenced).toEqual(free)
  })

  it('has to be told where the system knows of none, as of a user in a container that is but a number', async () => {
    const isRoot = process.getuid?.() === 0
    const cwd = tempFolder()
    chmodSync(cwd, 0o777)
    const user = isRoot ? { user: { uid: 54_321, gid: 54_321 } } : {}
    const { code, stderr } = await runCli(['costs'], { cwd, state: join(cwd, 'state'), env: { HOME: '' }, ...user })
    expect(code).toBe(isRoot ? 1 : 0)
    const told = 'error E8001: there is no home folder: HOME is not set, and this user has none\n  set HOME to'
    expect(stderr.startsWith(told)).toBe(isRoot)

    // What is not about agents needs none where the state has a place of its own.
    const runs = await runCli(['runs'], { cwd, state: join(cwd, 'state'), env: { HOME: '' }, ...user })
    expect([runs.code, runs.stderr]).toEqual([0, ''])
  })

  it('may be given from the folder one is in: another such home is another place', async () => {
    const first = homeWith([{ time: '2026-11-01T10:00:00Z' }])
    const second = tempFolder()
    const other = recordOf({ time: '2026-11-01T11:00:00Z', input: 5000 }, 1)
    writeText(join(second, '.claude/projects/-work/other.jsonl'), `${other}\n`)
    const state = tempFolder()
    const inThis = (cwd: string) => jsonOf<Costs>(['costs'], { home: '.', state, cwd })
    expect((await inThis(first)).totals).toMatchObject({ requests: 1, input_tokens: 1000 })
    expect((await inThis(second)).totals).toMatchObject({ requests: 1, input_tokens: 5000 })
  })

  it('empty counts as unset', async () => {
    const state = tempFolder()
    const { code } = await runCli(['costs', '--json'], {
      state,
      env: { HOME: '', CLAUDE_CONFIG_DIR: state, CODEX_HOME: state },
      cwd: state,
    })
    expect(code).toBe(0)
  })
})

describe("the agents' folders", () => {
  it('are never written to, by no command', async () => {
    const home = demoHome()
    const names = readdirSync(home).sort()
    const data = readdirSync(join(home, '.local/share')).sort()
    const agents = [...names.filter((name) => name !== '.local'), ...data.map((name) => `.local/share/${name}`)].map(
      (name) => join(home, name),
    )
    const before = agents.map(listing)
    for (const args of [
      ['costs'],
      ['daily', '--json'],
      ['sessions'],
      ['explain', '--json'],
      ['agents'],
      ['doctor'],
      ['models'],
    ]) {
      expect((await runCli(args, { home })).code).toBe(0)
    }
    expect(agents.map(listing)).toEqual(before)
    expect(agents.length).toBeGreaterThanOrEqual(AGENTS.length)
    expect(readdirSync(home).sort()).toEqual(names)
    expect(readdirSync(join(home, '.local/share')).sort()).toEqual([...data, 'rimuru'].sort())
  })
})

describe('state', () => {
  it('is kept in RIMURU_HOME, else in XDG_DATA_HOME, else in the home', async () => {
    const home = homeWith([{ time: '2026-11-01T10:00:00Z' }])
    const [own, data] = [tempFolder(), tempFolder()]
    await jsonOf(['costs'], { home, state: own, env: { XDG_DATA_HOME: data } })
    expect([existsSync(join(own, 'warehouse.duckdb')), readdirSync(data)]).toEqual([true, []])
    await jsonOf(['costs'], { home, env: { XDG_DATA_HOME: data } })
    expect(existsSync(join(data, 'rimuru/warehouse.duckdb'))).toBe(true)
    expect(existsSync(join(home, '.local'))).toBe(false)
  })

  it('is in the home where RIMURU_HOME begins with ~, which no shell expands in a crontab', async () => {
    const home = homeWith([{ time: '2026-11-01T10:00:00Z' }])
    const cwd = tempFolder()
    for (const env of [{ RIMURU_HOME: '~/state' }, { XDG_DATA_HOME: '~/data' }]) {
      expect((await jsonOf<Costs>(['costs'], { home, cwd, env })).totals.requests).toBe(1)
    }
    expect([
      existsSync(join(home, 'state/warehouse.duckdb')),
      existsSync(join(home, 'data/rimuru/warehouse.duckdb')),
    ]).toEqual([true, true])
    expect(readdirSync(cwd)).toEqual([])
  })

  it('that cannot be written is one sentence with the path, exit 1', async () => {
    const file = writeText(join(tempFolder(), 'file'), '')
    const { code, stdout, stderr } = await runCli(['costs'], { state: join(file, 'state') })
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^error E\d{4}: /)
    expect(stderr).toContain(join(file, 'state'))
    expect(stderr).not.toMatch(/^\s+at /m)
    expect(stderr).not.toContain('mistake in Rimuru')
  })

  it('that has no room for its first file is one sentence, and the next time it has some all is well', async () => {
    const state = tempFolder()
    const home = homeWith([{ time: '2026-11-01T10:00:00Z' }])
    // As on a full disk, a file can grow no further than this.
    const { status, stderr } = spawnSync('sh', ['-c', 'ulimit -f 8; exec "$@"', 'sh', ...COMMAND, 'costs'], {
      cwd: home,
      env: { PATH: process.env.PATH ?? '', HOME: home, TZ: 'UTC', RIMURU_HOME: state },
      encoding: 'utf8',
    })
    expect(status).toBe(1)
    expect(stderr).toMatch(/^error E1001: .*\n {2}.+\n$/)
    expect(stderr).toContain(join(state, 'warehouse.duckdb'))
    expect(readdirSync(state)).toEqual([])
    expect((await jsonOf<Costs>(['costs'], { state, home })).totals.requests).toBe(1)
  })

  it.each([['costs'], ['runs'], ['sql', 'from usage']])(
    'that may not be looked into is no empty one: %s says so',
    async (...args) => {
      const state = tempFolder()
      const cwd = tempFolder()
      chmodSync(cwd, 0o755)
      chmodSync(state, 0)
      const { code, stdout, stderr } = await runCli(args, { home: cwd, cwd, state, user: asNobody() })
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
      expect(stderr).toMatch(/^error E[18]001: .*permission denied/i)
      expect(stderr).toContain(state)
      expect(stderr).toMatch(/\n {2}(correct its permissions|point RIMURU_HOME|see whether)/)
    },
  )

  it('that is damaged is one sentence with the path, exit 1', async () => {
    const state = tempFolder()
    writeText(
      join(state, 'warehouse.duckdb'),
      'this is no database, and long enough to be read as the head of one'.repeat(100),
    )
    const { code, stdout, stderr } = await runCli(['costs'], { state })
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^error E1001: /)
    expect(stderr).toContain(join(state, 'warehouse.duckdb'))
  })

  it('whose data was damaged says so where it is met, and what to do', async () => {
    const state = tempFolder()
    const home = homeWith([{ time: '2026-11-01T10:00:00Z' }])
    expect((await runCli(['costs'], { state, home })).code).toBe(0)
    const path = join(state, 'warehouse.duckdb')
    const bytes = readFileSync(path)
    // Behind the three heads.
    writeFileSync(path, bytes.fill(170, 3 * 4096))
    const { code, stdout, stderr } = await runCli(['costs'], { state, home })
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^error E1001: the warehouse is damaged: /)
    expect(stderr).toContain('rimuru restore')
  })
})

describe('what cannot be read', () => {
  it('is named with its reason, and the rest is counted', async () => {
    const home = homeWith([{ time: '2026-11-01T10:00:00Z' }])
    const project = join(home, '.claude/projects/-other')
    writeText(join(project, 'good.jsonl'), `${recordOf({ time: '2026-11-01T12:00:00Z', session: 'good' }, 7)}\n`)
    unreadable(join(project, 'bad.jsonl'))
    const { totals, quality } = await jsonOf<Costs>(['costs'], { home })
    expect(totals.requests).toBe(2)
    expect(quality.files_read).toBe(2)
    expect(quality.files_failed).toEqual([{ path: join(project, 'bad.jsonl'), reason: expect.any(String) as string }])
    const table = await runCli(['costs'], { home })
    expect(table.stdout).toMatch(/1 file .*failed/)
    expect((await runCli(['costs', '--strict'], { home })).code).toBe(4)
  })
})

/** Permissions do not stop root; a link to itself stops anybody. */
function unreadable(path: string): void {
  if (process.getuid?.() === 0) return symlinkSync(path, path)
  chmodSync(writeText(path, 'x'), 0)
}
