import type { HookRecord, PreparedHook } from './types.ts'

export interface Records {
  add(hook: PreparedHook, event: string, action: HookRecord['action'], ms: number): void
  list(): readonly HookRecord[]
}

/** Counts instead of listing: a first run may have thousands of sessions. */
export function createRecords(hooks: readonly PreparedHook[]): Records {
  const counted = hooks.map(() => new Map<string, HookRecord>())
  return {
    add(hook, event, action, ms) {
      const records = counted[hooks.indexOf(hook)]!
      const key = `${event} ${action}`
      const { times, ms: before } = records.get(key) ?? { times: 0, ms: 0 }
      const { plugin, ring } = hook
      records.set(key, { plugin: plugin.id, event, ring, action, times: times + 1, ms: before + ms })
    },
    list: () =>
      counted.flatMap((records) =>
        [...records]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([, record]) => ({ ...record, ms: Math.round(record.ms) })),
      ),
  }
}
