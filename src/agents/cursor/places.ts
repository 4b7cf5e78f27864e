import { join } from 'node:path'
import type { AgentEnvironment, Place } from '../_shared/agent.ts'

/** Cursor obeys no variable of its own. Under WSL its data stays on the Windows side. */
export const cursorPlaces = (env: AgentEnvironment): Place[] => [
  { path: join(applicationData(env), 'Cursor', 'User'), origin: 'default' },
]

function applicationData({ home, platform, variables }: AgentEnvironment): string {
  if (platform === 'darwin') return join(home, 'Library/Application Support')
  if (platform === 'win32') return variables.APPDATA || join(home, 'AppData/Roaming')
  return variables.XDG_CONFIG_HOME || join(home, '.config')
}
