import { readdirSync } from 'node:fs'
import { basename, delimiter, dirname, join } from 'node:path'
import type { AgentEnvironment, Place } from '../_shared/agent.ts'
import { listOfFolders } from '../_shared/places.ts'

/**
 * The agent takes one directory from CLAUDE_CONFIG_DIR; readers made a comma-separated list of it, in which an entry may
 * also be the `projects` folder itself. Without it there are `~/.claude`, for some installs since 1.0.30 the XDG place, and
 * the desktop app's own session folders.
 */
export function claudePlaces(env: AgentEnvironment): Place[] {
  const own = env.variables.CLAUDE_CONFIG_DIR
  const many = env.variables.CLAUDE_CONFIG_DIRS
  if (own)
    return listOfFolders(own, ',', env).map((path) => ({ path: parentOfProjects(path), origin: 'CLAUDE_CONFIG_DIR' }))
  if (many) {
    return listOfFolders(many, delimiter, env).map((path) => ({
      path: parentOfProjects(path),
      origin: 'CLAUDE_CONFIG_DIRS',
    }))
  }
  const config = env.variables.XDG_CONFIG_HOME || join(env.home, '.config')
  return [
    join(env.home, '.claude'),
    join(config, 'claude'),
    ...desktopFolders(env, config).flatMap((folder) => desktopProjects(folder, 0)),
  ].map((path) => ({ path, origin: 'default' }))
}

const parentOfProjects = (path: string): string => (basename(path) === 'projects' ? dirname(path) : path)

function desktopFolders(env: AgentEnvironment, config: string): string[] {
  const sessions = 'local-agent-mode-sessions'
  if (env.platform === 'darwin') return [join(env.home, 'Library/Application Support/Claude', sessions)]
  if (env.platform !== 'win32') return [join(config, 'Claude', sessions)]
  const roaming = env.variables.APPDATA || join(env.home, 'AppData/Roaming')
  const packages = join(env.variables.LOCALAPPDATA || join(env.home, 'AppData/Local'), 'Packages')
  const stores = foldersIn(packages)
    .filter((name) => name.startsWith('Claude_'))
    .map((name) => join(packages, name, 'LocalCache/Roaming/Claude', sessions))
  return [join(roaming, 'Claude', sessions), ...stores]
}

/** `<a>/<b>/local_<id>/.claude` at any depth up to eight. */
function desktopProjects(folder: string, level: number): string[] {
  return foldersIn(folder).flatMap((name) => {
    const path = join(folder, name)
    if (name === '.claude') return [path]
    return level < 8 ? desktopProjects(path, level + 1) : []
  })
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort()
  } catch {
    return []
  }
}
