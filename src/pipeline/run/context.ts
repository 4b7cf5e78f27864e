import type { Job } from '../../config/jobs.ts'
import type { Settings } from '../../config/settings.ts'
import type { BudgetEvaluation } from '../../budgets/types.ts'
import type { Span } from '../../core/calendar.ts'
import type { NoRepository, Repository } from '../../git/repository.ts'
import type { Hooks } from '../../hooks/types.ts'
import type { Environment } from '../../platform/places.ts'
import type { LogLine } from '../../plugin-host/types.ts'
import type { ExportedFile } from '../../plugin-sdk/types.ts'
import type { ReportInput } from '../../reports/costs.ts'
import type { BuiltReport } from '../../reports/report.ts'
import type { ReportBudget } from '../../reports/sections/budgets.ts'
import type { RestatedPeriod } from '../../reports/sections/restated.ts'
import type { SubscriptionUse } from '../../reports/sections/subscriptions.ts'
import type { Calendar } from '../../warehouse/queries/group-keys.ts'
import type { Reported } from '../../warehouse/reported.ts'
import type { RunRow } from '../../warehouse/runs.ts'
import type { Source } from '../discover.ts'
import type { SessionChanges } from './feed.ts'
import type { Plugins } from '../plugins/open-plugins.ts'
import type { LoadedData } from '../open-data.ts'
import type { Beside } from './beside.ts'

/** What a run was asked, and all that it may use. Nothing in it changes while it runs. */
export interface RunContext {
  readonly runId: string
  readonly job: Job
  readonly settings: Settings
  readonly calendar: Calendar
  readonly env: Environment
  /** The config file, and the folder that paths in it start from. */
  readonly configPath: string | null
  readonly configDir: string
  readonly version: string
  readonly date: string | null
  readonly dryRun: boolean
  readonly publish: boolean
  readonly notify: boolean
  readonly resend: boolean
  readonly offline: boolean
  readonly strict: boolean
  /** Days that were reported stay at the prices of then. */
  readonly freeze: boolean
  /** The moment that it is for: that of its slot where a scheduler is late. */
  readonly now: number
  readonly startedAt: number
  readonly signal: AbortSignal
  readonly plugins: Plugins
  readonly tell: RunTeller
}

/** Who follows a run. */
export interface RunTeller {
  readonly stepStarted: (title: string) => void
  readonly progress: (done: number, total: number) => void
  readonly stepEnded: (step: StepRecord) => void
  readonly waiting: (holder: string) => void
  /** What people should see, such as a warning of a plugin. */
  readonly note: (text: string) => void
  readonly plugin: (line: LogLine) => void
}

export type StepId = 'discover' | 'load' | 'sync' | 'price' | 'evaluate' | 'export' | 'publish' | 'notify'

export interface StepRecord {
  readonly id: StepId
  readonly title: string
  /** `incomplete`: it went on, but a plugin of it failed that may, or somebody did not answer. */
  readonly status: 'ok' | 'skipped' | 'incomplete' | 'failed'
  /** What it did, in a few words. */
  readonly detail: string
  readonly ms: number
}

/** A file below the report folder. */
export interface Output extends ExportedFile {
  readonly bytes: number
  readonly change: 'new' | 'changed' | 'same' | 'removed'
}

/** Where a written file is until it is put in its place. */
export interface Staged {
  readonly file: ExportedFile
  readonly from: string
}

export interface Target extends Staged {
  readonly to: string
}

export interface PluginVerdict {
  readonly id: string
  readonly kind: 'agent' | 'exporter' | 'notifier' | 'hook'
  readonly verdict: 'ok' | 'failed' | 'unknown' | 'skipped'
  readonly detail: string | null
}

export interface DeliveryRecord {
  readonly plugin: string
  readonly subject: string
  readonly state: 'delivered' | 'failed' | 'unknown' | 'skipped' | 'dry-run'
  readonly detail: string | null
}

export interface Published {
  readonly mode: string
  readonly commit: string | null
  readonly pushed: boolean
  /** Why there is no commit, or what to know of it. */
  readonly detail: string | null
}

export interface BudgetResult extends ReportBudget, Pick<BudgetEvaluation, 'left' | 'pace' | 'threshold'> {
  readonly state: BudgetEvaluation['state']
}

export interface Evaluated extends BuiltReport {
  /** What the job has told before and is no longer so. */
  readonly restated: readonly RestatedPeriod[]
  readonly subscriptions: readonly SubscriptionUse[]
  /** What later runs compare with, if this one comes to its end. */
  readonly told: readonly Reported[]
  readonly budgets: readonly BudgetResult[]
  /** The same for the same usage. */
  readonly inputs: { readonly requests: number; readonly sha256: string }
  readonly activeSessions: number
  readonly sessionChanges: SessionChanges
}

/** What the steps have found so far. */
export interface RunState {
  readonly sources?: readonly Source[]
  readonly data?: LoadedData
  /** Under which the job's history is kept. */
  readonly series?: string
  readonly period?: Span
  readonly label?: string
  /** Runs of the job since the last one that came to its end. */
  readonly cutOff?: readonly RunRow[]
  /** False: there is nothing to report from, so nothing is written. */
  readonly readable?: boolean
  /** A price provider did not answer, or not all that it said was taken. */
  readonly pricesIncomplete?: boolean
  readonly input?: ReportInput
  /** Absent in a dry run: it commits nothing, so another connection would not see what it has loaded. */
  readonly beside?: Beside
  readonly evaluated?: Evaluated
  readonly hooks?: Hooks
  /** Why a hook ended the run. */
  readonly stopped?: string
  readonly staged?: readonly Staged[]
  readonly outputs?: readonly Output[]
  /** Where the content of each output is, and where it belongs. */
  readonly targets?: readonly Target[]
  /** Paths that earlier runs have written and this one has not: they are not to stay in git. */
  readonly dropped?: readonly string[]
  /** Where the files are, as it was found before any was written. */
  readonly repository?: Repository | NoRepository
  readonly published?: Published
  readonly deliveries?: readonly DeliveryRecord[]
  readonly verdicts?: readonly PluginVerdict[]
}

export interface StepResult {
  readonly detail: string
  readonly skipped?: boolean
  readonly incomplete?: boolean
  readonly state?: RunState
}

export type Step = (context: RunContext, state: Required<RunState>) => Promise<StepResult>
