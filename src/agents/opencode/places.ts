import { isAbsolute, join } from 'node:path'
import type { AgentEnvironment, Place } from '../_shared/agent.ts'
import { expandHome } from '../../platform/places.ts'
import { listOfFolders } from '../_shared/places.ts'

/**
 * OPENCODE_DB is a database elsewhere and replaces the default data, OPENCODE_DATA_DIR is what readers of this data use.
 * XDG_DATA_HOME moves the data, and says nothing of whether there is any.
 */
export function openCodePlaces(env: AgentEnvironment): Place[] {
  const { OPENCODE_DATA_DIR: folders, OPENCODE_DB: database } = env.variables
  const named = folders
    ? listOfFolders(folders, ',', env).map((path) => ({ path, origin: 'OPENCODE_DATA_DIR' }))
    : defaults(env).map((path) => ({ path, origin: 'default' }))
  if (!database || database === ':memory:') return named
  const file = expandHome(database, env.home)
  const own: Place = {
    path: isAbsolute(file) ? file : join(named[0]!.path, file),
    origin: 'OPENCODE_DB',
    logs: [{ folder: '', accepts: () => true, kind: 'database', depth: 0 }],
  }
  return folders ? [...named, own] : [own]
}

/** The same below the home on all systems; the other folders are where readers of this data have met it as well. */
function defaults({ home, platform, variables }: AgentEnvironment): string[] {
  const own = join(variables.XDG_DATA_HOME || join(home, '.local/share'), 'opencode')
  if (variables.XDG_DATA_HOME) return [own]
  if (platform === 'darwin') return [own, join(home, 'Library/Application Support/opencode')]
  if (platform !== 'win32') return [own]
  const { APPDATA, LOCALAPPDATA } = variables
  return [
    own,
    join(APPDATA || join(home, 'AppData/Roaming'), 'opencode'),
    join(LOCALAPPDATA || join(home, 'AppData/Local'), 'opencode'),
  ]
}
