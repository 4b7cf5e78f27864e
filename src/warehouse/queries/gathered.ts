import type { DuckDBConnection } from '../duckdb.ts'

/**
 * The view `gathered`: all rows of the data directories of a report. Which of them are `counted` is decided as if the
 * directories of an agent were one; the load has decided it within each.
 */
export async function gatherRoots(db: DuckDBConnection, roots: readonly number[]): Promise<void> {
  const made = roots.join()
  // A report may ask for several periods. Nothing is loaded meanwhile.
  if (MADE.get(db) === made) return
  const isHere = roots.length === 0 ? 'false' : `root_id in (${made})`
  await db.run(`
    create or replace temp view gathered as from entry where ${isHere};
    create or replace temp view gathered_shortfall as from claim_shortfall where ${isHere}`)
  if (await haveOneAgent(db, isHere)) {
    const { gatherRows } = await import('./gathered-rows.ts')
    await gatherRows(db, isHere)
  }
  MADE.set(db, made)
}

/** For which data directories the views of a connection were made. */
const MADE = new WeakMap<DuckDBConnection, string>()

/** Before something is loaded that they do not know of. */
export const forgetGathered = (db: DuckDBConnection): void => void MADE.delete(db)

/** Some of them. */
async function haveOneAgent(db: DuckDBConnection, isHere: string): Promise<boolean> {
  const agents = (await db.runAndReadAll(`select agent from root where ${isHere}`)).getRows().map(([agent]) => agent)
  return new Set(agents).size < agents.length
}
