import { RimuruError } from '../core/errors.ts'
import type { PluginHealth, PluginStore } from './types.ts'

/** State that ends with the program, for a check of a plugin. */
export function memoryStore(quota = 4 << 20): PluginStore {
  const values = new Map<string, Map<string, string>>()
  const health = new Map<string, PluginHealth>()
  const of = (plugin: string): Map<string, string> => {
    const own = values.get(plugin) ?? new Map<string, string>()
    values.set(plugin, own)
    return own
  }
  const healthOf = (plugin: string): PluginHealth =>
    health.get(plugin) ?? { calls: 0, failures: 0, restarts: 0, failuresInARow: 0, lastError: null }
  return {
    get: async (plugin, key) => of(plugin).get(key) ?? null,
    async set(plugin, key, value) {
      const others = [...of(plugin)].filter(([name]) => name !== key)
      const used = [...others, [key, value]].flat().reduce((sum, text) => sum + Buffer.byteLength(text), 0)
      if (used > quota) throw new RimuruError('E4001', `a plugin may keep ${quota} bytes, this would make it ${used}`)
      of(plugin).set(key, value)
    },
    delete: async (plugin, key) => void of(plugin).delete(key),
    list: async (plugin, prefix) => [...of(plugin).keys()].filter((key) => key.startsWith(prefix)).sort(),
    healthOf: async (plugin) => healthOf(plugin),
    async record(plugin, event) {
      const before = healthOf(plugin)
      if (event.kind === 'restart') health.set(plugin, { ...before, restarts: before.restarts + 1 })
      else if (event.kind === 'call') health.set(plugin, { ...before, calls: before.calls + 1, failuresInARow: 0 })
      else {
        health.set(plugin, {
          ...before,
          calls: before.calls + 1,
          failures: before.failures + 1,
          failuresInARow: before.failuresInARow + 1,
          lastError: event.message,
        })
      }
    },
  }
}
