import { spawn } from 'node:child_process'
import type { SpawnOptions } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { exitOf } from './children.ts'
import { tempFolder } from './folders.ts'

const LAUNCHER = join(import.meta.dirname, '../../src/bin.js')

export interface CliOptions {
  /** Home of whoever runs it; an empty one of its own if not given. */
  readonly home?: string
  /** Where the state is; by default the usual place in that home. */
  readonly state?: string
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** Options of Node itself, before the program. */
  readonly nodeOptions?: readonly string[]
  /** Whose process it is, such as one whom file modes bind. */
  readonly user?: Pick<SpawnOptions, 'uid' | 'gid'>
  /** A Node other than the one the tests run on. */
  readonly node?: string
}

export interface CliResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The program in a process of its own, with nothing of the environment but what is given here. */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const child = startCli(args, options)
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), exitOf(child)])
  return { code, stdout, stderr }
}

export function startCli(args: readonly string[], options: CliOptions = {}) {
  const home = options.home ?? tempFolder()
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    TZ: 'UTC',
    ...(options.state === undefined ? {} : { RIMURU_HOME: options.state }),
    ...options.env,
  }
  return spawn(options.node ?? process.execPath, [...(options.nodeOptions ?? []), LAUNCHER, ...args], {
    // Not the repository, which has a config of its own.
    cwd: options.cwd ?? home,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options.user,
  })
}

/** What `--json` printed: exactly one document. */
export async function jsonOf<T = Record<string, unknown>>(
  args: readonly string[],
  options: CliOptions = {},
): Promise<T> {
  const { code, stdout, stderr } = await runCli([...args, '--json'], options)
  if (code !== 0) throw new Error(`exit ${code}: ${stderr}`)
  return JSON.parse(stdout) as T
}
