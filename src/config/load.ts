import { dirname } from 'node:path'
import { findConfig, type FindOptions } from './find.ts'
import { homeOf } from './paths.ts'
import type { SchemaOptions, ValidConfig } from './schema.ts'

export interface LoadOptions extends FindOptions, SchemaOptions {}

export interface LoadedConfig {
  /** null without a config file. */
  readonly config: ValidConfig | null
  /** The file it is from, absolute. */
  readonly path: string | null
}

/** Finds, reads and checks the config file. Everything heavy is loaded only once there is a file. */
export const loadConfig = async (options: LoadOptions): Promise<LoadedConfig> => {
  const path = findConfig(options)
  if (path === null) return { config: null, path }
  const { readConfigFile } = await import('./read-file.ts')
  const content = await readConfigFile(path)
  const { validateConfig } = await import('./validate.ts')
  const roots = { folder: dirname(path), home: homeOf(options.env) }
  return { config: validateConfig(content, path, options, roots), path }
}
