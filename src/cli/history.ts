import { existsSync } from 'node:fs'
import { warehousePath } from '../platform/places.ts'
import type { Environment } from '../platform/places.ts'
import type { DuckDBConnection } from '../warehouse/duckdb.ts'

/** What the history says, without waiting for it: the other answer where there is none, or another process holds it. */
export async function fromHistory<Answer>(
  env: Environment,
  ask: (db: DuckDBConnection) => Promise<Answer>,
  other: Answer,
): Promise<Answer> {
  const path = warehousePath(env)
  if (!existsSync(path)) return other
  const { openWarehouse } = await import('../warehouse/open.ts')
  try {
    const warehouse = await openWarehouse(path, { readOnly: true, patience: 0 })
    try {
      return await ask(warehouse.db)
    } finally {
      warehouse.close()
    }
  } catch {
    return other
  }
}
