import { join } from 'node:path'
import type { AgentEnvironment, Place } from '../_shared/agent.ts'
import { listOfFolders } from '../_shared/places.ts'

/** The agent takes one directory from CODEX_HOME, readers a comma-separated list. CODEX_SQLITE_HOME moves no rollout. */
export function codexPlaces(env: AgentEnvironment): Place[] {
  const own = env.variables.CODEX_HOME
  if (own) return listOfFolders(own, ',', env).map((path) => ({ path, origin: 'CODEX_HOME' }))
  return [{ path: join(env.home, '.codex'), origin: 'default' }]
}
