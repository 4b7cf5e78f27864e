import { realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { RimuruError } from '../core/errors.ts'
import { masked } from '../core/secrets.ts'
import { suggest } from '../core/suggest.ts'
import { expandHome } from '../platform/places.ts'
import { readManifest } from './manifest.ts'
import { askMetadata } from './metadata.ts'
import { BUILT_IN, foldersOf, hasPlugin, isPath, MANIFEST_FILE, namesIn } from './places.ts'
import type { PluginPlaces } from './places.ts'
import type { FoundPlugin, Manifest } from './types.ts'

/** A plugin by its name or by its path. */
export async function findPlugin(name: string, places: PluginPlaces): Promise<FoundPlugin> {
  if (/^https?:/i.test(name)) throw isAddress(name)
  if (isPath(name)) return pluginAt(resolve(places.cwd, expandHome(name, places.home)), places)
  const known = folderOf(name, places)
  if (known !== null) return pluginIn(known, name)
  const names = knownPlugins(places)
  const near = suggest(name, names)
  throw new RimuruError('E6001', `there is no plugin "${name}"${near ? `, did you mean "${near}"?` : ''}`, {
    hint: `plugins: ${names.join(', ')}; or give a path such as ./plugins/${name}`,
  })
}

/** As where the address of a webhook, which is a secret, stands in a job instead of who posts to it. */
const isAddress = (address: string): RimuruError =>
  new RimuruError('E6001', `an address is no plugin: ${masked(address)}`, {
    hint: 'name the plugin, such as slack, and put the address into the environment variable that it reads',
  })

/** The folder of plugins that has one of this name, the first of them. */
const folderOf = (name: string, places: PluginPlaces): string | null =>
  foldersOf(places).find((folder) => hasPlugin(folder, name)) ?? null

/** Names of all that can be seen, sorted. */
export function knownPlugins(places: PluginPlaces): string[] {
  const names = foldersOf(places).flatMap((folder) => namesIn(folder).filter((name) => hasPlugin(folder, name)))
  return [...new Set(names)].sort()
}

/** One of a folder of plugins, where a name is the name of a folder: what it is called in the config and on disk is one. */
export function pluginIn(folder: string, name: string): FoundPlugin {
  const plugin = found(join(folder, name))
  const { id } = plugin.manifest
  if (id === name) return plugin
  throw new RimuruError('E4001', `plugin.name is "${id}", and its folder is named "${name}"`, {
    where: join(folder, name, MANIFEST_FILE),
    hint: 'give both the same name',
  })
}

function found(folder: string, manifest: Manifest = readManifest(folder)): FoundPlugin {
  return { folder, builtIn: folder === join(BUILT_IN, basename(folder)), manifest }
}

/** A folder with a manifest, or a program without one, which says itself who it is. */
async function pluginAt(path: string, places: PluginPlaces): Promise<FoundPlugin> {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) throw new RimuruError('E6001', 'there is no such plugin', { where: path, hint: 'correct the path' })
  if (stat.isDirectory()) return refuseOther(pluginIn(dirname(path), basename(path)), path, places)
  const metadata = await askMetadata([path], { PATH: process.env.PATH ?? '' }, join(path, '..'))
  const plugin: FoundPlugin = {
    folder: join(path, '..'),
    builtIn: false,
    manifest: {
      id: metadata.id,
      name: metadata.name,
      version: metadata.version,
      description: null,
      author: metadata.author ?? null,
      license: null,
      kind: metadata.kind ?? null,
      format: null,
      extension: null,
      calls: metadata.capabilities ?? [],
      configSchema: null,
      dependencies: {},
      permissions: { filesystem: [], network: [], env: [] },
      runtime: { command: [path], transport: 'socket' },
      priority: 100,
    },
  }
  return refuseOther(plugin, path, places)
}

/** What the config grants to a name, and what is kept under it, is for the plugin that the name alone would find. */
function refuseOther(plugin: FoundPlugin, path: string, places: PluginPlaces): FoundPlugin {
  const { id } = plugin.manifest
  const folder = folderOf(id, places)
  if (folder === null || realpathSync(join(folder, id)) === realpathSync(path)) return plugin
  throw new RimuruError('E4001', `plugin ${id}: there is another plugin of this name, in ${join(folder, id)}`, {
    where: path,
    hint: 'give it a name of its own, or ask for the other one by its name alone',
  })
}
