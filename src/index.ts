import type { RimuruConfig } from './config/types.ts'

export type {
  CostMode,
  PluginConfig,
  PluginGrants,
  PricingConfig,
  RimuruConfig,
  SourceConfig,
  WeekDay,
} from './config/types.ts'

/** Gives a config file its types; returns what it is given. */
export const defineConfig = (config: RimuruConfig): RimuruConfig => config
