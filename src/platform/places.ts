import { homedir, userInfo } from 'node:os'
import { join } from 'node:path'

export type Environment = Readonly<Record<string, string | undefined>>

/** `HOME` decides, also where the system knows another: it is how one reads the data of another home. Empty is unset. */
export const homeOf = (env: Environment, platform: NodeJS.Platform = process.platform): string =>
  (platform === 'win32' ? env.USERPROFILE || env.HOME : env.HOME) || homedir() || userInfo().homedir

/** Where the only copy of the history is kept: never in a work tree. */
export function stateFolder(env: Environment, platform: NodeJS.Platform = process.platform): string {
  if (env.RIMURU_HOME) return env.RIMURU_HOME
  const home = homeOf(env, platform)
  if (env.XDG_DATA_HOME) return join(env.XDG_DATA_HOME, 'rimuru')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'rimuru')
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'rimuru')
  return join(home, '.local', 'share', 'rimuru')
}

export const warehousePath = (env: Environment): string => join(stateFolder(env), 'warehouse.duckdb')

/** The pinned prices of a folder: that of the config, else the working one. */
export const priceLockPath = (folder: string): string => join(folder, 'prices', 'prices.lock.json')
