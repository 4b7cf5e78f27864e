import type { Context, FetchAnswer, FetchOptions } from './definitions.ts'
import type { FetchPayload, InitPayload, KvPayload } from './messages.ts'

/** How a plugin reaches its host, where the carrier has a way back. */
export interface WayBack {
  request(type: 'kv' | 'fetch', payload: KvPayload | FetchPayload): Promise<unknown>
  post(type: 'log' | 'progress', payload: unknown, callId: string | null): void
}

export type Started = Pick<InitPayload, 'config' | 'run_id' | 'data_dir'>

/** What a plugin can do during one call. */
export function contextOf(started: Started, host: WayBack, callId: string | null): Context {
  const kv = async (payload: KvPayload): Promise<{ value?: string | null; keys?: readonly string[] }> =>
    granted(await host.request('kv', payload))
  return {
    config: started.config,
    runId: started.run_id,
    dataDir: started.data_dir,
    kv: {
      get: async (key) => (await kv({ action: 'get', key })).value ?? null,
      set: async (key, value) => void (await kv({ action: 'set', key, value })),
      delete: async (key) => void (await kv({ action: 'delete', key })),
      list: async (prefix = '') => (await kv({ action: 'list', prefix })).keys ?? [],
    },
    log: (level, message, fields) =>
      host.post('log', { level, message, ...(fields === undefined ? {} : { fields }) }, null),
    progress: (done, total = null, message = null) => host.post('progress', { done, total, message }, callId),
    fetch: async (url, options = {}) => answerOf(granted(await host.request('fetch', fetchPayload(url, options)))),
  }
}

function fetchPayload(
  url: string,
  { method = 'GET', headers = {}, body = null, timeoutMs, redirect }: FetchOptions,
): FetchPayload {
  const text = body === null || typeof body === 'string'
  return {
    method,
    url,
    headers,
    body: text ? body : Buffer.from(body).toString('base64'),
    encoding: text ? 'utf8' : 'base64',
    ...(timeoutMs === undefined ? {} : { timeout_ms: timeoutMs }),
    ...(redirect === undefined ? {} : { redirect }),
  }
}

interface Fetched {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly encoding: 'utf8' | 'base64'
}

function answerOf({ status, headers, body, encoding }: Fetched): FetchAnswer {
  const bytes = Buffer.from(body, encoding)
  return {
    status,
    ok: status >= 200 && status < 300,
    headers,
    text: () => bytes.toString('utf8'),
    bytes: () => bytes,
    json: () => JSON.parse(bytes.toString('utf8')) as unknown,
  }
}

/** The host's answer, or its refusal as an error. */
function granted<Answer>(answer: unknown): Answer {
  const { error } = (answer ?? {}) as { error?: { code?: string; message?: string } }
  if (!error) return answer as Answer
  throw new Error(error.message ?? 'the host refused', { cause: error.code })
}
