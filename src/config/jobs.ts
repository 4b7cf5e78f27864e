import { readdirSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AGENTS } from '../agents/list.ts'
import { RimuruError } from '../core/errors.ts'
import { parseMoney } from '../core/money.ts'
import type { Money } from '../core/money.ts'
import { suggest } from '../core/suggest.ts'
import type { Environment } from '../platform/places.ts'
import { lookAt, reasonOf } from '../platform/walk.ts'
import { agentIds } from './agent-ids.ts'
import { wrongFields } from './export-fields.ts'
import { EXTENSIONS } from './find.ts'
import type {
  JobConfig,
  JobExport,
  JobHook,
  JobNotification,
  JobPeriod,
  PublishConfig,
  SectionId,
} from './job-types.ts'
import { SECTIONS } from './job-types.ts'
import type { Settings } from './settings.ts'

/** Those that come with the program: beside `src`. */
const BUILT_IN = fileURLToPath(new URL('../../jobs/', import.meta.url)).replace(/[/\\]$/, '')

/** A job with every default filled. */
export interface Job {
  readonly name: string
  /** Its file, absolute. */
  readonly path: string
  readonly description: string | null
  readonly schedule: { readonly cron: string; readonly timezone: string } | null
  readonly period: JobPeriod
  readonly timezone: string
  readonly filters: {
    readonly agents: readonly string[]
    readonly models: readonly string[]
    readonly projects: readonly string[]
    readonly branches: readonly string[]
  }
  readonly report: { readonly title: string | null; readonly sections: readonly SectionId[]; readonly top: number }
  readonly export: readonly JobExport[]
  readonly notify: readonly JobNotification[]
  /** Null: nothing is written. */
  readonly publish: PublishSettings | null
  readonly hooks: readonly (Omit<JobHook, 'threshold'> & { readonly threshold: Money | null })[]
  /** Null: all of the config. */
  readonly budgets: readonly string[] | null
  /** Null: prices stay as they are. */
  readonly prices: 'sync' | null
  readonly freeze: boolean
  readonly fail: { readonly budget: 'warn' | 'alarm' | 'never'; readonly strict: boolean }
}

export type PublishSettings = Required<Pick<PublishConfig, 'hooks' | 'sign'>> & {
  readonly mode: NonNullable<PublishConfig['mode']>
  readonly folder: string
  readonly remote: string
  readonly branch: string
  readonly author: NonNullable<PublishConfig['author']> | null
}

export interface JobFile {
  readonly name: string
  readonly path: string
}

/** All that can be seen, by name: `jobs` beside the config goes before those that come with the program. */
export function listJobs(configDir: string): JobFile[] {
  const found = new Map<string, string>()
  for (const folder of new Set([join(configDir, 'jobs'), BUILT_IN])) {
    for (const file of filesIn(folder)) {
      const extension = extname(file)
      const name = basename(file, extension)
      if (EXTENSIONS.some((known) => `.${known}` === extension) && !name.endsWith('.d') && !found.has(name)) {
        found.set(name, join(folder, file))
      }
    }
  }
  return [...found].map(([name, path]) => ({ name, path })).sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** None where there is no such folder. Jobs that are there and cannot be seen are not taken for none. */
function filesIn(folder: string): string[] {
  const { stats, hidden } = lookAt(folder)
  if (hidden !== undefined) throw unreadable(folder, hidden)
  if (!stats?.isDirectory()) return []
  try {
    return readdirSync(folder).sort()
  } catch (error) {
    throw unreadable(folder, reasonOf(error))
  }
}

const unreadable = (folder: string, reason: string): RimuruError =>
  new RimuruError('E3001', `the jobs cannot be read: ${reason}`, {
    where: folder,
    hint: 'make the folder readable, or move it away',
  })

export interface JobOptions {
  readonly settings: Settings
  /** The zone where neither job nor config says one. */
  readonly timezone: string
  readonly configDir: string
  readonly env: Environment
}

export async function loadJob(name: string, options: JobOptions): Promise<Job> {
  const jobs = listJobs(options.configDir)
  const file = jobs.find((job) => job.name === name)
  if (file) return readJob(file, options)
  const names = jobs.map((job) => job.name)
  const near = suggest(name, names)
  throw new RimuruError('E3001', `there is no job "${name}"${near ? `, did you mean "${near}"?` : ''}`, {
    where: join(options.configDir, 'jobs'),
    hint: names.length > 0 ? `jobs: ${names.join(', ')}` : 'rimuru init writes some',
  })
}

export async function readJob({ name, path }: JobFile, { settings, timezone, env }: JobOptions): Promise<Job> {
  if (name === '.' || name === '..') {
    throw new RimuruError('E3001', `a job cannot be called "${name}": its reports have a folder of that name`, {
      where: path,
      hint: 'give the file another name',
    })
  }
  const { JOB_FILE, readConfigFile } = await import('./read-file.ts')
  const { value } = await readConfigFile(path, JOB_FILE)
  const { checkJob } = await import('./checked.ts')
  const job = resolveJob(name, path, await checkJob(value, path, env), settings, timezone)
  for (const [i, { data = 'report', fields }] of job.export.entries()) {
    const wrong = wrongFields(data, fields)
    if (wrong) throw new RimuruError('E3001', `export[${i}].fields: ${wrong.what}`, { where: path, hint: wrong.hint })
  }
  const unknown = job.budgets?.find((budget) => !settings.budgets.some((known) => known.name === budget))
  if (unknown === undefined) return job
  const names = settings.budgets.map((budget) => budget.name)
  const near = suggest(unknown, names)
  throw new RimuruError('E3001', `budgets: there is no "${unknown}"${near ? `, did you mean "${near}"?` : ''}`, {
    where: path,
    hint: names.length > 0 ? `the config has ${names.join(', ')}` : 'the config has no budgets',
  })
}

function resolveJob(name: string, path: string, job: JobConfig, settings: Settings, fallback: string): Job {
  const timezone = job.timezone ?? fallback
  const { schedule, report, filters } = job
  return {
    name,
    path,
    description: job.description ?? null,
    schedule:
      schedule === undefined
        ? null
        : typeof schedule === 'string'
          ? { cron: schedule, timezone }
          : { cron: schedule.cron, timezone: schedule.timezone ?? timezone },
    period: job.period,
    timezone,
    filters: {
      agents: agentIds(filters?.agents ?? [], agentsOf(settings), 'filters.agents', path),
      models: filters?.models ?? [],
      projects: filters?.projects ?? [],
      branches: filters?.branches ?? [],
    },
    report: { title: report?.title ?? null, sections: report?.sections ?? SECTIONS, top: report?.top ?? 10 },
    export: (job.export ?? []).map((each) => (typeof each === 'string' ? { plugin: each } : each)),
    notify: (job.notify ?? []).map((each) => (typeof each === 'string' ? { plugin: each } : each)),
    publish: job.publish === false ? null : publishOf({ ...settings.publish, ...job.publish }, name),
    hooks: (job.hooks ?? []).map((hook) => ({
      ...hook,
      threshold: hook.threshold === undefined ? null : parseMoney(String(hook.threshold)),
    })),
    budgets: job.budgets === false ? [] : (job.budgets ?? null),
    prices: job.prices ?? null,
    freeze: job.freeze ?? false,
    fail: { budget: job.fail?.budget ?? 'alarm', strict: job.fail?.strict ?? false },
  }
}

/** A plugin that the config names may be one. */
const agentsOf = ({ plugins }: Settings): string[] => [...AGENTS.map(({ id }) => id), ...Object.keys(plugins)]

/** `job` names the branch of a pull request. */
export const publishOf = (publish: PublishConfig, job: string): PublishSettings => ({
  mode: publish.mode ?? 'commit',
  folder: publish.folder ?? 'reports',
  remote: publish.remote ?? 'origin',
  branch: publish.branch ?? `rimuru/${job}`,
  author: publish.author ?? null,
  hooks: publish.hooks ?? false,
  sign: publish.sign ?? false,
})
