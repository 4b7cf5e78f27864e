import { rmSync } from 'node:fs'
import { explainOutside } from '../../platform/outside-errors.ts'
import { messageOf } from '../../core/errors.ts'
import { endRun } from '../../warehouse/runs.ts'
import { STEPS } from '../steps.ts'
import type { RunContext, RunState, StepRecord } from './context.ts'
import { stopOf } from './hooks.ts'
import { metricsOf } from './metrics.ts'
import { verdictOf } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import { workFolders } from './places.ts'
import { recordOf } from './record.ts'
import type { RunDocument } from './record.ts'

export interface RanJob {
  readonly document: RunDocument
  /** Why it failed; null where it did not. */
  readonly error: unknown
}

/** One step after the other, to the record of the run. It ends the plugins whatever happens. */
export async function followSteps(context: RunContext): Promise<RanJob> {
  const { plugins, runId } = context
  const steps: StepRecord[] = []
  let state: RunState = {}
  let error: unknown = null
  try {
    try {
      for (const step of STEPS.filter(({ isAsked }) => isAsked?.(context.job) ?? true)) {
        context.signal.throwIfAborted()
        if (step.hasEffect && state.stopped !== undefined) {
          steps.push({ id: step.id, title: step.title, status: 'skipped', detail: STOPPED, ms: 0 })
          continue
        }
        state = await runStep(step, context, state, steps)
      }
      state = await tellMetrics(context, state)
    } catch (thrown) {
      error = explainOutside(thrown)
    }
    const outcome = verdictOf(context, state, error)
    const document = recordOf(context, state, steps, outcome, error)
    if (state.data && state.series !== undefined && !context.dryRun) {
      const { status, exitCode } = outcome
      const told = hasReported(outcome, state, steps) ? (state.evaluated?.told ?? []) : null
      const end = { endedAt: Date.now(), status, exitCode, record: JSON.stringify(document), told }
      await endRun(state.data.db, runId, state.series, end).catch((failure: unknown) => {
        if (error === null) context.tell.note(`the history does not know how this run ended: ${messageOf(failure)}`)
      })
    }
    return { document, error }
  } finally {
    await plugins.close()
    await state.beside?.close()
    // Also what runs that were cut off have left: no other is at work as long as this one holds the warehouse.
    if (state.data) rmSync(workFolders(context), { recursive: true, force: true })
    state.data?.close()
  }
}

const STOPPED = 'the run was stopped'

/**
 * Its report is there for people to read: also where somebody could not be told of it, or it could not be pushed yet.
 * What it says of earlier days is said, then.
 */
function hasReported({ status }: Outcome, { outputs = [] }: RunState, steps: readonly StepRecord[]): boolean {
  if (status === 'ok' || status === 'alarm' || status === 'incomplete') return true
  return outputs.length > 0 && !steps.some(({ id, detail }) => id === 'publish' && detail === STOPPED)
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
