import { messageOf, RimuruError } from '../core/errors.ts'
import type { Refused } from '../plugin-sdk/messages.ts'
import type { PluginPlan, PluginStore } from './types.ts'

const LONGEST_KEY = 256
const LONGEST_VALUE = 64 << 10

const refused = (code: Refused['error']['code'], message: string): Refused => ({ error: { code, message } })

/** What a plugin asks of its host. The answer to every question is an answer or a refusal, never silence. */
export async function serveRequest(
  plan: PluginPlan,
  { store, offline = false }: { readonly store: PluginStore; readonly offline?: boolean | undefined },
  type: 'kv' | 'fetch',
  payload: unknown,
  signal: AbortSignal,
): Promise<unknown> {
  try {
    if (type === 'kv') return await serveKv(plan.plugin.manifest.id, store, payload)
    if (offline) return refused('denied', 'no network is used with --offline')
    const { fetchFor } = await import('./fetch/fetch-for.ts')
    return await fetchFor(plan.spawn.grants.network, payload, signal)
  } catch (error) {
    return refused(error instanceof RimuruError ? 'quota' : 'failed', messageOf(error))
  }
}

async function serveKv(plugin: string, store: PluginStore, payload: unknown): Promise<unknown> {
  const { action, key, value, prefix } = (payload ?? {}) as Readonly<Record<string, unknown>>
  if (action === 'list') return { keys: await store.list(plugin, typeof prefix === 'string' ? prefix : '') }
  if (typeof key !== 'string' || key === '' || Buffer.byteLength(key) > LONGEST_KEY) {
    return refused('invalid', `a key is a text of 1 to ${LONGEST_KEY} bytes`)
  }
  switch (action) {
    case 'get':
      return { value: await store.get(plugin, key) }
    case 'delete':
      await store.delete(plugin, key)
      return { value: null }
    case 'set':
      if (typeof value !== 'string' || Buffer.byteLength(value) > LONGEST_VALUE) {
        return refused('invalid', `a value is a text of at most ${LONGEST_VALUE} bytes`)
      }
      await store.set(plugin, key, value)
      return { value: null }
    default:
      return refused('invalid', 'the actions of kv are get, set, delete and list')
  }
}
