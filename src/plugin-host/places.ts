import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { RimuruError } from '../core/errors.ts'
import { homeOf } from '../platform/places.ts'
import type { Environment } from '../platform/places.ts'
import { lookAt, reasonOf } from '../platform/walk.ts'

/** Those that come with the program: beside `src`. */
export const BUILT_IN = fileURLToPath(new URL('../../plugins/', import.meta.url)).replace(/[/\\]$/, '')

export const MANIFEST_FILE = 'plugin.toml'

export interface PluginPlaces {
  /** Where relative paths start. */
  readonly cwd: string
  /** The folder of the config: `plugins` in it goes before the built-in ones. */
  readonly configDir: string
  readonly home: string
  /** Named where settings of a plugin are wrong; null or left out without one. */
  readonly configPath?: string | null
}

/** Where plugins are looked up: beside the config, else in the working folder. */
export const placesOf = (configPath: string | null, cwd: string, env: Environment): PluginPlaces => ({
  cwd,
  configDir: configPath === null ? cwd : dirname(configPath),
  home: homeOf(env),
  configPath,
})

/** Folders of plugins, first wins. */
export const foldersOf = ({ configDir }: PluginPlaces): string[] => [...new Set([join(configDir, 'plugins'), BUILT_IN])]

/** What is in a folder of plugins. None where there is no such folder. */
export function namesIn(folder: string): string[] {
  const { stats, hidden } = lookAt(folder)
  if (hidden !== undefined) throw unreadable(folder, hidden)
  if (!stats?.isDirectory()) return []
  try {
    return readdirSync(folder)
  } catch (error) {
    throw unreadable(folder, reasonOf(error))
  }
}

const unreadable = (folder: string, reason: string): RimuruError =>
  new RimuruError('E4001', `the plugins cannot be read: ${reason}`, {
    where: folder,
    hint: 'make the folder readable, or move it away',
  })

/** Also where it cannot be seen, so that no other takes its place: whoever reads its manifest says why. */
export function hasPlugin(folder: string, name: string): boolean {
  const { stats, hidden } = lookAt(join(folder, name, MANIFEST_FILE))
  return stats !== undefined || hidden !== undefined
}

export const isPath = (name: string): boolean => /[/\\]|^\.{1,2}$/.test(name)
