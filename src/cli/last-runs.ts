import { existsSync } from 'node:fs'
import { warehousePath } from '../platform/places.ts'
import type { Environment } from '../platform/places.ts'
import type { RunRow } from '../warehouse/runs.ts'

/** The last run of each job. Empty where there is no history, or another process holds it. */
export async function lastRunsOf(env: Environment): Promise<ReadonlyMap<string, RunRow>> {
  const path = warehousePath(env)
  if (!existsSync(path)) return new Map()
  const { openWarehouse } = await import('../warehouse/open.ts')
  const { lastRuns } = await import('../warehouse/runs.ts')
  try {
    const warehouse = await openWarehouse(path, { readOnly: true, patience: 0 })
    try {
      return await lastRuns(warehouse.db)
    } finally {
      warehouse.close()
    }
  } catch {
    return new Map()
  }
}
