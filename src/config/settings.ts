import { priceLockPath } from '../platform/places.ts'
import { resolveBudget } from './budgets.ts'
import type { BudgetSettings } from './budgets.ts'
import type { PublishConfig } from './job-types.ts'
import { resolvePricing } from './pricing.ts'
import type { PricingSettings } from './pricing.ts'
import type { PluginConfig, PluginGrants, RimuruConfig, SourceConfig, WeekDay } from './types.ts'

export interface SourceSettings {
  readonly enabled: boolean
  /** Absolute; null leaves it to the agent's own variables and default folders. */
  readonly dirs: readonly string[] | null
  /** Keys that only this agent has. */
  readonly [key: string]: unknown
}

/** null: the plugin's manifest or its kind decides. */
export interface PluginSettings {
  readonly enabled: boolean
  readonly priority: number | null
  readonly failPolicy: 'open' | 'closed' | null
  readonly timeoutMs: number | null
  readonly config: Readonly<Record<string, unknown>>
  readonly grants: PluginGrants | null
}

/** The config with every default filled. null: not set, the caller asks its next source. */
export interface Settings {
  readonly timezone: string | null
  readonly weekStart: WeekDay
  readonly monthStart: number
  readonly host: string | null
  readonly user: string | null
  /** Only agents that the config names. */
  readonly sources: Readonly<Record<string, SourceSettings>>
  readonly pricing: PricingSettings
  /** Only plugins that the config names. */
  readonly plugins: Readonly<Record<string, PluginSettings>>
  readonly budgets: readonly BudgetSettings[]
  /** As given: a job fills in the rest. */
  readonly publish: PublishConfig
}

/** `folder` is where paths start that have a default: the config's, else the working one. */
export const resolveConfig = (config: RimuruConfig | null, folder: string | null = null): Settings => ({
  timezone: config?.timezone ?? null,
  weekStart: config?.weekStart ?? 'monday',
  monthStart: config?.monthStart ?? 1,
  host: config?.host ?? null,
  user: config?.user ?? null,
  sources: resolveSources(config?.sources ?? {}),
  pricing: resolvePricing(config?.pricing ?? {}, folder === null ? null : priceLockPath(folder)),
  plugins: resolvePlugins(config?.plugins ?? {}),
  budgets: (config?.budgets ?? []).map((budget) => resolveBudget(budget, config?.monthStart ?? 1)),
  publish: config?.publish ?? {},
})

/** Without what every object has: a plugin may be called `constructor`. */
function resolvePlugins(plugins: Readonly<Record<string, PluginConfig | undefined>>): Settings['plugins'] {
  const resolved = Object.create(null) as Record<string, PluginSettings>
  for (const [name, plugin] of Object.entries(plugins)) if (plugin) resolved[name] = resolvePlugin(plugin)
  return resolved
}

/** `{}` is a plugin with nothing of its own. */
export const resolvePlugin = (plugin: PluginConfig): PluginSettings => ({
  enabled: plugin.enabled ?? true,
  priority: plugin.priority ?? null,
  failPolicy: plugin.failPolicy ?? null,
  timeoutMs: plugin.timeoutMs ?? null,
  config: plugin.config ?? {},
  grants: plugin.grants ?? null,
})

const resolveSources = (sources: Readonly<Record<string, SourceConfig | undefined>>): Record<string, SourceSettings> =>
  Object.fromEntries(Object.entries(sources).flatMap(([id, source]) => (source ? [[id, resolveSource(source)]] : [])))

// The options that only this agent has come along unchanged.
const resolveSource = (source: SourceConfig): SourceSettings => ({
  ...source,
  enabled: source.enabled ?? true,
  dirs: source.dirs ?? null,
})
