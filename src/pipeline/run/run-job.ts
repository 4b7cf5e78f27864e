import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import type { Job } from '../../config/jobs.ts'
import type { Settings } from '../../config/settings.ts'
import { RimuruError } from '../../core/errors.ts'
import type { PluginKind } from '../../plugin-sdk/types.ts'
import { endRun } from '../../warehouse/runs.ts'
import { openPlugins } from '../plugins/open-plugins.ts'
import type { Plugins } from '../plugins/open-plugins.ts'
import { homeOf } from '../../platform/places.ts'
import { STEPS } from '../steps.ts'
import type { RunContext, RunState, StepRecord } from './context.ts'
import { stopOf } from './hooks.ts'
import { metricsOf } from './metrics.ts'
import { verdictOf } from './outcome.ts'
import { workFolders } from './places.ts'
import { recordOf } from './record.ts'
import type { RunDocument } from './record.ts'

export type RunJobOptions = Omit<RunContext, 'runId' | 'plugins'>

export interface RanJob {
  readonly document: RunDocument
  /** Why it failed; null where it did not. */
  readonly error: unknown
}

/** Runs a job to its record. It rejects only where nothing was begun. */
export async function runJob(options: RunJobOptions): Promise<RanJob> {
  const runId = randomUUID()
  const job = withoutDisabled(options.job, options.settings)
  const plugins = await startPlugins(job, options, runId)
  const context: RunContext = { ...options, job, runId, plugins }
  const steps: StepRecord[] = []
  let state: RunState = {}
  let error: unknown = null
  try {
    try {
      for (const step of STEPS) {
        context.signal.throwIfAborted()
        if (step.hasEffect && state.stopped !== undefined) {
          steps.push({ id: step.id, title: step.title, status: 'skipped', detail: 'the run was stopped', ms: 0 })
          continue
        }
        state = await runStep(step, context, state, steps)
      }
      state = await tellMetrics(context, state)
    } catch (thrown) {
      error = thrown
    }
    const outcome = verdictOf(context, state, error)
    const document = recordOf(context, state, steps, outcome, error)
    if (state.data && !context.dryRun) {
      const record = JSON.stringify(document)
      const end = { endedAt: Date.now(), status: outcome.status, exitCode: outcome.exitCode, record }
      await endRun(state.data.db, runId, end).catch(() => undefined)
    }
    return { document, error }
  } finally {
    await plugins.close()
    // Also what runs that were cut off have left: no other is at work as long as this one holds the warehouse.
    if (state.data) rmSync(workFolders(context), { recursive: true, force: true })
    state.data?.close()
  }
}

async function runStep(
  { id, title, run }: (typeof STEPS)[number],
  context: RunContext,
  state: RunState,
  steps: StepRecord[],
): Promise<RunState> {
  const began = performance.now()
  const end = (status: StepRecord['status'], detail: string): void => {
    const step = { id, title, status, detail, ms: Math.round(performance.now() - began) }
    steps.push(step)
    context.tell.stepEnded(step)
  }
  context.tell.stepStarted(title)
  try {
    // A step finds what those before it have left: the table puts them in order.
    const result = await run(context, state as Required<RunState>)
    end(result.skipped ? 'skipped' : result.incomplete ? 'incomplete' : 'ok', result.detail)
    return { ...state, ...result.state }
  } catch (error) {
    end('failed', error instanceof Error ? error.message : String(error))
    throw error
  }
}

/** The last thing that hooks hear of. */
async function tellMetrics(context: RunContext, state: RunState): Promise<RunState> {
  if (!state.hooks) return state
  const outcome = await state.hooks.trigger({ name: 'MetricsExport', data: { ...metricsOf(context, state) } })
  await state.hooks.finish()
  const stop = stopOf('MetricsExport', outcome)
  return stop === null || state.stopped !== undefined ? state : { ...state, stopped: stop }
}

/** What the config turns off is left out of jobs too. */
function withoutDisabled(job: Job, { plugins }: Settings): Job {
  const isOn = ({ plugin }: { readonly plugin: string }): boolean => plugins[plugin]?.enabled !== false
  return { ...job, export: job.export.filter(isOn), notify: job.notify.filter(isOn), hooks: job.hooks.filter(isOn) }
}

/** Every plugin of the job, checked to be of the kind that it is used as. A dry run starts no notifier and no hook. */
async function startPlugins(job: Job, options: RunJobOptions, runId: string): Promise<Plugins> {
  const uses: [name: string, kind: PluginKind, key: string][] = [
    ...job.export.map(({ plugin }) => [plugin, 'exporter', 'export'] as [string, PluginKind, string]),
    ...job.notify.map(({ plugin }) => [plugin, 'notifier', 'notify'] as [string, PluginKind, string]),
    ...job.hooks.map(({ plugin }) => [plugin, 'hook', 'hooks'] as [string, PluginKind, string]),
  ]
  const { settings, env, version, configDir, tell } = options
  const plugins = await openPlugins([...new Set(uses.map(([name]) => name))], {
    settings,
    places: { cwd: configDir, configDir, home: homeOf(env) },
    env,
    version,
    runId,
    say: tell.plugin,
  }).catch((error: unknown) => {
    if (!(error instanceof RimuruError) || error.code !== 'E6001') throw error
    throw new RimuruError('E3001', error.message, { where: job.path, hint: error.hint, cause: error })
  })
  for (const [name, kind, key] of uses) {
    const is = plugins.named(name).plan.plugin.manifest.kind
    if (is === null || is === kind) continue
    await plugins.close()
    throw new RimuruError('E3001', `${key}: ${name} is no ${kind}, it is of the kind ${is}`, {
      where: job.path,
      hint: 'rimuru plugins list shows which there are of each kind',
    })
  }
  return plugins
}
