import type { Problems } from './manifest.ts'
import type { Permissions } from './types.ts'

const PATH = /^(read|write)(:.+)?$/
const ORIGIN = /^https?:\/\/[^/\s]+\/?$/
const VARIABLE = /^[A-Za-z_]\w*$/

/** `[permissions]`: what a plugin asks for. What it gets is up to the config. */
export function permissionsOf(table: Readonly<Record<string, unknown>>, problems: Problems): Permissions {
  const list = (key: keyof Permissions, form: RegExp, example: string): readonly string[] => {
    const given = problems.list(table, 'permissions', key)
    for (const each of given.filter((text) => !form.test(text))) {
      problems.found.push(`permissions.${key} is not like ${example}: "${each}"`)
    }
    return given
  }
  return {
    filesystem: list('filesystem', PATH, 'read:PATH or write:PATH'),
    network: list('network', ORIGIN, 'https://api.example.com'),
    env: list('env', VARIABLE, 'API_TOKEN'),
  }
}
