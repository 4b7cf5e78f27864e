import type { JobConfig } from './config/job-types.ts'
import type { RimuruConfig } from './config/types.ts'

export type {
  BudgetConfig,
  JobConfig,
  JobExport,
  JobHook,
  JobNotification,
  JobPeriod,
  JobSchedule,
  PublishConfig,
} from './config/job-types.ts'
export type { CostMode, Discount, PriceOverride, PricingConfig, SubscriptionConfig } from './config/pricing-types.ts'
export type { PluginConfig, PluginGrants, RimuruConfig, SourceConfig, WeekDay } from './config/types.ts'

/** Gives a config file its types; returns what it is given. */
export const defineConfig = (config: RimuruConfig): RimuruConfig => config

/** Gives a job file its types; returns what it is given. */
export const defineJob = (job: JobConfig): JobConfig => job
