import { join } from 'node:path'
import type { AgentEnvironment, Place } from '../_shared/agent.ts'
import { EDITOR_LOGS } from './logs.ts'

const PRODUCTS = ['Code', 'Code - Insiders', 'VSCodium', 'Cursor', 'Windsurf']
/** Where an editor runs on another machine, or in a container, this is what it leaves there. */
const SERVERS = ['.vscode-server', '.vscode-server-insiders', '.vscodium-server']

export function editorPlaces({ home, platform, variables }: AgentEnvironment): Place[] {
  if (variables.VSCODE_PORTABLE)
    return [{ path: join(variables.VSCODE_PORTABLE, 'user-data/User'), origin: 'VSCODE_PORTABLE', logs: EDITOR_LOGS }]
  const base = baseOf(home, platform, variables)
  const paths = [
    ...PRODUCTS.map((product) => join(base, product, 'User')),
    ...SERVERS.map((server) => join(home, server, 'data/User')),
  ]
  return paths.map((path) => ({ path, origin: 'default', logs: EDITOR_LOGS }))
}

function baseOf(home: string, platform: NodeJS.Platform, variables: AgentEnvironment['variables']): string {
  if (platform === 'darwin') return join(home, 'Library/Application Support')
  if (platform === 'win32') return variables.APPDATA || join(home, 'AppData/Roaming')
  return variables.XDG_CONFIG_HOME || join(home, '.config')
}
