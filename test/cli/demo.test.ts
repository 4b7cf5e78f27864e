import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { generateHome } from '../../demo/generator/home.ts'
import { AGENTS } from '../../src/agents/list.ts'
import type { Tokens } from '../../demo/generator/tokens.ts'
import { jsonOf, runCli } from '../helpers/cli.ts'
import { filesBelow, listing, tempFolder } from '../helpers/folders.ts'
import { DEMO_HOME } from '../helpers/homes.ts'
import { ROOT } from '../helpers/imports.ts'

interface Costs {
  readonly rows: readonly { readonly agent: string }[]
  readonly totals: object
  readonly quality: object
}

const CONFIG = join(ROOT, 'demo/rimuru.config.ts')

const runDemo = (env: Record<string, string> = {}) =>
  spawnSync(process.execPath, [join(ROOT, 'demo/run.ts')], {
    encoding: 'utf8',
    cwd: tempFolder(),
    env: { PATH: process.env.PATH, HOME: tempFolder(), ...env },
  })

const contents = (folder: string): Record<string, string> =>
  Object.fromEntries(filesBelow(folder, '').map((path) => [relative(folder, path), readFileSync(path, 'latin1')]))

describe('the sample data', () => {
  const home = (): { home: string; truth: Tokens } => {
    const made = tempFolder()
    return { home: made, truth: generateHome(made) }
  }

  it('is what its generator writes, byte for byte', () => {
    expect(contents(DEMO_HOME)).toEqual(contents(home().home))
  })

  it('is small', () => {
    const bytes = filesBelow(DEMO_HOME, '').reduce((sum, path) => sum + statSync(path).size, 0)
    expect(bytes).toBeLessThan(1_500_000)
  })

  it('is read to the last token, whatever forks, sub-agents and unlogged calls are in it', async () => {
    const { truth } = home()
    const { rows, totals, quality } = await jsonOf<Costs>(['costs', '--by', 'agent', '--config', CONFIG], {
      home: DEMO_HOME,
      state: tempFolder(),
    })
    expect(rows.map(({ agent }) => agent)).toEqual(AGENTS.map(({ id }) => id).sort())
    expect(totals).toMatchObject({
      requests: truth.requests,
      input_tokens: truth.input,
      output_tokens: truth.output,
      cache_read_tokens: truth.cacheRead,
      cache_write_5m_tokens: truth.cacheWrite5m,
      cache_write_1h_tokens: truth.cacheWrite1h,
      reasoning_tokens: truth.reasoning,
    })
    expect(quality).toMatchObject({ files_failed: [], lines_bad: 1, unpriced_models: ['gpt-6.1-sol'] })
  })
})

describe('the report of the sample data', () => {
  it('is in the repository as the program writes it, byte for byte', async () => {
    const cwd = tempFolder()
    const { code, stderr } = await runCli(['run', 'daily-report', '--demo'], { cwd })
    expect([code, stderr]).toEqual([0, expect.stringContaining('files only')])
    expect(contents(join(cwd, 'rimuru-demo'))).toEqual(contents(join(ROOT, 'demo/reports')))
  })
})

describe('npm run demo', () => {
  it('runs the nightly job and shows what it reads from, and again the same', () => {
    const reports = join(ROOT, 'demo/reports')
    const before = contents(reports)
    const first = runDemo()
    expect(first.status).toBe(0)
    expect(contents(reports)).toEqual(before)
    expect(first.stdout).toContain('$7.32* on 2026-11-19')
    expect(first.stdout).toContain('claude-opus-5-5')
    expect(first.stderr).toContain('npx rimuru costs')
    const second = runDemo()
    expect({ ...second, pid: 0 }).toEqual({ ...first, pid: 0 })
  })

  it("reads nothing of the person's own and leaves nothing behind", () => {
    const before = listing(DEMO_HOME)
    const temp = tempFolder()
    const own = {
      CLAUDE_CONFIG_DIR: '/nowhere',
      CODEX_HOME: '/nowhere',
      RIMURU_HOME: '/nowhere',
      RIMURU_CONFIG: '/nowhere',
    }
    const { status, stdout } = runDemo({ ...own, TMPDIR: temp })
    expect(status).toBe(0)
    expect(stdout).toBe(runDemo().stdout)
    expect(listing(DEMO_HOME)).toEqual(before)
    expect(listing(temp)).toEqual([])
  })
})
