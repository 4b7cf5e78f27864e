import { Socket } from 'node:net'
import { answerCall, failed, requestIn } from './calls.ts'
import { createChannel, QUEUE_LIMIT, TooLargeError } from './channel.ts'
import type { Channel } from './channel.ts'
import type { Message } from './codec.ts'
import { contextOf } from './context.ts'
import type { Started, WayBack } from './context.ts'
import { cork } from './cork.ts'
import type { PluginDefinition } from './definitions.ts'
import { FROM_PLUGIN_LIMIT, TO_PLUGIN_LIMIT } from './messages.ts'
import type { InitPayload } from './messages.ts'
import { metadataOf } from './metadata.ts'

/** Longer than any call may take: the host decides when one took too long. */
const ASKED_WITHIN = 10 * 60_000

/** Serves the host at the other end of an inherited socket. Without a host there is nothing to live for. */
export function serveOnFd(plugin: PluginDefinition, fd: number): void {
  const socket = new Socket({ fd, readable: true, writable: true })
  let started: Started = { config: {}, run_id: '', data_dir: '' }
  const channel: Channel = createChannel({
    prefix: 'p',
    limit: TO_PLUGIN_LIMIT,
    sendLimit: FROM_PLUGIN_LIMIT,
    send: (frame) => cork(socket).write(frame),
    handle: (message) => void take(message),
  })
  const host: WayBack = {
    request: async (type, payload) =>
      (await channel.request(type, () => payload, { deadlineMs: ASKED_WITHIN })).payload,
    post: (type, payload, callId) => channel.post(type, payload, callId),
  }

  async function take({ type, request_id: id, payload }: Message): Promise<void> {
    if (type === 'lifecycle') {
      const message = payload as unknown as InitPayload | { readonly action: 'shutdown' } | null
      if (message?.action === 'init') started = { ...started, ...message }
      else if (message?.action === 'shutdown') end(0)
      return
    }
    if (id === null) return
    if (type !== 'http') {
      channel.post(type, { error: { code: 'invalid', message: `messages of type ${type} are not understood` } }, id)
      return
    }
    // Rows may follow at once: there has to be a place for them before anything is waited for.
    const rows = channel.streams.receive(id)
    const answer = await answerCall(plugin, requestIn(payload), contextOf(started, host, id), {
      receive: () => rows,
      send: (sent) => channel.streams.send(id, sent),
    })
    channel.streams.forget(id)
    try {
      channel.post('http', answer, id)
    } catch (error) {
      if (!(error instanceof TooLargeError)) throw error
      channel.post('http', failed(500, error.message), id)
    }
  }

  function end(code: number): void {
    // What was written last still goes out.
    socket.end(() => process.exit(code))
  }

  socket.on('data', (chunk) => {
    try {
      channel.push(chunk)
    } catch {
      process.exit(1)
    }
    if (socket.writableLength > QUEUE_LIMIT) process.exit(1)
  })
  socket.on('drain', () => channel.drained())
  socket.on('end', () => process.exit(0))
  socket.on('error', () => process.exit(1))
  channel.post('hello', metadataOf(plugin))
}
