import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { RimuruError } from '../core/errors.ts'
import { isFolder } from '../platform/folders.ts'
import { homeOf } from '../platform/places.ts'
import type { Environment } from '../platform/places.ts'
import { reasonOf } from '../platform/walk.ts'

/** Those that come with the program: beside `src`. */
export const BUILT_IN = fileURLToPath(new URL('../../plugins/', import.meta.url)).replace(/[/\\]$/, '')

export const MANIFEST_FILE = 'plugin.toml'

export interface PluginPlaces {
  /** Where relative paths start. */
  readonly cwd: string
  /** The folder of the config: `plugins` in it goes before the built-in ones. */
  readonly configDir: string
  readonly home: string
}

/** Where plugins are looked up: beside the config, else in the working folder. */
export const placesOf = (configPath: string | null, cwd: string, env: Environment): PluginPlaces => ({
  cwd,
  configDir: configPath === null ? cwd : dirname(configPath),
  home: homeOf(env),
})

/** Folders of plugins, first wins. */
export const foldersOf = ({ configDir }: PluginPlaces): string[] => [...new Set([join(configDir, 'plugins'), BUILT_IN])]

/** What is in a folder of plugins. None where there is no such folder. */
export function namesIn(folder: string): string[] {
  try {
    return isFolder(folder) ? readdirSync(folder) : []
  } catch (error) {
    const hint = 'make the folder readable, or move it away'
    throw new RimuruError('E4001', `the plugins cannot be read: ${reasonOf(error)}`, { where: folder, hint })
  }
}

export const isPath = (name: string): boolean => /[/\\]|^\.{1,2}$/.test(name)
