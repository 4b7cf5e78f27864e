import { dirname, join, resolve } from 'node:path'
import { RimuruError } from '../core/errors.ts'
import type { Environment } from '../platform/places.ts'
import { lookAt } from '../platform/walk.ts'
import { homeIn, resolvePath } from './paths.ts'

/** The first that exists in a folder counts. */
export const EXTENSIONS = ['ts', 'mts', 'js', 'mjs', 'cjs', 'json', 'yaml', 'yml']

export const SEARCH_PLACES = EXTENSIONS.map((ext) => `rimuru.config.${ext}`)

const HIDDEN_HINT = 'make it readable or remove it, or name another file with --config'

export interface FindOptions {
  /** Where the search starts, absolute. */
  readonly cwd: string
  /** The value of `--config`. */
  readonly explicitPath?: string | undefined
  readonly env: Environment
}

/** The config file that counts: `--config`, else `RIMURU_CONFIG`, else the nearest one up to the git root. */
export const findConfig = ({ cwd, explicitPath, env }: FindOptions): string | null => {
  if (explicitPath !== undefined) return explicitFile(explicitPath, '--config', cwd, env)
  if (env['RIMURU_CONFIG']) return explicitFile(env['RIMURU_CONFIG'], 'RIMURU_CONFIG', cwd, env)
  for (const folder of foldersUpToGitRoot(resolve(cwd))) {
    const place = SEARCH_PLACES.map((name) => join(folder, name)).find((path) => isFile(path, HIDDEN_HINT))
    if (place !== undefined) return place
  }
  return null
}

const explicitFile = (path: string, origin: string, cwd: string, env: Environment): string => {
  const file = resolvePath(path, cwd, homeIn(env))
  const hint = `correct ${origin}, or leave it out to use the nearest rimuru.config file`
  if (isFile(file, hint)) return file
  const problem = lookAt(file).stats ? 'is not a file' : 'does not exist'
  throw new RimuruError('E3001', `the config file given by ${origin} ${problem}`, { where: file, hint })
}

/** Outside a repository only the folder itself: a file further up belongs to somebody else. */
const foldersUpToGitRoot = (cwd: string): string[] => {
  const folders = [cwd]
  for (let folder = cwd; !isThere(join(folder, '.git'));) {
    const parent = dirname(folder)
    if (parent === folder) return [cwd]
    folders.push(parent)
    folder = parent
  }
  return folders
}

const isThere = (path: string): boolean => {
  const { stats, hidden } = lookAt(path)
  return stats !== undefined || hidden !== undefined
}

/** One that is there and cannot be seen is not taken for none: everything would be at its default, and nobody told. */
const isFile = (path: string, hint: string): boolean => {
  const { stats, hidden } = lookAt(path)
  if (hidden === undefined) return stats?.isFile() ?? false
  throw new RimuruError('E3001', `the config file cannot be read: ${hidden}`, { where: path, hint })
}
