import type { DuckDBConnection } from '../warehouse/duckdb.ts'
import { commitToFile } from '../warehouse/open.ts'

/** Does work as one, or not at all. */
export type InTransaction = (work: () => Promise<void>) => Promise<void>

/** Each on its own. In a dry run they are one, which is never ended: it is gone with the connection. */
export function transactions(db: DuckDBConnection, dryRun: boolean): InTransaction {
  let isOpen = false
  return async (work) => {
    if (!isOpen) await db.run('begin')
    isOpen = dryRun
    try {
      await work()
      if (!dryRun) await commitToFile(db)
    } catch (error) {
      isOpen = false
      await db.run('rollback').catch(() => undefined)
      throw error
    }
  }
}
