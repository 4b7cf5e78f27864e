import type { BudgetConfig, PublishConfig } from './job-types.ts'
import type { PricingConfig } from './pricing-types.ts'

export const CONFIG_VERSION = 1

export const WEEK_DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
export type WeekDay = (typeof WEEK_DAYS)[number]

/** What one agent's key under `sources` may hold. */
export interface SourceConfig {
  /** `false` leaves this agent out. */
  readonly enabled?: boolean | undefined
  /** Folders to read; relative ones start at the config file, `~` is the home folder. */
  readonly dirs?: readonly string[] | undefined
}

export const FAIL_POLICIES = ['open', 'closed'] as const

/** What one plugin's key under `plugins` may hold. */
export interface PluginConfig {
  /** `false` leaves this plugin out. */
  readonly enabled?: boolean | undefined
  /** Lower ones come first. */
  readonly priority?: number | undefined
  /** Whether the run goes on when it fails (`open`) or not (`closed`). */
  readonly failPolicy?: (typeof FAIL_POLICIES)[number] | undefined
  /** How long one call may take, in milliseconds. */
  readonly timeoutMs?: number | undefined
  /** Its own settings, checked against the schema in its manifest. */
  readonly config?: Readonly<Record<string, unknown>> | undefined
  /** What it may do of what its manifest asks for. */
  readonly grants?: PluginGrants | undefined
}

export interface PluginGrants {
  /** Origins such as `https://hooks.example.com`. */
  readonly network?: readonly string[] | undefined
  readonly read?: readonly string[] | undefined
  readonly write?: readonly string[] | undefined
  /** Names of environment variables. */
  readonly env?: readonly string[] | undefined
}

/** What a config file holds. */
export interface RimuruConfig {
  /** The version of the config format. */
  readonly version: typeof CONFIG_VERSION
  /** IANA time zone in which days, weeks and months are cut. */
  readonly timezone?: string | undefined
  /** First day of the week. */
  readonly weekStart?: WeekDay | undefined
  /** First day of the billing month, 1 to 28. */
  readonly monthStart?: number | undefined
  /** Name of this machine in reports. */
  readonly host?: string | undefined
  /** Name of the person in reports. */
  readonly user?: string | undefined
  /** Where each agent's data is, by agent. */
  readonly sources?: Readonly<Record<string, SourceConfig | undefined>> | undefined
  readonly pricing?: PricingConfig | undefined
  /** Settings of plugins, by name. */
  readonly plugins?: Readonly<Record<string, PluginConfig | undefined>> | undefined
  readonly budgets?: readonly BudgetConfig[] | undefined
  /** How jobs publish their reports, where they say nothing else. */
  readonly publish?: PublishConfig | undefined
  /** Where the JSON Schema is, for editors. */
  readonly $schema?: string | undefined
}
