import type { CostMode, RimuruConfig, SourceConfig, WeekDay } from './types.ts'

export interface SourceSettings {
  readonly enabled: boolean
  /** Absolute; null leaves it to the agent's own variables and default folders. */
  readonly dirs: readonly string[] | null
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
  readonly pricing: { readonly cost: CostMode }
}

export const resolveConfig = (config: RimuruConfig | null): Settings => ({
  timezone: config?.timezone ?? null,
  weekStart: config?.weekStart ?? 'monday',
  monthStart: config?.monthStart ?? 1,
  host: config?.host ?? null,
  user: config?.user ?? null,
  sources: resolveSources(config?.sources ?? {}),
  pricing: { cost: config?.pricing?.cost ?? 'calculate' },
})

const resolveSources = (sources: Readonly<Record<string, SourceConfig | undefined>>): Record<string, SourceSettings> =>
  Object.fromEntries(Object.entries(sources).flatMap(([id, source]) => (source ? [[id, resolveSource(source)]] : [])))

// The options that only this agent has come along unchanged.
const resolveSource = (source: SourceConfig): SourceSettings => ({
  ...source,
  enabled: source.enabled ?? true,
  dirs: source.dirs ?? null,
})
