import type { DuckDBConnection } from './duckdb.ts'

/** All of it or nothing. */
export async function inTransaction(db: DuckDBConnection, work: () => Promise<void>): Promise<void> {
  await db.run('begin')
  try {
    await work()
    await db.run('commit')
  } catch (error) {
    // A commit that failed has ended it: to be told so would hide why.
    await db.run('rollback').catch(() => undefined)
    throw error
  }
}
