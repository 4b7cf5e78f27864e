import type { Environment } from '../platform/places.ts'
import type { JsonObject } from '../plugin-sdk/types.ts'
import { parse } from './fetch/origins.ts'
import type { FoundPlugin, Permissions } from './types.ts'

/** What a manifest cannot know is named: `config:KEY` by the config, `env:NAME` by the environment. */
interface Naming {
  readonly config: JsonObject
  readonly env: Environment
}

type Resolve = (name: string, naming: Naming) => string | null

const textAt: Resolve = (key, { config }) => (typeof config[key] === 'string' ? config[key] : null)

const originOf = (address: string | null | undefined): string | null => {
  const url = parse(address ?? '')
  return url && /^https?:$/.test(url.protocol) ? url.origin : null
}

const pathIn =
  (kind: 'read' | 'write'): Resolve =>
  (name, { env }) =>
    env[name] ? `${kind}:${env[name]}` : null

const FORMS: Readonly<Record<keyof Permissions, Readonly<Record<string, Resolve>>>> = {
  network: {
    'config:': (key, naming) => originOf(textAt(key, naming)),
    'env:': (name, { env }) => originOf(env[name]),
    'config-env:': (key, naming) => originOf(naming.env[textAt(key, naming) ?? '']),
  },
  env: { 'config:': textAt },
  filesystem: { 'read:env:': pathIn('read'), 'write:env:': pathIn('write') },
}

/** An entry of a manifest as what it stands for; null where nothing is named. */
export function namedBy(permission: keyof Permissions, entry: string, naming: Naming): string | null {
  const form = Object.entries(FORMS[permission]).find(([prefix]) => entry.startsWith(prefix))
  return form ? form[1](entry.slice(form[0].length), naming) : entry
}

/** The plugin asking for what its manifest names. */
export function withNamed(plugin: FoundPlugin, naming: Naming): FoundPlugin {
  const all = (permission: keyof Permissions): string[] =>
    plugin.manifest.permissions[permission].flatMap((entry) => namedBy(permission, entry, naming) ?? [])
  const permissions = { filesystem: all('filesystem'), network: all('network'), env: all('env') }
  return { ...plugin, manifest: { ...plugin.manifest, permissions } }
}
