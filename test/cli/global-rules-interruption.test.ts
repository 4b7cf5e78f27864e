import { execFileSync, spawn } from 'node:child_process'
import { existsSync, readdirSync, realpathSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { generateCorpus, homeOf } from '../../bench/generator/corpus.ts'
import { jsonOf, runCli, startCli } from '../helpers/cli.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { DEMO_HOME } from '../helpers/homes.ts'
import { ROOT } from '../helpers/imports.ts'

const LAUNCHER = join(ROOT, 'src/bin.js')

interface Totals {
  readonly totals: Readonly<Record<string, number>>
}

describe('a reader that has seen enough', () => {
  it('ends the program quietly', async () => {
    const state = tempFolder()
    // Far more than a pipe holds.
    const line = `"${process.execPath}" "${LAUNCHER}" explain --format ndjson | head -n 1; echo "status \${PIPESTATUS[0]}"`
    const child = spawn('bash', ['-c', line], {
      env: { PATH: process.env.PATH, HOME: DEMO_HOME, RIMURU_HOME: state },
      cwd: state,
    })
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
    const [record = '', status] = stdout.trimEnd().split('\n')
    expect(JSON.parse(record)).toHaveProperty('cost_usd')
    expect({ status, stderr }).toEqual({ status: 'status 0', stderr: '' })
  })
})

describe('Ctrl-C', () => {
  it('ends the program while a config is loaded that never comes back', async () => {
    const home = tempFolder()
    writeText(
      join(home, 'rimuru.config.mjs'),
      'console.log("here")\nsetInterval(() => {}, 1000)\nawait new Promise(() => {})',
    )
    const child = startCli(['costs', '--json'], { home })
    const ended = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)))
    const stdout = text(child.stdout)
    for await (const piece of child.stderr) if (String(piece).includes('here')) break
    child.kill('SIGINT')
    expect([await ended, await stdout]).toEqual([130, ''])
  })

  it('in the middle of a load leaves nothing half-done: exit 130, and the next run has it all', async () => {
    const corpus = tempFolder()
    const truth = generateCorpus({ kind: 'dense', size: 90e6, out: corpus, seed: 5 })
    const options = { home: homeOf(corpus), state: tempFolder() }
    const child = startCli(['costs', '--json'], options)
    const output = Promise.all([text(child.stdout), text(child.stderr)])
    const ended = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)))
    while (!existsSync(join(options.state, 'warehouse.duckdb'))) await sleep(5)
    await sleep(60)
    child.kill('SIGINT')
    expect(await ended).toBe(130)
    const [stdout, stderr] = await output
    expect(stdout).toBe('')
    expect(stderr).not.toMatch(/^\s+at /m)

    const { totals } = await jsonOf<Totals>(['costs'], options)
    expect(totals).toMatchObject({
      requests: truth.totals.requests,
      input_tokens: truth.totals.input_tokens,
      output_tokens: truth.totals.output_tokens,
      cache_read_tokens: truth.totals.cache_read_tokens,
      cache_write_5m_tokens: truth.totals.cache_write_5m_tokens,
      cache_write_1h_tokens: truth.totals.cache_write_1h_tokens,
      reasoning_tokens: truth.totals.reasoning_tokens,
    })
    expect(readdirSync(options.state).filter((name) => name.endsWith('.wal'))).toEqual([])
  })
})

describe('two at a time', () => {
  it('wait for each other and say the same', async () => {
    const options = { home: DEMO_HOME, state: tempFolder() }
    const all = await Promise.all([1, 2, 3].map(() => runCli(['costs', '--json'], options)))
    expect(all.filter(({ code }) => code !== 0).map(({ stderr }) => stderr)).toEqual([])
    expect(new Set(all.map(({ stdout }) => stdout)).size).toBe(1)
  })
})

describe('the launcher', () => {
  it('hands over to the Node that npm brought when its own is too old', async () => {
    const { version } = JSON.parse(
      execFileSync(process.execPath, ['-p', 'JSON.stringify(require("./package.json"))'], {
        cwd: ROOT,
        encoding: 'utf8',
      }),
    ) as {
      version: string
    }
    const old = oldNode()
    const how = old ? { node: old } : { nodeOptions: ['--import', SIMULATED] }
    expect(await runCli(['--version'], how)).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
    expect(await runCli(['costs', '--by', 'nothing'], how)).toMatchObject({ code: 2, stdout: '' })
    const { code, stdout } = await runCli(['costs', '--json'], { ...how, home: DEMO_HOME, state: tempFolder() })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'costs' })
  })
})

/** A Node that is new but says it is old. */
const SIMULATED = `data:text/javascript,${encodeURIComponent("Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.11.0' } })")}`

/** The machine's own Node, if it is too old to run TypeScript. */
function oldNode(): string | undefined {
  const own = realpathSync(process.execPath)
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'node'))
    .find((path) => existsSync(path) && realpathSync(path) !== own && isOld(path))
}

function isOld(path: string): boolean {
  const [major = 0, minor = 0] = execFileSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' })
    .split('.')
    .map(Number)
  return major < 22 || (major === 22 && minor < 18)
}
