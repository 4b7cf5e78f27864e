import type { DuckDBConnection } from '../warehouse/duckdb.ts'
import { commitToFile } from '../warehouse/open.ts'

/** Does work as one, or not at all. `isLarge`: all that there is comes in. */
export type InTransaction = (work: () => Promise<void>, isLarge?: boolean) => Promise<void>

/** Each on its own. In a dry run they are one, which is never ended: it is gone with the connection. */
export function transactions(db: DuckDBConnection, dryRun: boolean): InTransaction {
  let isOpen = false
  return async (work, isLarge = false) => {
    if (!isOpen) await db.run('begin')
    isOpen = dryRun
    try {
      await work()
      if (!dryRun) await (isLarge ? commitToFile(db) : db.run('commit'))
    } catch (error) {
      isOpen = false
      await db.run('rollback').catch(() => undefined)
      throw error
    }
  }
}
