import type { Context, PluginDefinition } from './definitions.ts'
import { PREFIX } from './messages.ts'
import type { HttpRequest, HttpResponse } from './messages.ts'
import type { Json, JsonObject, Notification, Report } from './types.ts'

/** The rows of a call, where the carrier has streams. */
export interface CallStreams {
  receive(): AsyncIterable<readonly unknown[]>
  send: ((rows: AsyncIterable<readonly string[]>) => Promise<void>) | null
}

/** What a plugin answers that has no such call: null is an answer. */
const NO_CALL = Symbol('no such call')

/** Answers one call. Whatever the author's code throws becomes an answer too. */
export async function answerCall(
  plugin: PluginDefinition,
  { method, path, body }: HttpRequest,
  ctx: Context,
  streams: CallStreams,
): Promise<HttpResponse> {
  const nothing = (): HttpResponse => failed(404, `there is nothing at ${method} ${path}`)
  if (method !== 'POST' || !path.startsWith(PREFIX)) return nothing()
  try {
    const answer = await run(plugin, path.slice(PREFIX.length), bodyOf(body), ctx, streams)
    return answer === NO_CALL ? nothing() : respond(200, answer ?? null)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    return failed(500, error instanceof Error ? error.message || error.name : String(error))
  }
}

async function run(
  plugin: PluginDefinition,
  call: string,
  body: JsonObject,
  ctx: Context,
  streams: CallStreams,
): Promise<unknown> {
  if (call === 'check') {
    const problems = (await plugin.check?.((body.config ?? ctx.config) as JsonObject, ctx)) ?? []
    return { ok: problems.length === 0, problems }
  }
  switch (plugin.kind) {
    case 'exporter': {
      if (!call.startsWith('export/')) return NO_CALL
      const { runExport } = await import('./run-exporter.ts')
      const exported = await runExport(plugin, call.slice('export/'.length), body, ctx, () => streams.receive())
      return exported ?? NO_CALL
    }
    case 'notifier': {
      const { notification, report } = body as unknown as { notification: Notification; report: Report | null }
      if (call === 'notify') {
        if (plugin.levels?.includes(notification.level) === false) {
          return { delivered: false, skipped: true, detail: `it does not want the level ${notification.level}` }
        }
        return plugin.notify(notification, report, ctx)
      }
      return call === 'notify/test' && plugin.test ? plugin.test(ctx) : NO_CALL
    }
    case 'agent': {
      if (call === 'agent/discover') return { files: await plugin.discover(body.dirs as readonly string[], ctx) }
      if (call !== 'agent/scan') return NO_CALL
      const { runScan } = await import('./run-agent.ts')
      return runScan(plugin, body, ctx, streams.send)
    }
    case 'view': {
      const context = (body.context ?? {}) as JsonObject
      if (call === 'view/render') return plugin.render(context, ctx)
      if (call !== 'view/action' || !plugin.action) return NO_CALL
      return plugin.action(String(body.action), (body.input ?? {}) as JsonObject, context, ctx)
    }
    case 'hook':
      if (call !== 'hook') return NO_CALL
      if (plugin.hooks?.includes(String(body.hook)) === false) return { action: 'passthrough' }
      return plugin.handle(String(body.hook), body.data ?? null, (body.metadata ?? {}) as JsonObject, ctx)
  }
}

/** The call in a message; one that holds none is answered as any other that is not known. */
export function requestIn(payload: unknown): HttpRequest {
  const request = (payload as { payload?: Partial<HttpRequest> | null } | null | undefined)?.payload ?? {}
  return { method: String(request.method), path: String(request.path), headers: {}, body: request.body ?? null }
}

function bodyOf(text: string | null): JsonObject {
  const body = text === null || text === '' ? {} : (JSON.parse(text) as Json)
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as JsonObject
  throw new Error('the body of the call is no object')
}

export const failed = (status: number, message: string): HttpResponse =>
  respond(status, { error: { message: message.slice(0, 2000) } })

const respond = (status: number, body: unknown): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})
