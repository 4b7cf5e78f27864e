import { join } from 'node:path'
import type { AgentEnvironment, Place } from '../_shared/agent.ts'
import { expandHome } from '../../platform/places.ts'

/** GOOSE_PATH_ROOT moves everything. XDG_DATA_HOME moves the data, and says nothing of whether there is any. */
export function goosePlaces({ home, platform, variables }: AgentEnvironment): Place[] {
  if (variables.GOOSE_PATH_ROOT)
    return [{ path: join(expandHome(variables.GOOSE_PATH_ROOT, home), 'data'), origin: 'GOOSE_PATH_ROOT' }]
  return folders(home, platform, variables).map((path) => ({ path, origin: 'default' }))
}

function folders(home: string, platform: NodeJS.Platform, variables: AgentEnvironment['variables']): string[] {
  if (platform === 'win32') {
    const roaming = variables.APPDATA || join(home, 'AppData/Roaming')
    return [join(roaming, 'Block/goose/data')]
  }
  const data = variables.XDG_DATA_HOME || join(home, '.local/share')
  // The folder of the company is that of older versions, the library folder that of the desktop app.
  const linux = [join(data, 'goose'), join(data, 'Block/goose')]
  if (platform !== 'darwin' || variables.XDG_DATA_HOME) return linux
  const library = join(home, 'Library/Application Support')
  return [...linux, join(library, 'goose'), join(library, 'Block.goose'), join(library, 'Block/goose')]
}
