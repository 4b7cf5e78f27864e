import { homedir, userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { RimuruError } from '../core/errors.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** `HOME` decides, also where the system knows another: it is how one reads the data of another home. Empty is unset. */
export const homeOf = (env: Environment, platform: NodeJS.Platform = process.platform): string =>
  (platform === 'win32' ? env.USERPROFILE || env.HOME : env.HOME) || systemHome()

function systemHome(): string {
  try {
    return homedir() || userInfo().homedir
  } catch (cause) {
    // In a container, of a number that no user has.
    throw new RimuruError('E8001', 'there is no home folder: HOME is not set, and this user has none', {
      hint: 'set HOME to the folder that the agents write to',
      cause,
    })
  }
}

/** What no shell has expanded, as in a crontab or a file of variables. */
export const expandHome = (path: string, home: string): string =>
  path === '~' ? home : /^~[/\\]/.test(path) ? join(home, path.slice(2)) : path

/**
 * Where the only copy of the history is kept: never in a work tree. In full: plugins work in folders of their own, and DuckDB
 * expands a `~` itself.
 */
export function stateFolder(env: Environment, platform: NodeJS.Platform = process.platform): string {
  const named = namedStateFolder(env, platform)
  // A user may have no home, and needs none for a folder that has its full name.
  return resolve(named.startsWith('~') ? expandHome(named, homeOf(env, platform)) : named)
}

function namedStateFolder(env: Environment, platform: NodeJS.Platform): string {
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
