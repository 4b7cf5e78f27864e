import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { JobConfig } from '../../src/config/job-types.ts'
import type { RimuruConfig } from '../../src/config/types.ts'
import { git, status, writeFiles } from '../git/repos.ts'
import { runCli, startCli } from '../helpers/cli.ts'
import type { CliOptions, CliResult } from '../helpers/cli.ts'
import { tempFolder, writeText } from '../helpers/folders.ts'
import { homeWith } from '../helpers/homes.ts'

/** A place where jobs run: a work tree with a config, a home with logs, a state. */
export interface Night {
  readonly root: string
  readonly home: string
  readonly state: string
  readonly run: (...args: readonly string[]) => Promise<CliResult>
  readonly start: (...args: readonly string[]) => ReturnType<typeof startCli>
  /** As the next runs find it. */
  readonly writeJob: (job: JobConfig, name?: string) => void
  readonly writeConfig: (config: Omit<RimuruConfig, 'version'>) => void
  readonly options: CliOptions
}

export interface NightOptions {
  readonly job?: JobConfig
  readonly config?: Omit<RimuruConfig, 'version'>
  readonly home?: string
  readonly env?: Readonly<Record<string, string>>
  /** More files of the repository, such as plugins. */
  readonly files?: Readonly<Record<string, string>>
  /** Default: true. */
  readonly repository?: boolean
}

export const DAY = '2026-11-19'
export const JOB: JobConfig = { period: 'yesterday', export: ['markdown', { plugin: 'csv', data: 'costs' }] }

/** Nobody's settings of git. */
const GIT = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' }

export function madeNight({ job = JOB, config = {}, repository = true, ...given }: NightOptions = {}): Night {
  const root = tempFolder()
  const home = given.home ?? homeOfDay()
  const state = tempFolder()
  const options = { home, state, cwd: root, env: { ...GIT, ...given.env } }
  const night: Night = {
    root,
    home,
    state,
    options,
    run: (...args) => runCli(args, options),
    start: (...args) => startCli(args, options),
    writeJob: (one, name = 'nightly') => void writeText(join(root, `jobs/${name}.json`), JSON.stringify(one)),
    writeConfig: (one) => void writeText(join(root, 'rimuru.config.json'), JSON.stringify({ version: 1, ...one })),
  }
  night.writeConfig({ timezone: 'UTC', ...config })
  night.writeJob(job)
  writeFiles(root, given.files ?? {})
  if (repository) {
    git(root, 'init', '-q', '-b', 'main')
    git(root, 'add', '-A')
    git(root, 'commit', '-q', '-m', 'first')
  }
  return night
}

/** Two requests on the day, and one the day before. */
export const homeOfDay = (): string =>
  homeWith([
    { time: '2026-11-18T10:00:00.000Z' },
    { time: `${DAY}T09:00:00.000Z` },
    { time: `${DAY}T10:00:00.000Z`, input: 5000 },
  ])

export const runDay = (night: Night, ...args: readonly string[]): Promise<CliResult> =>
  night.run('run', 'nightly', '--date', DAY, ...args)

/** Every file below a folder with its bytes and its time. */
export const filesOf = (folder: string): Record<string, string> =>
  Object.fromEntries(
    pathsOf(folder).map((path) => [
      relative(folder, path),
      `${statSync(path).mtimeMs} ${readFileSync(path, 'latin1')}`,
    ]),
  )

export const contentsOf = (folder: string): Record<string, string> =>
  Object.fromEntries(pathsOf(folder).map((path) => [relative(folder, path), readFileSync(path, 'latin1')]))

/** Of the work tree, without git's own. */
export const treeOf = (root: string): string[] => pathsOf(root).map((path) => relative(root, path))

const pathsOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/(^|\/)\.git(\/|$)/.test(relative(folder, entry.parentPath)))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()

export const manifestOf = (name: string, kind = 'exporter'): string =>
  `[plugin]\nname = "${name}"\nversion = "1.0.0"\n[capabilities]\ntype = "${kind}"\n[runtime]\ncommand = ["node", "main.mjs"]\n`

export const commitsOf = (root: string, branch = 'HEAD'): number => Number(git(root, 'rev-list', '--count', branch))

export interface Listed {
  readonly run_id: string
  readonly job: string
  readonly period: { readonly since: string; readonly until: string } | null
  readonly status: string
  readonly exit_code: number | null
}

/** The oldest first. */
export async function historyOf(night: Night): Promise<Listed[]> {
  const { stdout } = await night.run('runs', 'list', '--json')
  return (JSON.parse(stdout) as { runs: Listed[] }).runs.toReversed()
}

export { git, status }
