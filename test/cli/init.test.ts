import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { placesFor } from '../../src/cli/commands/init/answers.ts'
import { callOf } from '../../src/cli/commands/init/next.ts'
import { jsonOf, runCli } from '../helpers/cli.ts'
import { filesBelow, listing, tempFolder, writeText } from '../helpers/folders.ts'
import { demoHome } from '../helpers/homes.ts'
import { ROOT } from '../helpers/imports.ts'

const JOBS = ['budget-check', 'daily-report', 'monthly-close', 'weekly-digest'].map((name) => `jobs/${name}.ts`)
const LOCK = 'prices/prices.lock.json'
const FILES = ['rimuru.config.ts', ...JOBS, LOCK, '.gitignore']

interface InitDocument {
  readonly folder: string
  readonly files: readonly { readonly path: string; readonly written: boolean }[]
  readonly next: readonly string[]
}

/** A folder of programs of these names. */
function programs(...names: readonly string[]): string {
  const folder = tempFolder()
  for (const name of names) writeText(join(folder, name), '')
  return folder
}

const textOf = (folder: string, path: string): string => readFileSync(join(folder, path), 'utf8')

describe('init in an empty folder', () => {
  it('writes a config, jobs and the lines to ignore, and says what to do next', async () => {
    const folder = tempFolder()
    const { code, stdout, stderr } = await runCli(['init'], { cwd: folder, env: { TZ: 'Europe/Berlin' } })
    expect({ code, stdout }).toEqual({ code: 0, stdout: FILES.map((path) => `wrote ${path}\n`).join('') })
    expect(filesBelow(folder, '').map((path) => path.slice(folder.length + 1))).toEqual([...FILES].sort())
    expect(textOf(folder, 'rimuru.config.ts')).toContain("timezone: 'Europe/Berlin'")
    expect(stderr).toMatch(/git init .*commit/)
    expect(stderr).toMatch(/run daily-report/)
    expect(stderr).toMatch(/prices sync .*lock/)
  })

  it('takes the jobs from those that come with the program', async () => {
    const folder = tempFolder()
    await runCli(['init'], { cwd: folder })
    for (const path of JOBS) {
      expect(textOf(folder, path)).toBe(textOf(ROOT, path).replace("'#rimuru'", "'rimuru'"))
      expect(textOf(folder, path)).toContain("from 'rimuru'")
    }
  })

  it('makes the folder it is given, and a config that holds', async () => {
    const home = tempFolder()
    const document = await jsonOf<InitDocument>(['init', 'a/b', '--timezone', 'Asia/Tokyo', '--budget', '12.50'], {
      home,
    })
    expect(document.folder).toBe(join(home, 'a/b'))
    const config = await jsonOf(['config', 'print'], { home, cwd: document.folder })
    expect(config).toMatchObject({ path: join(home, 'a/b/rimuru.config.ts') })
    expect(textOf(home, 'a/b/rimuru.config.ts')).toContain("timezone: 'Asia/Tokyo',\n")
    expect(textOf(home, 'a/b/rimuru.config.ts')).toContain(
      "\n  budgets: [{ name: 'month', amount: 12.5, period: 'month' }],",
    )
    expect((await runCli(['config', 'validate'], { home, cwd: document.folder })).code).toBe(0)
  })

  it('shows examples in the config that hold when they are taken', async () => {
    const folder = tempFolder()
    await runCli(['init'], { cwd: folder })
    const text = textOf(folder, 'rimuru.config.ts').replace(/^( *)\/\/ (budgets|pricing|sources|\}|  )/gm, '$1$2')
    expect(text).toMatch(/^ {2}budgets: .*\n[\s\S]*^ {2}pricing: \{\n[\s\S]*^ {2}sources: \{\n/m)
    writeFileSync(join(folder, 'rimuru.config.ts'), text)
    expect(await runCli(['config', 'validate'], { cwd: folder })).toMatchObject({ code: 0, stderr: '' })
  })

  it('writes an amount that a number cannot hold as a text', async () => {
    const folder = tempFolder()
    await runCli(['init', '--budget', '0.1234567890123456789'], { cwd: folder })
    expect(textOf(folder, 'rimuru.config.ts')).toContain("amount: '0.123456789012345679'")
    expect((await runCli(['config', 'validate'], { cwd: folder })).code).toBe(0)
  })
})

describe('what init wrote', () => {
  it('is the price of everything, which an upgrade of the program does not move', async () => {
    const home = demoHome()
    const folder = tempFolder()
    const builtIn = await runCli(['explain', '--json'], { home, cwd: folder })
    await runCli(['init'], { home, cwd: folder })
    expect(await runCli(['explain', '--json'], { home, cwd: folder })).toEqual(builtIn)

    const raised = textOf(folder, LOCK).replaceAll('"output":"', '"output":"1')
    writeFileSync(join(folder, LOCK), raised)
    expect((await runCli(['explain', '--json'], { home, cwd: folder })).stdout).not.toBe(builtIn.stdout)
    expect((await runCli(['init'], { home, cwd: folder })).stdout).toContain(`kept  ${LOCK}\n`)
    expect(textOf(folder, LOCK)).toBe(raised)
  })

  it('gives the first report at once, with nothing installed', async () => {
    const home = demoHome()
    const folder = tempFolder()
    execFileSync('git', ['init', '-q'], { cwd: folder })
    await runCli(['init', '--timezone', 'UTC'], { cwd: folder })
    const { code, stderr } = await runCli(['run', 'daily-report', '--date', '2026-11-16'], { home, cwd: folder })
    expect(code, stderr).toBe(0)
    expect(textOf(folder, 'reports/daily-report/2026-11-16/report.md')).toContain('$')
    const log = execFileSync('git', ['log', '--format=%s'], { cwd: folder, encoding: 'utf8' })
    expect(log).toMatch(/^daily-report: 2026-11-16.*\n$/)
    const left = execFileSync('git', ['status', '--short'], { cwd: folder, encoding: 'utf8' })
    expect(left).toBe('?? .gitignore\n?? jobs/\n?? prices/\n?? rimuru.config.ts\n')
  })

  it('runs without any data, and then writes nothing', async () => {
    const folder = tempFolder()
    await runCli(['init'], { cwd: folder })
    const before = listing(folder)
    expect((await runCli(['run', 'daily-report'], { cwd: folder })).code).toBe(0)
    expect(listing(folder)).toEqual(before)
  })
})

describe('init in a folder that has something', () => {
  it('writes nothing the second time', async () => {
    const folder = tempFolder()
    await runCli(['init', '--github'], { cwd: folder })
    const before = listing(folder)
    const { code, stdout } = await runCli(['init', '--github', '--budget', '5'], { cwd: folder })
    expect(code).toBe(0)
    expect(stdout.split('\n').filter((line) => line !== '' && !line.startsWith('kept '))).toEqual([])
    expect(listing(folder)).toEqual(before)
  })

  it('keeps a config of any kind and a job in any form, and says that flags were for nothing', async () => {
    const folder = tempFolder()
    writeText(join(folder, 'rimuru.config.yaml'), 'version: 1\n')
    writeText(join(folder, 'jobs/daily-report.js'), "export default { period: 'yesterday' }\n")
    const before = listing(folder).filter((line) => line.includes('rimuru.config') || line.includes('.js '))
    const { code, stdout, stderr } = await runCli(['init', '--timezone', 'UTC'], { cwd: folder })
    expect(code).toBe(0)
    expect(stdout).toContain('kept  rimuru.config.yaml\n')
    expect(stdout).toContain('kept  jobs/daily-report.js\n')
    expect(stdout).toContain('wrote jobs/weekly-digest.ts\n')
    expect(stderr).toContain('rimuru.config.yaml was kept: set timezone and budgets in it\n')
    expect(existsSync(join(folder, 'rimuru.config.ts'))).toBe(false)
    expect(existsSync(join(folder, 'jobs/daily-report.ts'))).toBe(false)
    expect(listing(folder).filter((line) => line.includes('rimuru.config') || line.includes('.js '))).toEqual(before)
  })

  it('adds to a .gitignore only what it lacks, each line once', async () => {
    const folder = tempFolder()
    writeText(join(folder, '.gitignore'), 'node_modules\r\n*.duckdb\r\n!keep')
    await runCli(['init'], { cwd: folder })
    const text = textOf(folder, '.gitignore')
    expect(text.startsWith('node_modules\r\n*.duckdb\r\n!keep\n\n# ')).toBe(true)
    for (const line of ['*.duckdb', '*.duckdb.wal', '*.rimuru-tmp', '__pycache__/']) {
      expect(text.split(/\r?\n/).filter((each) => each === line)).toHaveLength(1)
    }
  })

  it('does not propose git init inside a repository', async () => {
    const folder = tempFolder()
    mkdirSync(join(folder, '.git'))
    expect((await jsonOf<InitDocument>(['init'], { cwd: folder })).next.join()).not.toContain('git init')
    const below = await jsonOf<InitDocument>(['init', 'below'], { cwd: folder })
    expect(below.next[0]).toBe('cd below')
    expect(below.next.join()).not.toContain('git init')
  })
})

describe('init with a workflow', () => {
  it('starts its own jobs too, in the zone of its config', async () => {
    const folder = tempFolder()
    writeText(join(folder, 'rimuru.config.json'), '{ "version": 1, "timezone": "America/New_York" }')
    writeText(join(folder, 'jobs/mine.yaml'), "period: yesterday\nschedule: '15 4 * * 1-5'\n")
    const { code, stderr } = await runCli(['init', '--github'], { cwd: folder })
    expect(code).toBe(0)
    expect(stderr).toContain('GitHub: set the variable RIMURU_RUNNER')
    const workflow = textOf(folder, '.github/workflows/rimuru-nightly.yml')
    expect(workflow).toContain("    - cron: '15 4 * * 1-5' # mine\n      timezone: 'America/New_York'\n")
    expect(workflow).toContain("    - cron: '30 5 * * *' # daily-report\n      timezone: 'America/New_York'\n")
    expect(workflow.match(/^ {4}- cron: /gm)).toHaveLength(4)
  })

  it('can be asked for later, and then reads the jobs that the first call wrote', async () => {
    const folder = tempFolder()
    await runCli(['init'], { cwd: folder })
    const job = textOf(folder, 'jobs/daily-report.ts')
    writeFileSync(join(folder, 'jobs/daily-report.ts'), job.replace('30 5 * * *', '45 3 * * *'))
    expect(await runCli(['init', '--github'], { cwd: folder })).toMatchObject({ code: 0 })
    expect(textOf(folder, '.github/workflows/rimuru-nightly.yml')).toContain("cron: '45 3 * * *' # daily-report")
  })

  it('proposes what runs programs here, and GitHub only at the root of a repository', () => {
    const target = { folder: '/a/b', config: null, repository: null }
    const both = programs('crontab', 'launchctl')
    expect(placesFor(target, { PATH: both })).toEqual(['launchd', 'cron', 'github', 'later'])
    expect(placesFor(target, { PATH: programs('crontab') })).toEqual(['cron', 'github', 'later'])
    expect(placesFor({ ...target, repository: '/a' }, { PATH: '/nowhere' })).toEqual(['later'])
    expect(placesFor(target, { PATH: '/nowhere' })).toEqual(['github', 'later'])
  })

  it.each([
    [['crontab', 'launchctl'], / schedule install --launchd {3}every night; or --cron instead\n/],
    [['crontab'], / schedule install --cron {3}every night\n/],
    [[], / schedule {4,}every night while it runs: nothing here runs programs at their times\n/],
  ])('has %j run the jobs', async (names, says) => {
    const { stderr } = await runCli(['init'], { cwd: tempFolder(), env: { PATH: programs(...names) } })
    expect(stderr).toMatch(says)
  })

  it('calls the program by its name where a shell finds it by that', () => {
    const folder = tempFolder()
    symlinkSync(join(ROOT, 'src/bin.js'), join(folder, 'rimuru'))
    expect(callOf({ PATH: `/nowhere:${folder}` })).toBe('rimuru')
    expect(callOf({ PATH: '/nowhere' })).toBe(`node ${join(ROOT, 'src/bin.js')}`)
  })
})

describe('init in CI', () => {
  it('prints one document and asks nothing', async () => {
    const folder = tempFolder()
    const { code, stdout, stderr } = await runCli(['init', '--json'], { cwd: folder, env: { CI: 'true' } })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const document = JSON.parse(stdout) as InitDocument
    expect(document).toMatchObject({ schema_version: 1, kind: 'init', folder })
    expect(document.files).toEqual(FILES.map((path) => ({ path, written: true })))
    expect(document.next[0]).toBe('git init')
    expect(document.next[1]).toMatch(/ run daily-report$/)
    const again = JSON.parse(
      (await runCli(['init', '--json'], { cwd: folder, env: { CI: 'true' } })).stdout,
    ) as InitDocument
    expect(again.files).toEqual(FILES.map((path) => ({ path, written: false })))
  })

  it('prints commands that work as they stand', async () => {
    const home = tempFolder()
    const folder = join(home, "it's here")
    const { next } = await jsonOf<InitDocument>(['init', "it's here"], { home })
    const version = next[2]!.replace(/run daily-report$/, '--version')
    const out = execFileSync('sh', ['-c', `${next[0]} && pwd && ${version}`], {
      cwd: home,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: home },
    })
    expect(out.split('\n')[0]).toBe(folder)
    expect(out.split('\n')[1]).toMatch(/^\d+\.\d+\.\d+$/)
  })
})

describe('what init refuses', () => {
  it('is an amount that is none, and a zone that is none', async () => {
    const folder = tempFolder()
    for (const [args, words] of [
      [['--budget', 'much'], '--budget is not an amount in USD above 0: "much"'],
      [['--budget', '0'], '--budget is not an amount'],
      [['--timezone', 'Europe/Berln'], 'did you mean "Europe/Berlin"?'],
    ] as const) {
      const { code, stderr } = await runCli(['init', ...args], { cwd: folder })
      expect(code).toBe(2)
      expect(stderr).toContain(words)
    }
    expect(listing(folder)).toEqual([])
  })

  it('is a folder that cannot be made, and leaves none of its files', async () => {
    const folder = tempFolder()
    writeText(join(folder, 'file'), '')
    expect(await runCli(['init', 'file'], { cwd: folder })).toMatchObject({ code: 1, stdout: '' })
    writeText(join(folder, 'half/jobs'), 'no folder')
    const { code, stderr } = await runCli(['init', 'half'], { cwd: folder })
    expect(code).toBe(1)
    expect(stderr).toContain('E8001')
    expect(filesBelow(folder, '').map((path) => path.slice(folder.length + 1))).toEqual(['file', 'half/jobs'])
  })

  it('is a workflow below the root of a repository, where GitHub does not look', async () => {
    const folder = tempFolder()
    mkdirSync(join(folder, '.git'))
    const { code, stderr } = await runCli(['init', 'below', '--github'], { cwd: folder })
    expect(code).toBe(2)
    expect(stderr).toContain(`run it in ${folder}, or leave out --github`)
    expect(existsSync(join(folder, 'below'))).toBe(false)
  })
})
