import { existsSync, realpathSync } from 'node:fs'
import { warehousePath } from '../platform/places.ts'
import type { Environment } from '../platform/places.ts'
import type { RunRow } from '../warehouse/runs.ts'

/** The last run of each job of a config's folder. Empty where there is no history, or another process holds it. */
export async function lastRunsOf(env: Environment, folder: string): Promise<ReadonlyMap<string, RunRow>> {
  const path = warehousePath(env)
  if (!existsSync(path)) return new Map()
  const { openWarehouse } = await import('../warehouse/open.ts')
  const { lastRuns } = await import('../warehouse/runs.ts')
  try {
    const warehouse = await openWarehouse(path, { readOnly: true, patience: 0 })
    try {
      return await lastRuns(warehouse.db, realpathSync(folder))
    } finally {
      warehouse.close()
    }
  } catch {
    return new Map()
  }
}
