import type { PluginStore } from '../../plugin-host/types.ts'

export interface LaterStore extends PluginStore {
  /** What was asked so far is asked now. */
  ready(store: PluginStore): void
  /** There will be none: whoever waits is told. */
  gone(): void
}

/** Plugins start before the warehouse is open: what they ask of it waits. */
export function laterStore(): LaterStore {
  const { promise, resolve, reject } = Promise.withResolvers<PluginStore>()
  // Without anybody waiting it is no error that there is none.
  promise.catch(() => undefined)
  return {
    ready: resolve,
    gone: () => reject(new Error('the run is over')),
    get: async (plugin, key) => (await promise).get(plugin, key),
    set: async (plugin, key, value) => (await promise).set(plugin, key, value),
    delete: async (plugin, key) => (await promise).delete(plugin, key),
    list: async (plugin, prefix) => (await promise).list(plugin, prefix),
    healthOf: async (plugin) => (await promise).healthOf(plugin),
    record: async (plugin, event) => (await promise).record(plugin, event),
  }
}
