import type { Settings } from '../config/settings.ts'
import type { Environment } from '../platform/places.ts'
import type { SeenPlugin } from '../plugin-host/list.ts'
import { failPolicyOf } from '../plugin-host/plan.ts'
import type { FailPolicy } from '../plugin-host/types.ts'
import type { PluginKind } from '../plugin-sdk/types.ts'
import type { PluginFigures } from '../warehouse/plugin-state.ts'
import { fromHistory } from './history.ts'

export interface PluginItem {
  readonly id: string
  readonly type: PluginKind | null
  readonly version: string | null
  readonly description: string | null
  readonly folder: string
  readonly built_in: boolean
  readonly enabled: boolean
  /** Lower ones come first. */
  readonly priority: number | null
  readonly fail_policy: FailPolicy | null
  /** Null: no run has used it, or the history cannot be read now. */
  readonly health: PluginHealthItem | null
  /** Why it cannot be used. */
  readonly problem: string | null
}

export interface PluginHealthItem {
  readonly calls: number
  readonly failures: number
  readonly restarts: number
  readonly failures_in_a_row: number
  readonly last_error: string | null
}

export type HealthByName = ReadonlyMap<string, PluginFigures>

export function itemOf(
  { name, folder, builtIn, found, problem }: SeenPlugin,
  settings: Settings,
  health: HealthByName,
) {
  const own = settings.plugins[name]
  const manifest = found?.manifest
  const figures = health.get(name)
  return {
    id: name,
    type: manifest?.kind ?? null,
    version: manifest?.version ?? null,
    description: manifest?.description ?? null,
    folder,
    built_in: builtIn,
    enabled: own?.enabled ?? true,
    priority: own?.priority ?? manifest?.priority ?? null,
    fail_policy: manifest ? (own?.failPolicy ?? failPolicyOf(manifest.kind)) : null,
    health: figures === undefined || figures.calls + figures.restarts === 0 ? null : healthItem(figures),
    problem,
  } satisfies PluginItem
}

const healthItem = (figures: PluginFigures): PluginHealthItem => ({
  calls: figures.calls,
  failures: figures.failures,
  restarts: figures.restarts,
  failures_in_a_row: figures.failuresInARow,
  last_error: figures.lastError,
})

/** What earlier runs saw of plugins. */
export async function healthOf(names: readonly string[], env: Environment): Promise<HealthByName> {
  if (names.length === 0) return new Map()
  const { healthIn } = await import('../warehouse/plugin-state.ts')
  return fromHistory(env, (db) => healthIn(db, names), new Map())
}
