import type { JsonObject } from '../plugin-sdk/types.ts'
import { METADATA_BYTES, shown, sizeOf } from './answer.ts'

export interface Metadata {
  /** What all hooks see. It stays as it is; what is written comes with the next one. */
  readonly current: JsonObject
  /** Keeps the keys that are the plugin's own, and warns of others. */
  write(plugin: string, given: JsonObject): void
}

/** What the hooks of a run tell each other. */
export function createMetadata(plugins: readonly string[], warn: (plugin: string, message: string) => void): Metadata {
  const prefixes = [...new Set(plugins.flatMap(prefixesOf))]
  let bag: JsonObject = {}

  /** `_my_plugin_key` belongs to my-plugin, also where there is a plugin `my`. */
  const isOwn = (plugin: string, key: string): boolean => {
    const longest = prefixes.reduce(
      (best, each) => (key.startsWith(each) && each.length > best.length ? each : best),
      '',
    )
    return prefixesOf(plugin).includes(longest)
  }

  return {
    get current() {
      return bag
    },
    write(plugin, given) {
      // What was there already is no attempt to write: a plugin may answer with all that it was given.
      const changed = Object.entries(given).filter(([key, value]) => !isSame(bag, key, value))
      const own = changed.filter(([key]) => isOwn(plugin, key))
      const foreign = changed.find(([key]) => !isOwn(plugin, key))
      if (foreign) {
        const names = prefixesOf(plugin).join(' or ')
        warn(plugin, `the metadata key ${shown(foreign[0])} is dropped: its own keys begin with ${names}`)
      }
      if (own.length === 0) return
      const next = { ...bag, ...Object.fromEntries(own) }
      if (sizeOf(next) <= METADATA_BYTES) bag = next
      else warn(plugin, `its metadata is dropped: that of all hooks may have ${METADATA_BYTES} bytes`)
    },
  }
}

const prefixesOf = (plugin: string): string[] => [`${plugin}.`, `_${plugin.replaceAll('-', '_')}_`]

const isSame = (bag: JsonObject, key: string, value: unknown): boolean =>
  Object.hasOwn(bag, key) && JSON.stringify(bag[key]) === JSON.stringify(value)
