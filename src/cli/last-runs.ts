import { realpathSync } from 'node:fs'
import type { Environment } from '../platform/places.ts'
import type { RunRow } from '../warehouse/runs.ts'
import { fromHistory } from './history.ts'

/** The last run of each job of a config's folder. */
export async function lastRunsOf(env: Environment, folder: string): Promise<ReadonlyMap<string, RunRow>> {
  const { lastRuns } = await import('../warehouse/runs.ts')
  return fromHistory(env, (db) => lastRuns(db, realpathSync(folder)), new Map())
}
