import { EXIT, exitCodeOf } from '../../core/errors.ts'
import { isClean } from '../../reports/clean.ts'
import type { RunStatus } from '../../warehouse/runs.ts'
import { agentVerdicts } from './agents.ts'
import type { RunContext, RunState } from './context.ts'

export interface Outcome {
  readonly status: Exclude<RunStatus, 'running'>
  readonly exitCode: number
}

/** How a run ended: the first that applies of interrupted, failed, stopped, incomplete, and bad data. */
export function verdictOf(context: RunContext, state: RunState, error: unknown): Outcome {
  if (context.signal.aborted) return { status: 'interrupted', exitCode: EXIT.interrupted }
  if (error !== null) return { status: 'failed', exitCode: exitCodeOf(error) }
  const hookFailures = state.hooks?.failures() ?? []
  const verdicts = [...agentVerdicts(state), ...(state.verdicts ?? [])]
  const failed = verdicts.filter(({ verdict }) => verdict === 'failed' || verdict === 'unknown')
  if (hookFailures.some(({ closed }) => closed) || failed.some(({ id, kind }) => isClosed(context, id, kind))) {
    return { status: 'failed', exitCode: EXIT.failed }
  }
  if (state.stopped !== undefined) return { status: 'stopped', exitCode: EXIT.stopped }
  if (isOverBudget(context, state)) return { status: 'alarm', exitCode: EXIT.stopped }
  if (failed.length > 0 || hookFailures.length > 0 || state.pricesIncomplete)
    return { status: 'incomplete', exitCode: EXIT.delivery }
  const isStrict = context.strict || context.job.fail.strict
  const exitCode = isStrict && isDoubtful(state) ? EXIT.quality : EXIT.ok
  return { status: state.readable ? 'ok' : 'unknown', exitCode }
}

const isDoubtful = ({ evaluated }: RunState): boolean =>
  evaluated !== undefined && (!isClean(evaluated.quality) || evaluated.budgets.some(({ state }) => state === 'unknown'))

function isClosed({ plugins, settings }: RunContext, id: string, kind: string): boolean {
  // It may have failed before it could be started.
  if (kind === 'agent') return settings.plugins[id]?.failPolicy !== 'open'
  const plugin = plugins.running.find(({ plan }) => plan.plugin.manifest.id === id)
  return kind !== 'exporter' && plugin?.plan.failPolicy === 'closed'
}

function isOverBudget({ job }: RunContext, { evaluated }: RunState): boolean {
  const from = job.fail.budget
  if (from === 'never') return false
  return (evaluated?.budgets ?? []).some(({ state }) => state === 'alarm' || (from === 'warn' && state === 'warn'))
}
