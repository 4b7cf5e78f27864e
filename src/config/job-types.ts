export const JOB_PERIODS = ['yesterday', 'last-week', 'last-month', 'month-to-date', 'since-last-run'] as const

/** Days in the job's zone, both included. */
export interface ExplicitPeriod {
  readonly since: string
  readonly until: string
}

export type JobPeriod = (typeof JOB_PERIODS)[number] | ExplicitPeriod

export const SECTIONS = [
  'budgets',
  'restated',
  'days',
  'movers',
  'anomalies',
  'subscriptions',
  'agents',
  'meters',
  'models',
  'projects',
  'branches',
  'sessions',
  'new-models',
  'unpriced',
] as const
export type SectionId = (typeof SECTIONS)[number]

export const EXPORTED_DATA = ['report', 'costs', 'sessions'] as const

/** A file, or several, that an exporter plugin writes. */
export interface JobExport {
  /** Its name, or its path from the config's folder. */
  readonly plugin: string
  /** What it is given. Default: report. */
  readonly data?: (typeof EXPORTED_DATA)[number] | undefined
  /** Name of the file without extension. Default: that of the data. */
  readonly name?: string | undefined
  /** Of costs and sessions: only these fields, in this order. */
  readonly fields?: readonly string[] | undefined
  readonly headers?: boolean | undefined
  readonly dateFormat?: string | undefined
  readonly pretty?: boolean | undefined
}

export const NOTIFY_WHEN = ['always', 'usage', 'alert'] as const

export interface JobNotification {
  readonly plugin: string
  /** With every report, only where there was usage, or only what needs attention, once each. Default: always. */
  readonly when?: (typeof NOTIFY_WHEN)[number] | undefined
  /** Names of exported files to send along, such as costs.csv. */
  readonly attach?: readonly string[] | undefined
}

export const RINGS = ['ingress', 'pre_flight', 'routing', 'post_flight', 'background'] as const
export type Ring = (typeof RINGS)[number]

export interface JobHook {
  readonly plugin: string
  /** SessionStart, SessionUpdate, SessionRestate, SessionEnd, CostThreshold, MetricsExport, or a name of the job's own after `Custom:`. */
  readonly on: readonly string[]
  /** Rings are asked in this order. Default: pre_flight. */
  readonly ring?: Ring | undefined
  /** Of CostThreshold: the cost in USD from which on it is asked. */
  readonly threshold?: number | string | undefined
}

export const PUBLISH_MODES = ['files', 'commit', 'push', 'pull-request'] as const

export interface PublishConfig {
  /** Only write the files, commit them (default), also push the branch, or push to a branch of its own for a pull request. */
  readonly mode?: (typeof PUBLISH_MODES)[number] | undefined
  /** From the config's folder. Default: reports. */
  readonly folder?: string | undefined
  /** Default: origin. */
  readonly remote?: string | undefined
  /** Of a pull request. Default: rimuru/JOB. */
  readonly branch?: string | undefined
  readonly author?: { readonly name: string; readonly email: string } | undefined
  /** Whether git's own hooks run. Default: false. */
  readonly hooks?: boolean | undefined
  /** Whether commits are signed as git is set up to. Default: false. */
  readonly sign?: boolean | undefined
}

export interface JobSchedule {
  /** Five fields: minute, hour, day of month, month, day of week. */
  readonly cron: string
  /** IANA zone. Default: that of the job. */
  readonly timezone?: string | undefined
}

/** What a job file holds: plain values. */
export interface JobConfig {
  readonly description?: string | undefined
  readonly schedule?: string | JobSchedule | undefined
  readonly period: JobPeriod
  /** IANA zone in which its days are cut. Default: that of the config. */
  readonly timezone?: string | undefined
  readonly filters?:
    | {
        readonly agents?: readonly string[] | undefined
        readonly models?: readonly string[] | undefined
        readonly projects?: readonly string[] | undefined
        readonly branches?: readonly string[] | undefined
      }
    | undefined
  readonly report?:
    | {
        readonly title?: string | undefined
        /** Which, in this order. Default: all. */
        readonly sections?: readonly SectionId[] | undefined
        /** Rows of a table before the rest is summed up in one. Default: 10. */
        readonly top?: number | undefined
      }
    | undefined
  readonly export?: readonly (string | JobExport)[] | undefined
  readonly notify?: readonly (string | JobNotification)[] | undefined
  /** false writes nothing at all. Default: that of the config. */
  readonly publish?: PublishConfig | false | undefined
  readonly hooks?: readonly JobHook[] | undefined
  /** Asks price providers first, and takes what they say into the price lock. Default: prices stay as they are. */
  readonly prices?: 'sync' | undefined
  /** Days that were reported when they were over stay at the prices they were reported with. Default: false. */
  readonly freeze?: boolean | undefined
  /** Names of budgets in the config; false for none. Default: all. */
  readonly budgets?: readonly string[] | false | undefined
  readonly fail?:
    | {
        /** From which state of a budget on the run exits 3. Default: alarm. */
        readonly budget?: 'warn' | 'alarm' | 'never' | undefined
        /** Exit 4 when data could not be read or priced, or a budget is unknown. Default: false. */
        readonly strict?: boolean | undefined
      }
    | undefined
}

export const BUDGET_PERIODS = ['day', 'week', 'month'] as const

export interface BudgetConfig {
  readonly name: string
  /** In USD; a text is taken to the last digit. */
  readonly amount: number | string
  readonly period: (typeof BUDGET_PERIODS)[number]
  /** First day of its month, 1 to 28. Default: that of the config. */
  readonly monthStart?: number | undefined
  /** Which usage it is for; * stands for anything. Default: all. */
  readonly scope?:
    | {
        readonly agents?: readonly string[] | undefined
        readonly models?: readonly string[] | undefined
        readonly projects?: readonly string[] | undefined
        readonly branches?: readonly string[] | undefined
        readonly users?: readonly string[] | undefined
        readonly hosts?: readonly string[] | undefined
      }
    | undefined
  /** Percent of the amount from which on its state is warn. Default: [80]. */
  readonly warn?: readonly number[] | undefined
  /** Percent of the amount from which on its state is alarm. Default: 100. */
  readonly alarm?: number | undefined
  /** Whether a forecast above the amount is a warning too. Default: true. */
  readonly pace?: boolean | undefined
  /** Days without any new record after which its state is unknown. Default: never. */
  readonly staleAfterDays?: number | undefined
}
