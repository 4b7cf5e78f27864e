import { dirname, join } from 'node:path'
import { listJobs, readJob } from '../../config/jobs.ts'
import type { Job, JobFile, JobOptions } from '../../config/jobs.ts'
import { checksOf } from '../../core/checks.ts'
import type { Check } from '../../core/checks.ts'
import { messageOf, RimuruError } from '../../core/errors.ts'
import { suggest } from '../../core/suggest.ts'
import { canPublish } from '../../pipeline/run/can-publish.ts'
import type { BudgetResult } from '../../pipeline/run/context.ts'
import type { SeenPlugin } from '../../plugin-host/list.ts'
import { checkSchedule } from '../../scheduler/slots.ts'
import type { OpenDelivery } from '../../warehouse/deliveries.ts'
import type { RunRow } from '../../warehouse/runs.ts'
import { periodText } from '../ui/run-page.ts'
import { localTime } from '../ui/times.ts'

const { ok, warn, fail } = checksOf('Jobs')

/** What the warehouse tells of the runs so far. */
export interface RunHistory {
  readonly last: ReadonlyMap<string, RunRow>
  readonly open: readonly OpenDelivery[]
  readonly budgets: readonly BudgetResult[]
}

export interface JobSurroundings extends JobOptions {
  /** Null where they cannot be listed. */
  readonly seen: readonly SeenPlugin[] | null
  /** Null where the warehouse cannot be opened. */
  readonly history: RunHistory | null
  readonly signal: AbortSignal
}

/** Jobs that somebody has written or run; those that only come with the program are examples. */
export async function jobChecks(around: JobSurroundings): Promise<Check[]> {
  const folder = join(around.configDir, 'jobs')
  let seen: JobFile[]
  try {
    seen = listJobs(around.configDir)
  } catch (error) {
    const hint = error instanceof RimuruError && error.hint !== undefined ? error.hint : 'correct the folder'
    return [fail('jobs', `${folder}: ${messageOf(error)}`, { hint })]
  }
  const files = seen.filter(({ name, path }) => dirname(path) === folder || around.history?.last.has(name))
  const checks: Check[] = []
  for (const file of files) checks.push(...(await checksFor(file, around)))
  if (files.length === 0) checks.push(ok('jobs', 'none of your own, and none has run; rimuru init writes some'))
  return [...checks, ...(around.history?.budgets ?? []).map(budgetCheck)]
}

async function checksFor(file: JobFile, around: JobSurroundings): Promise<Check[]> {
  const { name, path } = file
  let job: Job
  try {
    job = await readJob(file, around)
    if (job.schedule !== null) checkSchedule(job.schedule)
  } catch (error) {
    const hint = error instanceof RimuruError && error.hint !== undefined ? error.hint : 'correct the file'
    return [fail(name, `${path}: ${messageOf(error)}`, { hint }), ...historyChecks(name, around)]
  }
  const outlook = await canPublish(job, around.configDir, around.signal)
  const problems = [
    ...pluginProblems(job, around).map(({ what, hint }) => fail(name, `${path}: ${what}`, { hint })),
    ...(outlook?.ok === false ? [fail(name, outlook.detail, { hint: outlook.hint })] : []),
    ...historyChecks(name, around),
  ]
  if (problems.length > 0) return problems
  const { schedule } = job
  const last = around.history?.last.get(name)
  return [
    ok(
      name,
      [
        schedule === null ? 'no schedule' : `${schedule.cron} ${schedule.timezone}`,
        last === undefined ? 'has not run yet' : `ran at ${startOf(last, around)}: ${last.status}`,
        ...(outlook === null ? [] : [outlook.detail]),
      ].join(', '),
    ),
  ]
}

/** Plugins that a job names, and that are not there or of another kind. */
export function pluginProblems(
  { export: exports, notify, hooks }: Job,
  { seen, settings }: Pick<JobSurroundings, 'seen' | 'settings'>,
): { readonly what: string; readonly hint: string }[] {
  const uses = [
    ...exports.map(({ plugin }) => ['export', plugin, 'exporter'] as const),
    ...notify.map(({ plugin }) => ['notify', plugin, 'notifier'] as const),
    ...hooks.map(({ plugin }) => ['hooks', plugin, 'hook'] as const),
  ]
  return uses.flatMap(([key, plugin, kind]) => {
    // A path is looked at when the job runs, and what is off is left out of it.
    if (seen === null || /[/\\]/.test(plugin) || settings.plugins[plugin]?.enabled === false) return []
    const found = seen.find((each) => each.name === plugin)
    if (found === undefined) {
      const near = suggest(
        plugin,
        seen.map((each) => each.name),
      )
      const hint = near === null ? 'rimuru plugins list shows which there are' : `did you mean ${near}?`
      return [{ what: `${key}: there is no plugin "${plugin}"`, hint }]
    }
    const is = found.found?.manifest.kind ?? null
    if (is === null || is === kind) return []
    const hint = 'rimuru plugins list shows which there are of each kind'
    return [{ what: `${key}: ${plugin} is no ${kind}, it is of the kind ${is}`, hint }]
  })
}

const CUT_OFF: ReadonlySet<string> = new Set(['failed', 'interrupted', 'running', 'unknown'])

function historyChecks(name: string, around: JobSurroundings): Check[] {
  const last = around.history?.last.get(name)
  const checks: Check[] = []
  if (last && CUT_OFF.has(last.status)) {
    const what =
      last.status === 'unknown'
        ? 'found nothing to report from'
        : last.status === 'failed'
          ? `failed${reasonOf(last)}`
          : 'was cut off'
    const hint = `rimuru runs show ${last.id.slice(0, 8)} says more`
    checks.push(warn(name, `its last run, at ${startOf(last, around)}, ${what}`, { hint }))
  }
  const open = (around.history?.open ?? []).filter(({ job }) => job === name)
  if (open.length > 0) {
    const items = open.map(({ plugin, subject, since, until }) => {
      const days = since === null || until === null ? '' : ` of ${periodText({ since, until })}`
      return `${plugin}: ${subject}${days}`
    })
    const hint = `if it did not arrive: rimuru run ${name} --resend, with the --date it was for`
    checks.push(warn(name, 'what it sent may not have arrived', { hint, items }))
  }
  return checks
}

const startOf = ({ startedAt }: RunRow, { timezone }: JobSurroundings): string =>
  localTime(new Date(startedAt).toISOString(), timezone)

function reasonOf({ record }: RunRow): string {
  const error = record === null ? null : (JSON.parse(record) as { error: { message: string } | null }).error
  return error === null ? '' : `: ${error.message}`
}

/** Over its amount is what budgets are for; only that nobody can tell is a fault. */
const budgetCheck = ({ name, state, message }: BudgetResult): Check =>
  state === 'unknown'
    ? warn(`budget ${name}`, message, { hint: 'it counts as neither kept nor broken until there is data' })
    : ok(`budget ${name}`, message)
