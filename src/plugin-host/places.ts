import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { homeOf } from '../platform/places.ts'
import type { Environment } from '../platform/places.ts'

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

export const isPath = (name: string): boolean => /[/\\]|^\.{1,2}$/.test(name)
