import { execFileSync } from 'node:child_process'
import { chownSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RimuruConfig } from '../../src/config/types.ts'
import type { JobConfig } from '../../src/config/job-types.ts'
import type { RunDocument } from '../../src/pipeline/run/record.ts'
import { runCli } from './cli.ts'
import type { CliOptions, CliResult } from './cli.ts'
import { tempFolder, writeText } from './folders.ts'
import { writePlugin } from './plugins.ts'

export interface JobRepository {
  /** The work tree. */
  readonly root: string
  /** Where the state of the program is. */
  readonly state: string
  readonly home: string
  /** The program in the folder of the config. */
  readonly rimuru: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<CliResult>
  /** A run with its record, as `--json` prints it. */
  readonly run: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Ran>
  readonly git: (...args: readonly string[]) => string
}

export interface Ran {
  readonly code: number | null
  readonly record: RunDocument
  readonly stderr: string
}

interface Given {
  /** A text is the file as it is. */
  readonly config?: Omit<RimuruConfig, 'version'> | string
  readonly jobs?: Readonly<Record<string, JobConfig>>
  /** Plugins of its own by name, see `notifierOf` and `hookOf`. */
  readonly plugins?: readonly OwnPlugin[]
  readonly home: string
  /** Whose process it is. */
  readonly user?: CliOptions['user']
  /** Of the config, below the work tree. */
  readonly folder?: string
}

const PERSON = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com']

/** A work tree with a config, jobs and plugins, all of it committed. */
export function jobRepository({
  config = {},
  jobs = {},
  plugins = [],
  home,
  user,
  folder = '.',
}: Given): JobRepository {
  const root = tempFolder()
  const state = tempFolder()
  const cwd = join(root, folder)
  const git = (...args: readonly string[]): string =>
    execFileSync('git', [...PERSON, ...args], { cwd: root, encoding: 'utf8', env: gitEnvironment() }).trim()
  const defaults = { version: 1, timezone: 'UTC', host: 'laptop', user: 'ada' }
  const text = typeof config === 'string' ? config : `export default ${JSON.stringify({ ...defaults, ...config })}\n`
  writeText(join(cwd, 'rimuru.config.ts'), text)
  for (const [name, job] of Object.entries(jobs)) {
    writeText(join(cwd, 'jobs', `${name}.ts`), `export default ${JSON.stringify(job)}\n`)
  }
  for (const { name, kind, code, manifest = '' } of plugins) {
    const path = writePlugin(join(cwd, 'plugins'), { name, type: kind, more: manifest })
    writeText(join(path, 'main.js'), code)
  }
  git('init', '-q', '-b', 'main')
  git('add', '-A')
  git('commit', '-q', '-m', 'set up')
  if (user?.uid !== undefined) for (const place of [root, state, home]) openTo(place, user)
  const rimuru: JobRepository['rimuru'] = (args, env = {}) =>
    runCli(args, { home, state, cwd, ...(user ? { user } : {}), env: { ...gitEnvironment(), ...env } })
  return {
    root,
    state,
    home,
    git,
    rimuru,
    async run(args, env) {
      const { code, stdout, stderr } = await rimuru(['run', ...args, '--json'], env)
      if (stdout === '') throw new Error(`exit ${code}: ${stderr}`)
      return { code, stderr, record: JSON.parse(stdout) as RunDocument }
    },
  }
}

/** Gives it all to somebody else. */
function openTo(folder: string, { uid, gid }: NonNullable<CliOptions['user']>): void {
  for (const name of ['.', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })]) {
    chownSync(join(folder, name), uid!, gid!)
  }
}

/** Neither this machine's settings nor its identity reach a test. */
const gitEnvironment = () => ({
  PATH: process.env.PATH ?? '',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
})

export interface OwnPlugin {
  readonly name: string
  readonly kind: 'notifier' | 'hook'
  readonly code: string
  /** More of its manifest. */
  readonly manifest?: string
  /** What it was given, call by call. */
  readonly calls: <Call>() => Call[]
}

const ARGUMENTS = { notifier: 'notification, report', hook: 'hook, data, metadata' } as const
const DEFINED = { notifier: ['defineNotifier', 'notify'], hook: ['defineHook', 'handle'] } as const

/** A plugin that keeps what it is given, and then does this; `at` says the how-manieth call of this process it is. */
function pluginOf(kind: OwnPlugin['kind'], name: string, body: string): OwnPlugin {
  const log = writeText(join(tempFolder(), 'calls'), '')
  const [define, method] = DEFINED[kind]
  const code = `
    import { appendFileSync } from 'node:fs'
    import { ${define}, servePlugin } from 'rimuru/plugin-sdk'
    let at = 0
    async function ${method}(${ARGUMENTS[kind]}, ctx) {
      at += 1
      appendFileSync(${JSON.stringify(log)}, JSON.stringify({ ${ARGUMENTS[kind]} }) + '\\n')
      ${body}
    }
    await servePlugin(${define}({ id: '${name}', name: '${name}', version: '1.2.3', ${method} }))
  `
  const calls = <Call>(): Call[] =>
    readFileSync(log, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Call)
  return { name, kind, code, calls }
}

export const notifierOf = (name: string, body = 'return { delivered: true }'): OwnPlugin =>
  pluginOf('notifier', name, body)

export const hookOf = (name: string, body = ''): OwnPlugin =>
  pluginOf('hook', name, `${body}\nreturn { action: 'passthrough' }`)
