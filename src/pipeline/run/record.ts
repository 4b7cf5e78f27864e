import { messageOf, RimuruError } from '../../core/errors.ts'
import type { HookRecord } from '../../hooks/types.ts'
import type { CostFigures } from '../../warehouse/queries/costs.ts'
import type { QualityBlock } from '../../reports/quality.ts'
import type { RestatedPeriod } from '../../reports/sections/restated.ts'
import type { SubscriptionUse } from '../../reports/sections/subscriptions.ts'
import type { RunStatus } from '../../warehouse/runs.ts'
import { agentVerdicts } from './agents.ts'
import { budgetItem } from './budgets.ts'
import type { DeliveryRecord, Output, PluginVerdict, Published, RunContext, RunState, StepRecord } from './context.ts'
import { metricsOf } from './metrics.ts'
import type { SystemMetrics } from './metrics.ts'
import type { SessionChanges } from './feed.ts'
import type { Outcome } from './outcome.ts'
import { unnamed } from './words.ts'

/** All that is known of a run; it stays in the state. */
export interface RunDocument {
  readonly schema_version: 1
  readonly kind: 'run'
  readonly run_id: string
  readonly job: string
  readonly dry_run: boolean
  readonly period: { readonly since: string; readonly until: string; readonly timezone: string } | null
  readonly started_at: string
  readonly status: RunStatus
  readonly exit_code: number
  readonly error: { readonly code: string | null; readonly message: string } | null
  /** Why a hook ended it. */
  readonly stopped: string | null
  readonly steps: readonly StepRecord[]
  readonly outputs: readonly Output[]
  readonly published: Published | null
  readonly deliveries: readonly DeliveryRecord[]
  readonly plugins: readonly PluginVerdict[]
  readonly hooks: readonly HookRecord[]
  readonly totals: CostFigures | null
  readonly budgets: readonly ReturnType<typeof budgetItem>[]
  /** Days that the job has reported before, and that cost something else now. */
  readonly restated: readonly RestatedPeriod[]
  readonly subscriptions: readonly SubscriptionUse[]
  readonly quality: QualityBlock | null
  readonly prices: { readonly version: string; readonly as_of: string } | null
  /** Since the last run of the job; null where it did not get that far. */
  readonly sessions: SessionChanges | null
  readonly metrics: SystemMetrics
}

export function recordOf(
  context: RunContext,
  state: RunState,
  steps: readonly StepRecord[],
  { status, exitCode }: Outcome,
  error: unknown,
): RunDocument {
  const { evaluated, period } = state
  return {
    schema_version: 1,
    kind: 'run',
    run_id: context.runId,
    job: context.job.name,
    dry_run: context.dryRun,
    period: period ? { ...period, timezone: context.job.timezone } : null,
    started_at: new Date(context.startedAt).toISOString(),
    status,
    exit_code: exitCode,
    error:
      error === null ? null : { code: error instanceof RimuruError ? error.code : null, message: messageOf(error) },
    stopped: state.stopped ?? null,
    steps,
    outputs: state.outputs ?? [],
    published: state.published ?? null,
    deliveries: state.deliveries ?? [],
    plugins: [...agentVerdicts(state), ...(state.verdicts ?? []), ...hookVerdicts(state)],
    hooks: state.hooks?.hookReport() ?? [],
    totals: evaluated?.totals ?? null,
    budgets: (evaluated?.budgets ?? []).map(budgetItem),
    restated: evaluated?.restated ?? [],
    subscriptions: evaluated?.subscriptions ?? [],
    quality: evaluated?.quality ?? null,
    prices: evaluated?.report.prices ?? null,
    sessions: evaluated?.sessionChanges ?? null,
    metrics: metricsOf(context, state),
  }
}

/** The first failure of each hook stands for those that came after it. */
function hookVerdicts({ hooks }: RunState): PluginVerdict[] {
  const verdicts = new Map<string, PluginVerdict>()
  for (const { plugin } of hooks?.hookReport() ?? []) {
    verdicts.set(plugin, { id: plugin, kind: 'hook', verdict: 'ok', detail: null })
  }
  for (const { plugin, message } of hooks?.failures().toReversed() ?? []) {
    verdicts.set(plugin, { id: plugin, kind: 'hook', verdict: 'failed', detail: unnamed(message) })
  }
  return [...verdicts.values()]
}
