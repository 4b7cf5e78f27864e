import { withAgentIds } from './agent-ids.ts'
import { findConfig, type FindOptions } from './find.ts'
import { homeIn } from './paths.ts'
import type { SchemaOptions } from './schema.ts'
import type { RimuruConfig } from './types.ts'

export interface LoadOptions extends FindOptions, SchemaOptions {}

export interface LoadedConfig {
  /** Checked, with absolute paths; null without a config file. */
  readonly config: RimuruConfig | null
  /** The file it is from, absolute. */
  readonly path: string | null
}

/** Finds, reads and checks the config file. Everything heavy is loaded only once there is a file. */
export const loadConfig = async (options: LoadOptions): Promise<LoadedConfig> => {
  const path = findConfig(options)
  if (path === null) return { config: null, path }
  const { CONFIG_FILE, readConfigFile } = await import('./read-file.ts')
  const { value } = await readConfigFile(path, CONFIG_FILE)
  const { checkConfig } = await import('./checked.ts')
  const config = await checkConfig(value, path, options, homeIn(options.env), options.env)
  return { config: withAgentIds(config, options.agentIds, path), path }
}
