import { readdirSync } from 'node:fs'
import { extname, join } from 'node:path'
import { openMemo, stampOf } from '../../platform/memo.ts'
import { stateFolder } from '../../platform/places.ts'
import type { Environment } from '../../platform/places.ts'
import { foldersOf, hasPlugin, isPath, MANIFEST_FILE } from '../../plugin-host/places.ts'
import type { PluginPlaces } from '../../plugin-host/places.ts'
import type { JsonObject } from '../../plugin-sdk/types.ts'
import type { CheckedPlugin } from './check-plugins.ts'

export interface Wanted {
  readonly names: readonly string[]
  readonly places: PluginPlaces
  readonly version: string
  readonly env: Environment
  readonly configOf: (plugin: string) => JsonObject
}

/** Plugins found and checked. It is remembered: to load what reads and checks manifests takes longer than to start them. */
export async function knownPlugins({ names, places, version, env, configOf }: Wanted): Promise<CheckedPlugin[]> {
  const follows = names.map((name) => stampsOf(name, places))
  const isAllSeen = follows.every((stamps) => stamps !== null)
  const key = JSON.stringify([version, names.map(configOf), follows, RULES.map((path) => stampOf(ruleAt(path)))])
  const memo = isAllSeen ? openMemo(join(stateFolder(env), 'answers')) : null
  const known = memo?.recall<CheckedPlugin[]>(key)
  if (known) return known
  const { checkPlugins } = await import('./check-plugins.ts')
  const checked = await checkPlugins(names, places, version, configOf)
  memo?.remember(key, checked)
  return checked
}

/** What says that a plugin is as it was: where it is, its manifest and the names of its files. Null: not known beforehand. */
function stampsOf(name: string, places: PluginPlaces): unknown {
  if (isPath(name)) return null
  for (const place of foldersOf(places)) {
    if (!hasPlugin(place, name)) continue
    const folder = join(place, name)
    const stamp = stampOf(join(folder, MANIFEST_FILE))
    return stamp === null ? null : [folder, stamp, readdirSync(folder)]
  }
  return null
}

const ENDING = extname(import.meta.url)
/** Another version of them may think otherwise. */
const RULES = ['manifest', 'manifest-keys', 'permissions', 'runtime', 'config-check', 'gate', 'find']
const ruleAt = (name: string): URL => new URL(`../../plugin-host/${name}${ENDING}`, import.meta.url)
