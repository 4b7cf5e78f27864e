import { join } from 'node:path'
import { messageOf } from '../core/errors.ts'
import { pluginIn } from './find.ts'
import { BUILT_IN, foldersOf, hasPlugin, namesIn } from './places.ts'
import type { PluginPlaces } from './places.ts'
import type { FoundPlugin } from './types.ts'

/** A plugin that can be seen, and what is wrong with it when its manifest cannot be used. */
export type SeenPlugin = { readonly name: string; readonly folder: string; readonly builtIn: boolean } & (
  | { readonly found: FoundPlugin; readonly problem: null }
  | { readonly found: null; readonly problem: string }
)

/** All that can be seen, by name; of two with one name the one that a run would take. */
export function listPlugins(places: PluginPlaces): SeenPlugin[] {
  const seen = new Map<string, SeenPlugin>()
  for (const place of foldersOf(places)) {
    for (const name of namesIn(place)) {
      if (!seen.has(name) && hasPlugin(place, name)) seen.set(name, look(place, name))
    }
  }
  return [...seen.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

function look(place: string, name: string): SeenPlugin {
  const at = { name, folder: join(place, name), builtIn: place === BUILT_IN }
  try {
    return { ...at, found: pluginIn(place, name), problem: null }
  } catch (error) {
    return { ...at, found: null, problem: messageOf(error) }
  }
}
