import type { JsonObject } from '../plugin-sdk/types.ts'
import type { Problems } from './manifest.ts'
import type { Permissions } from './types.ts'

const PATH = /^(read|write)(:env:[A-Za-z_]\w*|:(?!env:).+)?$/
const ORIGIN = /^(https?:\/\/[^/\s]+\/?|(config|config-env):\w+|env:[A-Za-z_]\w*)$/
const VARIABLE = /^([A-Za-z_]\w*|config:\w+)$/

/** `[permissions]`: what a plugin asks for. What it gets is up to the config. */
export function permissionsOf(
  table: Readonly<Record<string, unknown>>,
  schema: JsonObject | null,
  problems: Problems,
): Permissions {
  const keys = Object.keys((schema?.properties ?? {}) as object)
  const list = (key: keyof Permissions, form: RegExp, example: string, named: string): readonly string[] => {
    const given = problems.list(table, 'permissions', key)
    for (const each of given) {
      const [, configKey] = /^config(?:-env)?:(\w+)$/.exec(each) ?? []
      if (!form.test(each)) {
        problems.found.push(`permissions.${key} is not like ${example}: "${each}"; ${named} may be named too`)
      } else if (configKey !== undefined && key !== 'filesystem' && !keys.includes(configKey)) {
        problems.found.push(`permissions.${key} names a key that config.schema does not have: "${each}"`)
      }
    }
    return given
  }
  return {
    filesystem: list('filesystem', PATH, 'read:PATH or write:PATH', 'read:env:NAME and write:env:NAME'),
    network: list('network', ORIGIN, 'https://api.example.com', 'config:KEY, config-env:KEY and env:NAME'),
    env: list('env', VARIABLE, 'API_TOKEN', 'config:KEY'),
  }
}
