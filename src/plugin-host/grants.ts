import { resolve, sep } from 'node:path'
import { expandHome } from '../platform/places.ts'
import type { FoundPlugin, Permissions } from './types.ts'

/** What the config allows a plugin. */
export interface Grants {
  readonly network?: readonly string[] | undefined
  readonly read?: readonly string[] | undefined
  readonly write?: readonly string[] | undefined
  readonly env?: readonly string[] | undefined
}

type Granted = { readonly [Kind in keyof Grants]-?: readonly string[] }

/**
 * What it asks for and the config allows. Those that come with the program have what they ask for; of others nothing that
 * was not granted. `home` is what `~` means.
 */
export function grantsOf({ builtIn, manifest }: FoundPlugin, given: Grants | null, home: string): Granted {
  const { network, filesystem, env } = manifest.permissions
  const asked = {
    network: network.map(plainOrigin),
    env,
    read: pathsOf(filesystem, 'read', home),
    write: pathsOf(filesystem, 'write', home),
  }
  if (builtIn && given === null) return asked
  const paths = (kind: 'read' | 'write'): string[] =>
    shared(
      asked[kind],
      (given?.[kind] ?? []).map((path) => wholePath(path, home)),
    )
  const origins = new Set((given?.network ?? []).map(plainOrigin))
  return {
    network: asked.network.filter((origin) => origins.has(origin)),
    env: env.filter((name) => given?.env?.includes(name)),
    read: paths('read'),
    write: paths('write'),
  }
}

/** Whether it has one thing that it asks for, all of it or a part. */
export function isAllowed(
  plugin: FoundPlugin,
  given: Grants | null,
  home: string,
  permission: keyof Permissions,
  what: string,
): boolean {
  const permissions = { filesystem: [], network: [], env: [], [permission]: [what] }
  const granted = grantsOf({ ...plugin, manifest: { ...plugin.manifest, permissions } }, given, home)
  return Object.values(granted).some((list) => list.length > 0)
}

/** `read` alone asks for everything. */
const pathsOf = (filesystem: readonly string[], kind: 'read' | 'write', home: string): string[] =>
  filesystem
    .filter((each) => each === kind || each.startsWith(`${kind}:`))
    .map((each) => (each === kind ? resolve('/') : wholePath(each.slice(kind.length + 1), home)))

const wholePath = (path: string, home: string): string => resolve(expandHome(path, home))

const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`)

/** Where both hold: of a folder and one inside it, the inner one. */
const shared = (some: readonly string[], others: readonly string[]): string[] => [
  ...new Set(
    some.flatMap((path) =>
      others.flatMap((other) => (isWithin(path, other) ? [path] : isWithin(other, path) ? [other] : [])),
    ),
  ),
]

const plainOrigin = (origin: string): string => origin.replace(/\/$/, '').toLowerCase()
